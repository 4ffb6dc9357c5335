/**
 * ZIP archives whose directory is wrong, damaged or lost, while their local headers are right.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { listArchive } from "../../src/archive/list.ts";
import type { VerifyReport } from "../../src/archive/report.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { allOf, withFolder } from "./support/temporary.ts";
import { type ZipFrame, type ZipItem, zipParts } from "./support/zip_writer.ts";
import { writeParts } from "./support/writers.ts";

const GOOD: ZipItem = { path: "good", data: "good" };
const LETTERS = "abcdefghijkl".split("");
const ITEMS: readonly ZipItem[] = LETTERS.map((letter) => ({
  path: `${letter}.txt`,
  data: letter.repeat(300),
}));
/** What makes three parts of them. */
const CUTS = [1200, 2600];

async function inParts(
  items: readonly ZipItem[],
  frame: ZipFrame,
  test: (paths: readonly string[], folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const pieces = zipParts(items, frame);
    await test(await writeParts(folder, "site", pieces, ["z", "zip"]), folder);
  });
}

function codesOf({ problems }: VerifyReport): string[] {
  return problems.map(({ severity, code }) => `${severity} ${code}`);
}

async function extracted(path: string, folder: string): Promise<Record<string, string>> {
  const to = join(folder, "to");
  await allOf(extractArchive(path, { to })).catch(() => {});
  const files = Array.from(Deno.readDirSync(to), ({ name }) => name).toSorted();
  const read = (name: string) => Deno.readTextFileSync(join(to, name));
  return Object.fromEntries(files.map((name) => [name, read(name)]));
}

const RIGHT = Object.fromEntries(LETTERS.map((letter) => [`${letter}.txt`, letter.repeat(300)]));

// Observed in split archives of Akeeba Backup 7.5.0.1: most records give the wrong part.
Deno.test("a directory with wrong part numbers is a warning: local headers tell the places", async () => {
  for (const disk of [0, 1, 2, 7]) {
    const items = ITEMS.map((item, index) => index % 5 === 3 ? item : { ...item, disk });
    await inParts(items, { cuts: CUTS }, async ([path = ""], folder) => {
      const report = await verifyArchive(path);
      assertEquals([report.ok, report.entries], [true, 12], `disk ${disk}`);
      assertEquals(codesOf(report), ["warning directory"]);
      assertStringIncludes(report.problems[0]?.message ?? "", "of 12 entries");
      assertEquals(await extracted(path, folder), RIGHT);
    });
  }
});

Deno.test("a directory with wrong part numbers does not hide what a missing part costs", async () => {
  const items = ITEMS.map((item) => ({ ...item, disk: 0 }));
  await inParts(items, { cuts: CUTS }, async ([first = "", second = "", last = ""], folder) => {
    await Deno.remove(second);
    const report = await verifyArchive(last);
    assertEquals([report.ok, report.readable.before + report.readable.after], [false, 7]);
    const lost = report.problems.filter(({ entry }) => entry !== undefined);
    assertEquals(
      lost.map(({ code, entry }) => `${code} ${entry}`),
      ["d", "e", "f", "g", "h"].map((letter) => `part-missing ${letter}.txt`),
    );
    const found = await extracted(first, folder);
    for (const [name, content] of Object.entries(found)) assertEquals(content, RIGHT[name]);
    assertEquals(Object.keys(found).length, 7);
  });
});

Deno.test("an end record with a wrong part number is a warning, where all else agrees", async () => {
  for (const lastDisk of [0, 1, 9]) {
    await inParts(ITEMS, { cuts: CUTS, lastDisk }, async ([path = ""], folder) => {
      const report = await verifyArchive(path);
      assertEquals([report.ok, report.entries, codesOf(report)], [true, 12, ["warning directory"]]);
      assertEquals(await extracted(path, folder), RIGHT);
    });
  }
});

Deno.test("an entry that is not where the directory says is only found with the same checksum", async () => {
  await inParts(ITEMS, {}, async ([path = ""]) => {
    const bytes = await Deno.readFile(path);
    const view = new DataView(bytes.buffer);
    const record = Array.from(bytes.keys()).slice(0, -4)
      .filter((at) => view.getUint32(at, true) === 0x02014b50)[3] ?? 0;
    view.setUint32(record + 42, 5, true);
    view.setUint32(record + 16, 77, true);
    await Deno.writeFile(path, bytes);
    const report = await verifyArchive(path);
    assertEquals(codesOf(report), ["error overlap", "error entry-header"]);
    assertEquals([report.problems[1]?.entry, report.entries], ["d.txt", 11]);
  });
});

Deno.test("a cut archive is not taken for the archive at its end", async () => {
  const [inner] = zipParts(ITEMS.slice(0, 3));
  const items: ZipItem[] = [GOOD, { path: "inner.zip", data: inner ?? "" }, ...ITEMS];
  // The directory of the inner archive is the last one, with and without something behind it.
  const end = 30 + 4 + 4 + 30 + 9 + (inner?.length ?? 0);
  for (const more of [0, 1, 40, 400]) {
    await inParts(items, {}, async ([path = ""], folder) => {
      await Deno.truncate(path, end + more);
      const report = await verifyArchive(path);
      assertEquals([report.ok, report.proof], [false, undefined], `${more} bytes behind it`);
      const found = await extracted(path, folder);
      assertEquals(found["good"], "good");
      assertEquals(found["a.txt"], more < 365 ? undefined : RIGHT["a.txt"]);
      assertEquals(Object.hasOwn(found, "inner.zip"), true);
    });
    await inParts(items, { cuts: [end + more] }, async ([first = "", last = ""]) => {
      await Deno.remove(last);
      const { ok, missing, entries } = await verifyArchive(first);
      assertEquals([ok, missing], [false, ["site.zip"]]);
      assertEquals(entries, more < 365 ? 2 : 3);
    });
  }
});

Deno.test("what is read without a directory has the type that is left of it", async () => {
  const items: ZipItem[] = [
    ...ITEMS,
    { path: "link", data: "a.txt", attributes: [3, 0o120777 * 2 ** 16] },
    { path: "folder", attributes: [3, 0o040755 * 2 ** 16] },
  ];
  await inParts(items, {}, async ([path = ""]) => {
    const bytes = await Deno.readFile(path);
    // Nothing is left of the end, nor of a record in the middle.
    bytes.fill(0, bytes.length - 22);
    const at = Array.from(bytes.keys()).filter((place) =>
      bytes[place] === 0x50 && bytes[place + 2] === 1 && bytes[place + 3] === 2
    )[5] ?? 0;
    bytes.fill(0, at, at + 20);
    await Deno.writeFile(path, bytes);
    const report = await verifyArchive(path);
    assertEquals([report.ok, report.entries], [false, 14]);
    assertEquals(codesOf(report), ["error directory"]);
    const types: string[] = [];
    const listing = async () => {
      for await (const { type } of listArchive(path)) {
        types.push(type);
      }
    };
    assert(
      await listing().then(() =>
        false, () => true),
    );
    assertEquals(types.slice(-2), ["link", "directory"]);
  });
});

Deno.test("sizes of 64 bits in local headers are read where the directory is lost", async () => {
  const items = ITEMS.map((item) => ({ ...item, isWide: true }));
  await inParts(items, {}, async ([path = ""]) => {
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, 12 * (30 + 5 + 20 + 300)));
    const report = await verifyArchive(path);
    assertEquals([report.entries, codesOf(report)], [12, ["error directory"]]);
  });
});

// Observed in a split archive of Akeeba Backup 6.6.1.
Deno.test("zeros in the middle are told, with their place and number", async () => {
  await inParts(ITEMS, { cuts: CUTS }, async ([path = "", second = ""]) => {
    const bytes = await Deno.readFile(second);
    bytes.fill(0, 100, 1000);
    await Deno.writeFile(second, bytes);
    const report = await verifyArchive(path);
    const messages = report.problems.map(({ part, message }) => `${part}: ${message}`);
    assertEquals(report.readable.before + report.readable.after, 8);
    const said = messages.filter((text) => /^site\.z02: .* zero bytes instead$/.test(text));
    assertEquals(said.length, 3, messages.join("\n"));
  });
});
