/**
 * Archives that are whole, though no engine of today writes them so.
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { listArchive } from "../../src/archive/list.ts";
import { readManifest } from "../../src/files/manifest.ts";
import { ArchiveError } from "../../src/archive/problem.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { withFolder } from "./support/temporary.ts";
import { jpa, jpaEntity, jps, pack, writeParts } from "./support/writers.ts";
import { zipBytes, type ZipItem, zipParts } from "./support/zip_writer.ts";

const ITEMS: readonly ZipItem[] = [
  { path: "a.txt", data: "hello" },
  { path: "dir/", type: "directory" },
  { path: "b.txt", data: "x".repeat(1000), method: 1 },
  { path: "empty", data: "" },
  { path: "empty deflated", data: "", method: 1 },
];
const every = (more: Partial<ZipItem>) => ITEMS.map((item) => ({ ...item, ...more }));
const timestamp = pack([0x5455, 2], [5, 2], [1, 1], [0, 4]);
const wholeHeader = pack("PK\x05\x06", new Uint8Array(18));

Deno.test.each<[string, Uint8Array, number]>([
  ["sizes of 64 bits", zipBytes(every({ isWide: true }), { isWide: true }), 5],
  ["an end record of 64 bits alone", zipBytes(ITEMS, { isWide: true }), 5],
  ["descriptors", zipBytes(every({ hasDescriptor: true })), 5],
  ["extra fields in its local headers", zipBytes(every({ extra: timestamp })), 5],
  ["gaps", zipBytes(every({ gap: 9 }), { gap: 100 }), 5],
  ["a comment", zipBytes(ITEMS, { comment: "taken by hand" }), 5],
  ["a comment as long as can be", zipBytes(ITEMS, { comment: "c".repeat(0xffff) }), 5],
  ["an end record in its comment", zipBytes(ITEMS, { comment: `PK\x05\x06${"\0".repeat(18)}` }), 5],
  ["the mark of a split archive in one file", pack("PK00", zipBytes(ITEMS)), 5],
  ["nothing in it", wholeHeader, 0],
  ["nothing in it, and an end record of 64 bits", zipBytes([], { isWide: true }), 0],
  ["folders alone", zipBytes([{ path: "a/", type: "directory" }]), 1],
])("a ZIP archive with %s is whole", async (_, bytes, entries) => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, bytes);
    const report = await verifyArchive(path);
    assertEquals([report.ok, report.entries, report.problems], [true, entries, []]);
    const events = await Array.fromAsync(extractArchive(path, { to: join(folder, "site") }));
    const summary = events.at(-1);
    assertEquals(summary?.type === "summary" && summary.ok, true);
  });
});

Deno.test("bits that only Unix takes for a folder make none of a file of another system", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    const folderBits = 0o040755 * 2 ** 16;
    const items: ZipItem[] = [
      { path: "noise.txt", data: "x", attributes: [10, folderBits] },
      { path: "dos.txt", data: "x", attributes: [0, folderBits] },
      { path: "unix", attributes: [3, folderBits] },
      { path: "windows", attributes: [0, 0x10] },
      { path: "link", data: "dos.txt", attributes: [3, 0o120777 * 2 ** 16] },
    ];
    await Deno.writeFile(path, zipBytes(items));
    const types = (await Array.fromAsync(listArchive(path))).map(({ type }) => type);
    assertEquals(types, ["file", "file", "directory", "directory", "link"]);
  });
});

Deno.test("an archive of JPA or JPS with folders and empty files alone is whole", async () => {
  await withFolder(async (folder) => {
    const items = [
      { path: "dir/", type: "directory" as const },
      { path: "empty", method: 0 },
      { path: "empty deflated", method: 1 },
    ];
    const password = "pw";
    for (
      const [name, bytes, count] of [
        ["site.jpa", jpa(items), 3],
        ["dirs.jpa", jpa(items.slice(0, 1)), 1],
        ["site.jps", jps(items.slice(0, 2), { password }), 2],
        ["none.jps", jps([], { password }), 0],
      ] as const
    ) {
      await Deno.writeFile(join(folder, name), bytes);
      const { ok, entries, problems } = await verifyArchive(join(folder, name), { password });
      assertEquals([ok, entries, problems], [true, count, []], name);
    }
  });
});

Deno.test("parts are found whatever the case of their endings", async () => {
  await withFolder(async (folder) => {
    const bytes = jpa([{ path: "a", data: "x".repeat(5000) }], 3);
    const cut = [bytes.subarray(0, 2000), bytes.subarray(2000, 4000), bytes.subarray(4000)];
    const zip = zipParts([{ path: "a", data: "x".repeat(3000) }], { cuts: [1000, 2000] });
    for (
      const [pieces, letter, last] of [
        [cut, "J", "JPA"],
        [cut, "j", "JPA"],
        [cut, "J", "jpa"],
        [zip, "Z", "ZIP"],
      ] as const
    ) {
      const inner = join(folder, letter + last);
      await Deno.mkdir(inner);
      for (const path of await writeParts(inner, "SITE", pieces, [letter, last])) {
        const { ok, parts } = await verifyArchive(path);
        assertEquals([ok, parts.length], [true, 3], path);
      }
    }
  });
});

Deno.test("extracting gives up after a thousand places of damage", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    const { header } = jpaEntity({ path: "x", method: 9 });
    const items = [{ path: "first", data: "x" }, { path: "last", data: "x" }];
    const [first, last] = items.map(jpaEntity).map(({ header, data }) => pack(header, data));
    const write = async (count: number) => {
      const damage = Array<Uint8Array>(count).fill(header);
      const head = jpa(items).subarray(0, 19);
      await Deno.writeFile(path, pack(head, first ?? "", ...damage, last ?? ""));
      const to = join(folder, String(count));
      const error = await assertRejects(
        () => Array.fromAsync(extractArchive(path, { to })),
        ArchiveError,
      );
      assertStringIncludes(error.message, `and ${Math.min(count, 1000) - 1} more`);
      const told = error.problems.filter(({ severity }) => severity === "warning");
      assertEquals(told.map(({ code }) => code), count < 1000 ? [] : ["limit"]);
      return Array.from(Deno.readDirSync(to), ({ name }) => name).toSorted();
    };
    assertEquals(await write(900), ["first", "last"]);
    assertEquals(await write(1100), ["first"]);
  });
});

Deno.test("a manifest that is too large is refused before it is read", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.sitehaul.json");
    await Deno.writeTextFile(path, "{}");
    // More than a process can read at once, and no room on the disk.
    await Deno.truncate(path, 3 * 2 ** 30);
    const error = await assertRejects(() => readManifest(path), SitehaulError);
    assertStringIncludes(error.message, "it is too large");
  });
});
