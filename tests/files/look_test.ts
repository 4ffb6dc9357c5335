/** What stands under a path is told alike by Deno's functions and by Node's. */
import { assertEquals, assertRejects } from "@std/assert";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../src/base/message_text.ts";
import { type Look, look, withDeno, withNode } from "../../src/files/look.ts";
import { inFolder } from "../support/in_folder.ts";

const WAYS: Readonly<Record<string, Look>> = { Deno: withDeno(Deno), Node: withNode(fs) };
const ignore = Deno.build.os === "windows";

/** A folder with everything that can stand in one. */
function inSample(test: (folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "ä".repeat(70_000), { mode: 0o640 });
    await Deno.mkdir(join(folder, "folder"), { mode: 0o750 });
    await Deno.symlink("file", join(folder, "link"));
    await Deno.symlink("nothing", join(folder, "dangling"));
    const { success } = await new Deno.Command("mkfifo", { args: [join(folder, "pipe")] }).output();
    assertEquals(success, true);
    await test(folder);
  });
}

async function codeOf(act: Promise<unknown>): Promise<string | undefined> {
  return systemCode(await assertRejects(() => act));
}

Deno.test({
  name: "a file, a folder, a link and a pipe are told apart, with owner, mode and size",
  ignore,
  fn: () =>
    inSample(async (folder) => {
      const here = await look();
      const kinds = [
        ...[["file", "file"], ["folder", "folder"], ["link", "link"], [
          "dangling",
          "link",
        ]] as const,
        ["pipe", "other"],
      ] as const;
      for (const [name, kind] of kinds) {
        const path = join(folder, name);
        const { uid, gid, mode, size } = await fs.lstat(path);
        for (const way of [here, ...Object.values(WAYS)]) {
          assertEquals(await way.lstat(path), { kind, uid, gid, mode, size });
        }
      }
      for (const way of Object.values(WAYS)) {
        assertEquals((await way.stat(join(folder, "link"))).kind, "file");
        assertEquals(await way.readlink(join(folder, "link")), "file");
        const real = await way.realpath(folder);
        assertEquals(await way.realpath(join(folder, "link")), join(real, "file"));
      }
    }),
});

for (const [name, way] of Object.entries(WAYS)) {
  Deno.test({
    name: `${name}: what cannot be looked at has the code of the system`,
    ignore,
    fn: () =>
      inSample(async (folder) => {
        for (const act of [way.lstat, way.stat, way.readlink, way.realpath, way.open]) {
          assertEquals(await codeOf(act(join(folder, "none"))), "ENOENT");
          assertEquals(await codeOf(act(join(folder, "file", "below"))), "ENOTDIR");
        }
        assertEquals(await codeOf(way.stat(join(folder, "dangling"))), "ENOENT");
      }),
  });

  Deno.test({
    name: `${name}: an open file is read to its end, whatever is put in its place`,
    ignore,
    fn: () =>
      inSample(async (folder) => {
        const path = join(folder, "file");
        const file = await way.open(path);
        await Deno.rename(path, join(folder, "before"));
        await Deno.writeTextFile(path, "other");
        assertEquals((await file.look()).size, 140_000);
        assertEquals(await file.text(), "ä".repeat(70_000));
        await file.close();
      }),
  });

  Deno.test({
    name: `${name}: a link is not followed, and a pipe does not wait for a writer`,
    ignore,
    fn: () =>
      inSample(async (folder) => {
        // Of Node's functions, Deno itself follows links in advance, unless everything is allowed.
        if (name === "Deno" || Deno.permissions.querySync({ name: "ffi" }).state === "granted") {
          assertEquals(await codeOf(way.open(join(folder, "link"))), "ELOOP");
        }
        for (const [other, kind] of [["pipe", "other"], ["folder", "folder"]] as const) {
          const file = await way.open(join(folder, other));
          assertEquals((await file.look()).kind, kind);
          await file.close();
        }
      }),
  });
}

Deno.test({
  name: "Deno: a file that is replaced between two looks is not read",
  ignore,
  fn: () =>
    inSample(async (folder) => {
      const path = join(folder, "file");
      const replacing: typeof Deno = {
        ...Deno,
        async open(...args) {
          await Deno.rename(path, join(folder, "before"));
          await Deno.writeTextFile(path, "other");
          return await Deno.open(...args);
        },
      };
      assertEquals(await codeOf(withDeno(replacing).open(path)), "ELOOP");
    }),
});
