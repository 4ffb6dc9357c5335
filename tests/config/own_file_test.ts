/** Which files that are found are believed: those that nobody else can have written. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { folderFault, type Owner, readOwnFile } from "../../src/config/own_file.ts";
import { inFolder } from "../support/in_folder.ts";

const ME: Owner = { os: "linux", uid: Deno.uid() ?? undefined };
const IS_ROOT = Deno.uid() === 0;
const STRANGER = 54321;

/** The text of a file, or why it is not read. */
async function read(file: string, owner = ME): Promise<string | undefined> {
  const found = await readOwnFile(file, owner);
  return found === undefined ? undefined : "fault" in found ? found.fault : found.text;
}

function withFile(test: (file: string, folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const file = join(folder, "own.yaml");
    await Deno.writeTextFile(file, "mine", { mode: 0o644 });
    await Deno.chmod(file, 0o644);
    await test(file, folder);
  });
}

Deno.test("a file of one's own that nobody else can write is read", () =>
  withFile(async (file, folder) => {
    assertEquals(await readOwnFile(file, ME), { path: await Deno.realPath(file), text: "mine" });
    assertEquals(await read(join(folder, "none.yaml")), undefined);
    assertEquals(await read(join(file, "below.yaml")), undefined);
  }));

Deno.test.each<[number, RegExp]>([
  [0o666, /^it can be written by everybody \(mode 666\)$/],
  [0o602, /^it can be written by everybody \(mode 602\)$/],
])("a file of mode %o is not read", (mode, fault) =>
  withFile(async (file) => {
    await Deno.chmod(file, mode);
    assertMatch(await read(file) ?? "", fault);
  }));

Deno.test.each([0o777, 0o1777, 0o703])(
  "a file in a folder of mode %o is not read: anybody may put another one there",
  (mode) =>
    withFile(async (file, folder) => {
      await Deno.chmod(folder, mode);
      assertMatch(
        await read(file) ?? "",
        /^its folder .* can be written by everybody \(mode \d+\)$/,
      );
    }),
);

Deno.test({
  name: "what a group can write is read only where that is the user's own private group",
  ignore: !IS_ROOT,
  fn: () =>
    withFile(async (file, folder) => {
      for (const path of [file, folder]) {
        await Deno.chmod(path, 0o775);
        assertEquals(await read(file), "mine", path);
        await Deno.chown(path, null, 100);
        assertMatch(await read(file) ?? "", /can be written by the group 100 \(mode 775\)$/);
        await Deno.chmod(path, 0o755);
      }
      // A group of the number of the user, as many systems give one to each.
      for (const path of [file, folder]) await Deno.chown(path, STRANGER, STRANGER);
      await Deno.chmod(file, 0o664);
      assertEquals(await read(file, { os: "linux", uid: STRANGER }), "mine");
    }),
});

Deno.test({
  name: "a file, a folder or a link of another user is not read; those of root are",
  ignore: !IS_ROOT,
  fn: () =>
    withFile(async (file, folder) => {
      assertEquals(await read(file, { os: "linux", uid: STRANGER }), "mine");
      await Deno.chown(file, STRANGER, null);
      assertEquals(await read(file), `it belongs to another user (uid ${STRANGER})`);
      await Deno.chown(file, 0, null);
      await Deno.chown(folder, STRANGER, null);
      assertEquals(
        await read(file),
        `its folder ${folder} belongs to another user (uid ${STRANGER})`,
      );
      await Deno.chown(folder, 0, null);
      const link = join(folder, "link.yaml");
      await Deno.symlink(file, link);
      assertEquals(await read(link), "mine");
      await new Deno.Command("chown", { args: ["-h", `${STRANGER}`, link] }).output();
      assertEquals(await read(link), `the link belongs to another user (uid ${STRANGER})`);
    }),
});

Deno.test({
  name: "no link of another user is followed on the way, be it a folder or one of several",
  ignore: !IS_ROOT,
  fn: () =>
    withFile(async (file, folder) => {
      const theirs = join(folder, "theirs");
      await Deno.mkdir(theirs);
      const [step, around, outer] = [
        join(theirs, "step"),
        join(folder, "around"),
        join(folder, "o"),
      ];
      await Deno.symlink(file, step);
      await Deno.symlink(folder, around);
      await Deno.symlink("theirs/../theirs/step", outer);
      const ways = [[outer, step], [join(around, "own.yaml"), around]] as const;
      for (const [path] of ways) assertEquals(await read(path), "mine");
      for (const link of [step, around]) {
        await new Deno.Command("chown", { args: ["-h", `${STRANGER}`, link] }).output();
      }
      for (const [path, link] of ways) {
        assertEquals(
          await read(path),
          `the link ${link} belongs to another user (uid ${STRANGER})`,
        );
      }
      assertMatch(await folderFault(around, ME) ?? "", /^the link belongs to another user/);
    }),
});

Deno.test("another user is anybody but the one who runs the program", {
  ignore: IS_ROOT,
}, () =>
  withFile(async (file) => {
    assertMatch(await read(file, { os: "linux", uid: STRANGER }) ?? "", /belongs to another user/);
  }));

Deno.test("behind a link, the folder that it leads to counts as well", () =>
  withFile(async (_, folder) => {
    const shared = join(folder, "shared");
    await Deno.mkdir(shared);
    await Deno.writeTextFile(join(shared, "real.yaml"), "shared");
    const link = join(folder, "link.yaml");
    await Deno.symlink(join(shared, "real.yaml"), link);
    assertEquals(await read(link), "shared");
    await Deno.chmod(shared, 0o777);
    assertMatch(await read(link) ?? "", /^its folder .*shared can be written by everybody/);
    await Deno.remove(shared, { recursive: true });
    assertEquals(await read(link), undefined);
  }));

Deno.test("a pipe, a folder and a device are not waited for", () =>
  withFile(async (_, folder) => {
    const pipe = join(folder, "pipe.yaml");
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    assertEquals(await read(pipe), "it is not a plain file");
    await Deno.mkdir(join(folder, "folder.yaml"));
    assertEquals(await read(join(folder, "folder.yaml")), "it is not a plain file");
    await Deno.symlink("/dev/zero", join(folder, "zero.yaml"));
    // Without all permissions, Deno does not even let one look there.
    assertMatch(
      await read(join(folder, "zero.yaml")) ?? "",
      /^(it is not a plain file|its folder \/dev cannot be checked)$/,
    );
  }));

Deno.test("what is too large to be looked for is not read", () =>
  withFile(async (file) => {
    await Deno.truncate(file, 64 * 1024 * 1024);
    assertEquals(await read(file), "it is too large");
  }));

Deno.test("where the number of the user is not known, nothing is believed; on Windows it does not exist", () =>
  withFile(async (file) => {
    assertMatch(await read(file, { os: "linux", uid: undefined }) ?? "", /--allow-sys=uid$/);
    await Deno.chmod(file, 0o666);
    assertEquals(await read(file, { os: "windows", uid: undefined }), "mine");
  }));
