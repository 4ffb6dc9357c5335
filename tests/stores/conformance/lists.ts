/** What lists tell, and stores that are used by many at once. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { assertSameBytes } from "../reading.ts";
import { type Cases, content, type Kind, listed, NAME, put, readAll } from "./case.ts";

/** Adds them to the tests. */
export function listCases({ test }: Cases, kind: Kind): void {
  test("a list of thousands of files is whole; folders and strange names are not in it", async ({ store, folder }) => {
    const wanted = [...Array(3000).keys()].map((index) =>
      `site-${String(index).padStart(5, "0")}.jpa`
    );
    for (const [index, name] of wanted.entries()) {
      Deno.writeFileSync(join(folder, name), new Uint8Array(index % 7));
    }
    Deno.mkdirSync(join(folder, "a folder"));
    Deno.writeFileSync(join(folder, ".hidden"), content(1));
    Deno.writeFileSync(join(folder, "a:b"), content(1));
    Deno.symlinkSync(join(folder, "site-00003.jpa"), join(folder, "link.jpa"));
    Deno.symlinkSync(join(folder, "gone"), join(folder, "broken.jpa"));
    assertEquals(await listed(store), [
      ["link.jpa", 3] as const,
      ...wanted.map((name, index) => [name, index % 7] as const),
    ]);
    // Who has seen enough may stop.
    for await (const _ of store.list()) break;
    assertEquals((await store.stat("site-02999.jpa"))?.size, 2999 % 7);
  });

  test("a folder that is not there is empty, and is made by the first write", async ({ folder, store }) => {
    const below = join(folder, "new", "site's");
    const other = await kind.open(below, {});
    try {
      assertEquals(await listed(other), []);
      assertEquals(await Array.fromAsync(other.list({ unfinished: true })), []);
      assertEquals(await other.stat(NAME), undefined);
      assertEquals(await other.remove(NAME), false);
      assertEquals(await listed(store), []);
      await put(other, NAME, content(10));
      await put(other, "second.jpa", content(11));
      assertEquals(await listed(other), [["second.jpa", 11], [NAME, 10]]);
      assertSameBytes(await Deno.readFile(join(below, NAME)), content(10));
    } finally {
      await other.close();
    }
  });

  test("several files come and go at the same time", async ({ store }) => {
    const names = [...Array(5).keys()].map((index) => `site.j0${index}`);
    await Promise.all(names.map((name, index) => put(store, name, content(200_000 + index))));
    const read = await Promise.all(names.map((name) => readAll(store, name)));
    read.forEach((bytes, index) => assertSameBytes(bytes, content(200_000 + index)));
    assertEquals(await Promise.all(names.map((name) => store.remove(name))), names.map(() => true));
    assertEquals(await listed(store), []);
  });
}
