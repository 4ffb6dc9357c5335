import { assert, assertEquals } from "@std/assert";

const FOLDER = new URL("../../src/history/", import.meta.url);

Deno.test("no statement numbers its parameters, which Node 22 cannot fill in by their order", async () => {
  const files = (await Array.fromAsync(Deno.readDir(FOLDER))).map(({ name }) => name);
  assert(files.includes("sqlite_job.ts"));
  const texts = await Promise.all(files.map((name) => Deno.readTextFile(new URL(name, FOLDER))));
  const numbered = files.filter((_, index) => /[=,(\s]\?\d/.test(texts[index] ?? ""));
  assertEquals(numbered, []);
});
