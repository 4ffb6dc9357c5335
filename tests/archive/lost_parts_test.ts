/**
 * What a missing part costs: what was in it, and no more. Nothing is made up for it.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { type Entry, openArchive } from "../../src/archive/mod.ts";
import { extractArchive } from "../../src/archive/extract.ts";
import { openWalk } from "../../src/archive/open.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { drain } from "../../mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { JpaWriter } from "../../src/simulator/archives/jpa_writer.ts";
import type { ArchiveEntity } from "../../src/simulator/archives/parted_bytes.ts";
import { type Sample, sampleNamed } from "./support/samples.ts";
import { withFolder } from "./support/temporary.ts";
import { type ZipItem, zipParts } from "./support/zip_writer.ts";
import { writeParts } from "./support/writers.ts";

type Contents = Readonly<Record<string, string>>;

/** What can be read of an archive: each path, with what it holds. */
async function readable(path: string, password?: string): Promise<Contents> {
  const { chain, walk } = await openWalk(path, password === undefined ? {} : { password });
  const found: Record<string, string> = {};
  try {
    for await (const met of walk()) {
      if (!("entry" in met)) continue;
      const { entry } = met;
      // What comes twice is not the same as what comes once.
      found[entry.path] = (found[entry.path] ?? "") + await contentOf(entry).catch(() => "bad");
    }
  } finally {
    await chain.close();
  }
  return found;
}

async function contentOf(entry: Entry): Promise<string> {
  let text = "";
  const decoder = new TextDecoder("latin1");
  for await (const piece of entry.content()) text += decoder.decode(piece);
  return text;
}

/** The entries of a whole archive: where each begins, and where the next one does. */
async function placesOf(path: string, password: string | undefined) {
  await using archive = await openArchive(path, password === undefined ? {} : { password });
  const entries = await Array.fromAsync(archive.entries());
  const { parts } = archive;
  const places = entries.map(({ path, offset }, index) => ({
    path,
    offset,
    end: entries[index + 1]?.offset ?? Infinity,
  }));
  return { places, parts };
}

/** Copies all parts but one. */
async function without(folder: string, sample: Sample, lost: string): Promise<string> {
  for (const { file } of sample.parts) {
    if (file !== lost) await Deno.copyFile(join(sample.folder, file), join(folder, file));
  }
  const there = sample.parts.find(({ file }) => file !== lost);
  return join(folder, there?.file ?? "");
}

for (const name of ["small-jpa-multipart", "small-zip-multipart", "small-jps-multipart"]) {
  const sample = sampleNamed(name);
  const password = sample.password ?? undefined;
  const paths = sample.parts.map(({ file }) => join(sample.folder, file));

  for (const [index, { file }] of sample.parts.entries()) {
    Deno.test(`without ${file}, all of ${name} that is in other parts can be read`, async () => {
      const whole = await readable(paths[0] ?? "", password);
      const { places, parts } = await placesOf(paths[0] ?? "", password);
      const { start = 0, size = 0 } = parts[index] ?? {};
      const isOutside = ({ offset, end }: { offset: number; end: number }) =>
        end <= start || offset >= start + size;
      // Of JPS, the first part holds what the key is made of.
      const isLocked = sample.format === "jps" && index === 0;
      const wanted = isLocked ? [] : places.filter(isOutside).map(({ path }) => path);
      await withFolder(async (folder) => {
        const path = await without(folder, sample, file);
        const found = await readable(path, password);
        for (const each of wanted) assertEquals(found[each], whole[each], each);
        for (const [each, content] of Object.entries(found)) {
          assert(content === whole[each] || content === "bad", each);
        }
        const report = await verifyArchive(path, { password });
        assertEquals([report.ok, report.format], [false, sample.format]);
        assertEquals(report.problems[0]?.code, "part-missing");
        assertStringIncludes(report.problems[0]?.message ?? "", `"${file}"`);
      });
    });
  }
}

const text = (path: string, content: string): ArchiveEntity => ({
  path,
  type: "file",
  content: new TextEncoder().encode(content),
  mtime: 1_700_000_000,
});
const bytes = (path: string, content: Uint8Array): ArchiveEntity => ({
  path,
  type: "file",
  content,
  mtime: 1_700_000_000,
});
const small = (prefix: string, count: number): ArchiveEntity[] =>
  Array.from({ length: count }, (_, index) => text(`${prefix}/${index}.txt`, `${prefix} ${index}`));

function written(entities: readonly ArchiveEntity[], partSize?: number): Uint8Array[] {
  const writer = new JpaWriter({ partSize });
  for (const entity of entities) writer.add(entity);
  writer.close();
  return writer.parts().map(({ bytes }) => bytes);
}

/** Writes the parts but some, and reads what is left. */
async function reading(
  pieces: readonly Uint8Array[],
  lost: readonly number[],
  ending: readonly [string, string] = ["j", "jpa"],
): Promise<Contents> {
  let found: Contents = {};
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", pieces, ending);
    for (const index of lost) await Deno.remove(paths[index] ?? "");
    const there = paths.find((_, index) => !lost.includes(index));
    found = await readable(there ?? "");
  });
  return found;
}

const LARGE = 1_100_000;
const PART = 200_000;

/** So many entries in the last parts that any number of others may be missing. */
const MANY = small("many", 20_000);

/** The parts from the one after that in which a file begins. */
function partsAfter(pieces: readonly Uint8Array[], path: string): number[] {
  const latin1 = new TextDecoder("latin1");
  const index = pieces.findIndex((piece) => latin1.decode(piece).includes(path));
  return pieces.map((_, place) => place).filter((place) => place > index);
}

Deno.test("a file of which a part is missing is not listed", async () => {
  const files = ["one", "two", "three"].map((name, seed) => bytes(name, seededBytes(LARGE, seed)));
  const pieces = written([...files, ...small("z", 2)], PART);
  for (let lost = 0; lost < pieces.length; lost++) {
    const found = await reading(pieces, [lost]);
    for (const { path, content } of files) {
      const text = new TextDecoder("latin1").decode(content);
      assert(found[path] === undefined || found[path] === text, `${lost}: ${path}`);
    }
  }
});

Deno.test("a file that fills missing parts ends where its size says", async () => {
  // The file is an archive itself, of which all parts show entries.
  const inner = written(small("inner", 15_000))[0] ?? new Uint8Array(0);
  assert(inner.length > LARGE);
  const entities = [...small("a", 3), bytes("inner.jpa", inner), ...small("z", 3), ...MANY];
  const pieces = written(entities, PART);
  const end = partsAfter(pieces, "z/2.txt");
  for (const lost of [[1], [2, 3], [1, 3]]) {
    const found = Object.keys(await reading(pieces, [...lost, ...end]))
      .filter((path) => !path.startsWith("many/")).toSorted();
    assertEquals(found, [...small("a", 3), ...small("z", 3)].map(({ path }) => path));
  }
});

Deno.test("a part that was cut short costs what was in its end", async () => {
  const inner = written(small("inner", 15_000))[0] ?? new Uint8Array(0);
  const entities = [...small("a", 3), bytes("inner.jpa", inner), ...small("z", 3), ...MANY];
  const pieces = written(entities, PART);
  const end = partsAfter(pieces, "z/2.txt");
  // What is missing lies within the large file, which fills the part and the next one.
  for (const left of [PART - 1, PART - 1000, 500]) {
    const shorter = pieces.with(2, (pieces[2] ?? new Uint8Array(0)).subarray(0, left));
    const found = Object.keys(await reading(shorter, end))
      .filter((path) => !path.startsWith("many/")).toSorted();
    assertEquals(found, [...small("a", 3), ...small("z", 3)].map(({ path }) => path), `${left}`);
  }
});

Deno.test("a ZIP archive with a part that was cut short is not taken for a bomb", async () => {
  const items: ZipItem[] = ["a", "b", "c", "d"].map((path) => ({ path, data: path.repeat(900) }));
  const pieces = zipParts(items, { cuts: [1200, 2400] });
  const shorter = pieces.with(1, (pieces[1] ?? new Uint8Array(0)).subarray(0, 1100));
  const found = await reading(shorter, [], ["z", "zip"]);
  // The third one reaches into the end that is missing.
  assertEquals(
    Object.entries(found).map(([path, content]) => [path, content === path.repeat(900)]),
    [
      ["a", true],
      ["b", true],
      ["c", false],
      ["d", true],
    ],
  );
  await withFolder(async (folder) => {
    const [path = ""] = await writeParts(folder, "site", shorter, ["z", "zip"]);
    const { problems } = await verifyArchive(path);
    assertEquals(problems.map(({ code, entry }) => [code, entry]), [["crc", "c"]]);
  });
});

Deno.test("an archive in the archive is not searched for entries", async () => {
  const inner = written(small("inner", 15_000))[0] ?? new Uint8Array(0);
  const filler = bytes("filler.bin", seededBytes(LARGE, 1));
  const entities = [filler, bytes("inner.jpa", inner), ...small("z", 2)];
  for (const more of [[], MANY]) {
    const pieces = written([...entities, ...more], PART);
    const end = partsAfter(pieces, "z/1.txt");
    // The header of the inner archive lies in the part that is lost, or in the one after it.
    const [holder = 0] = partsAfter(pieces, "inner.jpa");
    for (let lost = 0; lost < 6; lost++) {
      // If it is lost, only the number of entries may tell.
      if (lost === holder - 1 && more.length > 0) continue;
      const found = Object.keys(await reading(pieces, [lost, ...end]));
      assert(!found.some((path) => path.startsWith("inner/")), `${lost}: ${found.length}`);
      assert(found.includes("z/0.txt") && found.includes("z/1.txt"));
    }
  }
});

Deno.test("an inner archive is skipped whose header can be seen", async () => {
  const inner = written(small("inner", 15_000))[0] ?? new Uint8Array(0);
  const pieces = written([bytes("inner.jpa", inner), ...small("z", 2), ...MANY], PART);
  // Only the header of the file is destroyed.
  pieces[0]?.fill(0, 53, 78);
  const found = Object.keys(await reading(pieces, partsAfter(pieces, "z/1.txt")));
  assertEquals(found.slice(0, 2), ["z/0.txt", "z/1.txt"]);
});

Deno.test("older versions of the site's files are not taken out of an archive in the archive", async () => {
  const old = (index: number) =>
    text(`site/${index}.php`, `old ${"o".repeat(index % 300)} ${index}`);
  const now = (index: number) => text(`site/${index}.php`, `now ${index}`);
  const numbers = Array.from({ length: 16_000 }, (_, index) => index);
  const inner = written(numbers.map(old))[0] ?? new Uint8Array(0);
  assert(inner.length > LARGE);
  // The site is packed before the inner archive, whose header is lost, or after it.
  for (const before of [numbers.length, 0]) {
    const entities = [
      ...numbers.slice(0, before).map(now),
      bytes("filler.bin", seededBytes(LARGE, 1)),
      bytes("old.jpa", inner),
      ...numbers.slice(before).map(now),
      text("end.txt", "end"),
      ...MANY,
    ];
    const pieces = written(entities, 150_000);
    const [holder = 0] = partsAfter(pieces, "old.jpa");
    const found = await reading(pieces, [holder - 1, ...partsAfter(pieces, "end.txt")]);
    const taken = Object.values(found).filter((content) => content.startsWith("old"));
    assertEquals(taken.length, 0);
    assertEquals(found["end.txt"], "end");
  }
});

Deno.test("what was found by searching does not replace what was read in order", async () => {
  // Both are as long, so that only their content differs: nothing else tells them apart.
  const site = text("config.php", "now");
  const blobs = Array.from(
    { length: 4 },
    (_, seed) => bytes(`${seed}`, seededBytes(LARGE / 3, seed)),
  );
  const inner = written([text("config.php", "old"), ...blobs])[0];
  const entities = [site, bytes("inner.jpa", inner ?? new Uint8Array(0)), ...MANY];
  const pieces = written(entities, PART);
  const end = partsAfter(pieces, "many/20.txt");
  // The header of the inner archive is destroyed, and so is that of its file.
  const start = new TextDecoder("latin1").decode(pieces[0]).indexOf("inner.jpa") - 7;
  pieces[0]?.fill(0, start, start + 58 + 41);
  await withFolder(async (folder) => {
    const [path = "", ...others] = await writeParts(folder, "site", pieces);
    for (const index of end) await Deno.remove(others[index - 1] ?? "");
    const to = join(folder, "to");
    const seen: string[] = [];
    const events = extractArchive(path, { to });
    await drain(events, (event) => {
      if (event.type === "entry") seen.push(event.path);
    }).catch(() => {});
    assertEquals(await Deno.readTextFile(join(to, "config.php")), "now");
    assertEquals(seen.filter((each) => each === "config.php").length, 1);
  });
});

Deno.test("entries are not more than the archive has", async () => {
  // The names of the inner archive are known from nowhere else.
  const inner = written(small("inner", 15_000))[0] ?? new Uint8Array(0);
  const entities = [bytes("inner.jpa", inner), ...small("z", 2)];
  const whole = written(entities)[0] ?? new Uint8Array(0);
  // The header of the file, and that of the inner archive, are destroyed.
  whole.fill(0, 45, 200);
  const found = Object.keys(await reading([whole], []));
  assertEquals(found, ["z/0.txt", "z/1.txt"]);
});

Deno.test("without the directory of a ZIP, an archive in the archive is not searched", async () => {
  const inner = zipParts(
    Array.from({ length: 300 }, (_, index) => ({ path: `inner/${index}`, data: "x".repeat(90) })),
  )[0] ?? new Uint8Array(0);
  const items: ZipItem[] = [
    { path: "a", data: "a" },
    { path: "inner.zip", data: inner },
    { path: "y", data: "y".repeat(50) },
    { path: "z", data: "z" },
  ];
  const all = zipParts(items)[0] ?? new Uint8Array(0);
  const cuts = [10_000, 20_000, 30_000, all.length - 300];
  const pieces = zipParts(items, { cuts });
  const last = pieces.length - 1;
  for (const lost of [[last], [1, last], [0, last], [2, last], [0, 1, last]]) {
    const found = Object.keys(await reading(pieces, lost, ["z", "zip"]));
    assert(!found.some((path) => path.startsWith("inner/")), `${lost}: ${found}`);
  }
});

Deno.test("the directory of an inner archive is not that of the parts that are left", async () => {
  const [inner] = zipParts([{ path: "inner/1", data: "x".repeat(900) }]);
  const items: ZipItem[] = [{ path: "a", data: "a" }, { path: "inner.zip", data: inner ?? "" }];
  const end = 32 + 39 + (inner?.length ?? 0);
  const pieces = zipParts([...items, { path: "z", data: "z" }], { cuts: [50, end] });
  await withFolder(async (folder) => {
    const [first = "", middle = "", last = ""] = await writeParts(folder, "s", pieces, [
      "z",
      "zip",
    ]);
    await Deno.remove(first);
    await Deno.remove(last);
    const { missing, problems, entries } = await verifyArchive(middle);
    assertEquals([missing, entries], [["s.z01", "s.zip"], 0]);
    assertEquals(problems.map(({ code }) => code), ["part-missing", "part-missing"]);
  });
});

Deno.test("what the archive says of its parts finds gaps that their names do not show", async () => {
  const pieces = written([bytes("big.bin", seededBytes(LARGE, 2)), ...small("z", 2)], 200_000);
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", pieces);
    for (const path of paths.slice(3, -1)) await Deno.remove(path);
    const report = await verifyArchive(paths[0] ?? "");
    const [problem] = report.problems;
    assertEquals([problem?.code, problem?.part], ["part-missing", "site.jpa"]);
    assertStringIncludes(problem?.message ?? "", '"site.j04"');
    assertEquals(report.entries, 2);
  });
});

Deno.test("many missing parts are one problem, which names the first of them", async () => {
  const pieces = written([bytes("big.bin", seededBytes(LARGE, 3)), ...small("z", 2)], 20_000);
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", pieces);
    for (const path of paths.slice(1, 41)) await Deno.remove(path);
    const { problems } = await verifyArchive(paths[0] ?? "");
    assertStringIncludes(problems[0]?.message ?? "", '"site.j21" and 20 more are missing');
    assertEquals(problems.filter(({ entry }) => entry === undefined).length, 1);
  });
});
