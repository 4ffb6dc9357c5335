/** Archives that would become very much larger than they are. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { ArchiveError } from "../../src/archive/problem.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";
import { zipBytes } from "./support/zip_writer.ts";
import { extract, refusals } from "./support/extracting.ts";

Deno.test("a file that would become very much larger than it is stored is refused", async () => {
  await withFolder(async (folder) => {
    const bomb = { path: "bomb", data: new Uint8Array(65 << 20), method: 1 };
    assertEquals(await refusals(folder, [bomb, { path: "a", data: "a" }]), ["bomb: limit"]);
    assertEquals(await treeOf(join(folder, "site")), ["a"]);
    const items = [{ path: "a", data: "12345" }, { path: "b", data: "12345" }];
    assertEquals(
      await refusals(folder, items, { limits: { totalBytes: 9 }, to: join(folder, "other") }),
      ["b: limit"],
    );
  });
});

Deno.test("a file that holds more than it declares is not written", async () => {
  await withFolder(async (folder) => {
    const liar = { path: "liar", data: "x".repeat(5000), method: 1, size: 100 };
    assertEquals(await refusals(folder, [liar, { path: "a", data: "a" }]), ["liar: size"]);
    assertEquals(await treeOf(join(folder, "site")), ["a"]);
  });
});

Deno.test("files that together become very much larger than the archive are refused", async () => {
  await withFolder(async (folder) => {
    const bomb = (index: number) => ({
      path: `${index}`,
      data: new Uint8Array(16 << 20),
      method: 1,
    });
    const items = Array.from({ length: 6 }, (_, index) => bomb(index));
    assertEquals(await refusals(folder, items, { limits: { ratio: 10 } }), [
      "4: limit",
      "5: limit",
    ]);
    assertEquals(await treeOf(join(folder, "site")), ["0", "1", "2", "3"]);
  });
});

Deno.test("many small files that compress very well are no bomb", async () => {
  await withFolder(async (folder) => {
    const log = { data: new Uint8Array(1 << 20), method: 1 };
    const items = Array.from({ length: 70 }, (_, index) => ({ ...log, path: `logs/${index}.log` }));
    const [, { ok, files }] = await extract(folder, items);
    assertEquals([ok, files], [true, 70]);
  });
});

Deno.test("damaged files count for the limit, though nothing of them stays", async () => {
  await withFolder(async (folder) => {
    // Each claims one byte more than it has, so that all of it is written before that shows.
    const size = (16 << 20) + 1;
    const liar = { data: new Uint8Array(16 << 20), method: 1, size };
    const items = Array.from({ length: 6 }, (_, index) => ({ ...liar, path: `${index}` }));
    const limits = { ratio: 10 };
    const codes = (await refusals(folder, items, { limits })).map((text) => text.slice(3));
    assertEquals(codes, ["size", "size", "size", "size", "limit", "limit"]);
  });
});

Deno.test("nothing is written of a ZIP archive whose entries share bytes", async () => {
  await withFolder(async (folder) => {
    // The first entry claims the bytes of all others, too.
    const others = [1, 2, 3].map((index) => ({ path: `${index}`, data: "x".repeat(100) }));
    const rest = zipBytes(others).subarray(0, 393);
    const items = [{ path: "good", data: "good" }, { path: "0", data: rest }, ...others];
    const bytes = zipBytes(items);
    const shared = bytes.slice();
    const view = new DataView(shared.buffer);
    // The record of the last entry is turned to the copy of its header within the data.
    const at = bytes.length - 22 - 47;
    view.setUint32(at + 42, 38 + 31 + 262, true);
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, shared);
    const to = join(folder, "site");
    const error = await assertRejects(() => allOf(extractArchive(path, { to })), ArchiveError);
    assertEquals(error.problems.map(({ code }) => code), ["overlap"]);
    assertEquals(await treeOf(to), []);
    await Deno.writeFile(path, bytes);
    assertEquals((await allOf(extractArchive(path, { to })))[1].files, 5);
  });
});
