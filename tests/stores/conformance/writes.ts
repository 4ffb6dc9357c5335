/** A file is there whole or not at all, and takes nobody's name. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { isSitehaulError } from "../../../src/base/errors.ts";
import { assertSameBytes } from "../reading.ts";
import {
  type Cases,
  content,
  failure,
  type Kind,
  listed,
  NAME,
  pieces,
  put,
  readAll,
  sha256,
  SIZE,
} from "./case.ts";

/** Adds them to the tests. */
export function writeCases({ test }: Cases, kind: Kind): void {
  test("a name that is taken is refused before a byte is asked for, and the file stays", async ({ store, names, folder }) => {
    await put(store, NAME, content(1000));
    let asked = 0;
    const bytes = function* () {
      asked++;
      yield content(2000);
    };
    await failure(
      "file/exists",
      () => store.write(NAME, bytes(), { size: 2000, sha256: sha256(content(2000)) }),
    );
    assertEquals([asked, names()], [0, [NAME]]);
    assertSameBytes(await Deno.readFile(join(folder, NAME)), content(1000));
  });

  test("a name that is taken while a file is written is left to who took it", async ({ store, folder, names }) => {
    const bytes = function* () {
      yield content(SIZE);
      Deno.writeFileSync(join(folder, NAME), content(7));
    };
    await failure(
      "file/exists",
      () => store.write(NAME, bytes(), { size: SIZE, sha256: sha256(content(SIZE)) }),
    );
    assertSameBytes(await Deno.readFile(join(folder, NAME)), content(7));
    assertEquals(names(), [NAME]);
  });

  if (kind.isAtomic) {
    test("of many who write the same name at once, one succeeds", async ({ store, folder, names }) => {
      const contents = [...Array(6).keys()].map((index) => content(50_000 + index));
      const results = await Promise.allSettled(contents.map((bytes) => put(store, NAME, bytes)));
      const winners = results.flatMap(({ status }, index) => status === "fulfilled" ? [index] : []);
      assertEquals(winners.length, 1);
      for (const result of results) {
        assert(result.status === "fulfilled" || isSitehaulError(result.reason, "file/exists"));
      }
      assertSameBytes(
        await Deno.readFile(join(folder, NAME)),
        contents[winners[0] ?? 0] ?? content(0),
      );
      assertEquals(names(), [NAME]);
    });
  }

  for (
    const [title, size, sum] of [
      ["more than announced", SIZE - 1, sha256(content(SIZE))],
      ["less than announced", SIZE + 1, sha256(content(SIZE))],
      ["with another checksum than announced", SIZE, sha256(content(SIZE + 1))],
    ] as const
  ) {
    test(`what comes ${title} does not get the name`, async ({ store, names }) => {
      await failure("file/write", () => store.write(NAME, pieces(SIZE), { size, sha256: sum }));
      assertEquals(names(), []);
      await put(store, NAME, content(10));
      assertEquals(names(), [NAME]);
    });
  }

  test("a source that fails leaves nothing, and its error is thrown as it is", async ({ store, names }) => {
    const reason = new Error("the source is gone");
    const bytes = async function* () {
      yield* pieces(SIZE);
      await Promise.resolve();
      throw reason;
    };
    const options = { size: 2 * SIZE, sha256: sha256(content(2 * SIZE)) };
    assertEquals(await assertRejects(() => store.write(NAME, bytes(), options)), reason);
    assertEquals(names(), []);
    await put(store, NAME, content(10));
    assertEquals(names(), [NAME]);
  });

  test("a name comes into being in one moment: before it, nobody sees the file", async ({ store, folder }) => {
    const looks: string[] = [];
    const bytes = async function* () {
      for (const piece of pieces(SIZE)) {
        yield piece;
        looks.push(...(await listed(store)).map(([name]) => name));
      }
    };
    await store.write(NAME, bytes(), { size: SIZE, sha256: sha256(content(SIZE)) });
    assertEquals(looks, []);
    assertSameBytes(await Deno.readFile(join(folder, NAME)), content(SIZE));
  });

  test("what a broken write has left is listed apart, and can be removed", async ({ store, folder }) => {
    const left = ".site.jpa.0123abcd.part";
    await Deno.writeFile(join(folder, left), content(5));
    for (const other of [".other", ".x.part", ".bashrc.12345678.part2"]) {
      await Deno.writeFile(join(folder, other), content(5));
    }
    await put(store, NAME, content(10));
    assertEquals(await listed(store), [[NAME, 10]]);
    const unfinished = await Array.fromAsync(store.list({ unfinished: true }));
    assertEquals(unfinished.map(({ name, size }) => [name, size]), [[left, 5]]);
    await failure("download/path", () => readAll(store, left));
    assertEquals(await store.remove(left), true);
    assertEquals(await Array.fromAsync(store.list({ unfinished: true })), []);
  });
}
