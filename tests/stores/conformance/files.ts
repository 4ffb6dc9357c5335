/** Files of a store: what is written is what is read, under any good name and no bad one. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { assertSameBytes } from "../reading.ts";
import { type Cases, content, failure, listed, NAME, put, readAll, sha256, SIZE } from "./case.ts";

/** Adds them to the tests. */
export function fileCases({ test }: Cases): void {
  test("what is written is there, whole, and can be read", async ({ store, folder, names }) => {
    const bytes = content(SIZE);
    assertEquals(await put(store, NAME, bytes), { name: NAME, size: SIZE });
    assertSameBytes(await Deno.readFile(join(folder, NAME)), bytes);
    assertSameBytes(await readAll(store, NAME), bytes);
    assertEquals((await store.stat(NAME))?.size, SIZE);
    assertEquals(await listed(store), [[NAME, SIZE]]);
    assertEquals(names(), [NAME]);
  });

  test("the time at which a file was written is told", async ({ store, folder }) => {
    await Deno.writeFile(join(folder, NAME), content(3));
    await Deno.utime(join(folder, NAME), 1_700_000_000, 1_700_000_000);
    assertEquals((await store.stat(NAME))?.modified?.getTime(), 1_700_000_000_000);
  });

  test("a file is read from a byte on, and no further than asked for", async ({ store, folder }) => {
    const bytes = content(SIZE);
    await Deno.writeFile(join(folder, NAME), bytes);
    for (
      const [from, length] of [
        [333_333, undefined],
        [333_333, 100_000],
        [0, 1],
        [SIZE - 1, 1],
        [SIZE - 10, 100],
        [SIZE, undefined],
        [SIZE + 1, 5],
        [5, 0],
      ] as const
    ) {
      const expected = bytes.subarray(from, length === undefined ? SIZE : from + length);
      assertSameBytes(await readAll(store, NAME, { from, length }), expected);
    }
  });

  test("an empty file is a file", async ({ store, folder }) => {
    await put(store, NAME, new Uint8Array());
    assertEquals((await Deno.stat(join(folder, NAME))).size, 0);
    assertEquals((await store.stat(NAME))?.size, 0);
    assertEquals(await listed(store), [[NAME, 0]]);
    assertEquals((await readAll(store, NAME)).length, 0);
    await failure("file/write", () => store.write(NAME + "2", [], { size: 0, sha256: "00" }));
    await failure(
      "file/write",
      () => store.write(NAME + "3", [content(1)], { size: 0, sha256: sha256(content(1)) }),
    );
    assertEquals(await listed(store), [[NAME, 0]]);
  });

  test("names may hold blanks, signs, umlauts and characters of any language", async ({ store, names }) => {
    const all = [
      "site-www.example.com-20261128-120000utc-aB3.j01",
      "part one #1 100% & (copy) [2] {3} ~$'`^=+,;!@.jpa",
      "ünï-日本語-🎒.jpa",
      "-rf.jpa",
      `${"n".repeat(236)}.jpa`,
      `${"日".repeat(78)}.jpa`,
      "site.jpa.sitehaul.json",
    ];
    for (const [index, name] of all.entries()) await put(store, name, content(10 + index));
    assertEquals(names(), all.toSorted());
    assertEquals((await listed(store)).map(([name]) => name), all.toSorted());
    for (const [index, name] of all.entries()) {
      assertEquals((await store.stat(name))?.size, 10 + index);
      assertSameBytes(await readAll(store, name), content(10 + index));
      assert(await store.remove(name));
    }
    assertEquals(names(), []);
  });

  test("a name that leads out, is hidden or special is refused by every call", async ({ store, folder, names }) => {
    await Deno.writeFile(join(folder, "..", "outside.jpa"), content(9));
    for (
      const name of [
        "../outside.jpa",
        "a/b.jpa",
        "..\\outside.jpa",
        "/etc/passwd",
        "..",
        ".",
        "",
        ".hidden",
        "a\nb.jpa",
        "a\0b.jpa",
        "a\u202eb.jpa",
        "C:x.jpa",
        " site.jpa",
        "site.jpa ",
        "site.jpa.",
        "nul.jpa",
        "n".repeat(241),
      ]
    ) {
      await failure("download/path", () => store.stat(name));
      await failure("download/path", () => readAll(store, name));
      await failure("download/path", () => put(store, name, content(5)));
      await failure("download/path", () => store.remove(name));
    }
    assertEquals(names(), []);
    assertSameBytes(await Deno.readFile(join(folder, "..", "outside.jpa")), content(9));
  });

  test("a file that is not there is told from one that is empty", async ({ store, folder }) => {
    await Deno.mkdir(join(folder, "folder.jpa"));
    assertEquals(await store.stat("gone.jpa"), undefined);
    assertEquals(await store.stat("folder.jpa"), undefined);
    assertEquals(await store.remove("gone.jpa"), false);
    const error = await failure("download/no-files", () => readAll(store, "gone.jpa"));
    assertStringIncludes(error.message, "gone.jpa");
  });
}
