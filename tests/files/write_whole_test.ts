import { assertEquals, assertRejects } from "@std/assert";
import { chmod, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "../../src/files/write_whole.ts";

const folder = () => mkdtemp(join(tmpdir(), "sitehaul-whole-"));

Deno.test("a file is replaced by the new text, which only its owner can read", async () => {
  const dir = await folder();
  const path = join(dir, "notes.json");
  await writeFile(path, "old", { mode: 0o644 });
  await writeWhole(path, "new");
  assertEquals([await readFile(path, "utf8"), await readdir(dir)], ["new", ["notes.json"]]);
  assertEquals((await stat(path)).mode & 0o777, 0o600);
});

Deno.test("permissions are those that were asked for, whatever the umask", async () => {
  const path = join(await folder(), "shared.yaml");
  await writeWhole(path, "text", { mode: 0o664 });
  assertEquals((await stat(path)).mode & 0o777, 0o664);
});

Deno.test("what is there is kept where it must not be replaced", async () => {
  const dir = await folder();
  const path = join(dir, "mine.yaml");
  await writeFile(path, "mine");
  await assertRejects(() => writeWhole(path, "other", { replace: false }), Error, "EEXIST");
  assertEquals([await readFile(path, "utf8"), await readdir(dir)], ["mine", ["mine.yaml"]]);
});

Deno.test("a file that cannot get its name leaves nothing behind", async () => {
  const dir = await folder();
  await mkdir(join(dir, "taken", "inside"), { recursive: true });
  await assertRejects(() => writeWhole(join(dir, "taken"), "text"));
  assertEquals(await readdir(dir), ["taken"]);
});

Deno.test("what was left under the name until it is whole is replaced", async () => {
  const dir = await folder();
  await writeFile(join(dir, "notes.new"), "half");
  await writeWhole(join(dir, "notes"), "whole", { temporary: join(dir, "notes.new") });
  assertEquals(await readdir(dir), ["notes"]);
});

Deno.test("a name may be as long as the file system allows", async () => {
  const dir = await folder();
  for (const name of ["n".repeat(255), "ä".repeat(127)]) {
    await writeWhole(join(dir, name), "text");
    assertEquals(await readFile(join(dir, name), "utf8"), "text");
  }
});

Deno.test({
  name: "a folder that may not be written to is an error",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    const dir = await folder();
    await chmod(dir, 0o500);
    await assertRejects(() => writeWhole(join(dir, "notes.json"), "text"), Error, "EACCES");
  },
});
