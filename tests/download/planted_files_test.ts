/** Work files that others made, or could have made. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { readManifest } from "../../src/files/manifest.ts";
import { sizeIfSame } from "../../src/files/checksum.ts";
import { forgetState } from "../../src/download/finished_part.ts";
import { PartFile, workPaths } from "../../src/download/part_file.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { content, fill, identity, MIB, sha256 } from "./part_content.ts";

const isWindows = Deno.build.os === "windows";

/** What others may have put where a work file should be; `victim` is what it may lead to. */
const PLANTED: Record<string, (path: string, victim: string) => Promise<void>> = {
  "a link to a file": (path, victim) => Deno.symlink(victim, path),
  "a link to nothing": (path, victim) => Deno.symlink(`${victim}-missing`, path),
  "a second name of a file": (path, victim) => Deno.link(victim, path),
  "a file that all may write": async (path, victim) => {
    await Deno.copyFile(victim, path);
    await Deno.chmod(path, 0o666);
  },
  "a pipe": async (path) => {
    await new Deno.Command("mkfifo", { args: [path] }).output();
  },
};

for (const [what, plant] of Object.entries(PLANTED)) {
  for (const kind of ["temporary", "state"] as const) {
    Deno.test(`${what}, where the ${kind} file should be, is put away and left alone`, {
      ignore: isWindows,
    }, () =>
      inFolder(async (folder) => {
        const [target, victim] = [join(folder, "a.jpa"), join(folder, "victim")];
        const note = JSON.stringify({ ...identity, schema: 1, bytes: MIB });
        await Deno.writeTextFile(victim, note, { mode: 0o600 });
        // So much would be taken up, if the note were believed.
        if (kind === "state") {
          await Deno.writeFile(workPaths(target).temporary, new Uint8Array(MIB), { mode: 0o600 });
        }
        await plant(workPaths(target)[kind], victim);
        const file = await PartFile.open(target, identity);
        assertEquals(file.bytes, 0);
        await fill(file, content.length);
        assertEquals(await file.finish(), sha256);
        const { mode, nlink } = await Deno.lstat(target);
        assertEquals([(mode ?? 0) & 0o777, nlink], [0o600, 1]);
        await forgetState(target);
        assertEquals(await Deno.readTextFile(victim), note);
        assertEquals(await namesIn(folder), ["a.jpa", "victim"]);
      }));
  }
}

Deno.test("a work file of another user is put away, and the part belongs to this one", {
  ignore: isWindows || Deno.uid() !== 0,
}, () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    for (const kind of ["temporary", "state"] as const) {
      const note = JSON.stringify({ ...identity, schema: 1, bytes: 9 });
      await Deno.writeTextFile(workPaths(target)[kind], note, { mode: 0o600 });
      await Deno.chown(workPaths(target)[kind], 65534, 65534);
    }
    const file = await PartFile.open(target, identity);
    assertEquals(file.bytes, 0);
    await fill(file, content.length);
    await file.finish();
    assertEquals((await Deno.stat(target)).uid, 0);
    assertEquals((await Deno.stat(workPaths(target).state)).uid, 0);
  }));

Deno.test(
  "what was begun is not gone on with through a link",
  { ignore: isWindows },
  () =>
    inFolder(async (folder) => {
      const target = join(folder, "a.jpa");
      const begun = await PartFile.open(target, identity);
      await fill(begun, 3 * MIB);
      await begun.suspend();
      const victim = join(folder, "victim");
      await Deno.rename(workPaths(target).temporary, victim);
      await Deno.symlink(victim, workPaths(target).temporary);
      const file = await PartFile.open(target, identity);
      assertEquals(file.bytes, 0);
      await fill(file, content.length);
      assertEquals(await file.finish(), sha256);
      assertEquals((await Deno.stat(victim)).size, 3 * MIB);
    }),
);

Deno.test.each(["temporary", "state"] as const)(
  "a folder in the place of the %s file is told before anything is fetched",
  (kind) =>
    inFolder(async (folder) => {
      const target = join(folder, "a.jpa");
      await Deno.mkdir(workPaths(target)[kind]);
      const error = await assertRejects(() => PartFile.open(target, identity), SitehaulError);
      assertEquals(error.code, "file/write");
      assert(error.hint?.startsWith("There is a folder"), error.hint);
    }),
);

Deno.test(
  "a pipe under the name of a part, or of its manifest, is no such file, and not waited for",
  {
    ignore: isWindows,
  },
  () =>
    inFolder(async (folder) => {
      for (const name of ["a.jpa", "a.sitehaul.json"]) {
        await new Deno.Command("mkfifo", { args: [join(folder, name)] }).output();
      }
      assertEquals(await sizeIfSame(join(folder, "a.jpa"), 0, sha256), undefined);
      const reading = () => readManifest(join(folder, "a.sitehaul.json"));
      await assertRejects(reading, SitehaulError, "it is not a file");
    }),
);
