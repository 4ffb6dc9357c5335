/**
 * Archives that have lost a part, or some bytes: what is left is read, and nothing is made up.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { join } from "node:path";
import { openWalk } from "../../src/archive/open.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { noise } from "../archive/support/noise.ts";
import {
  type Item,
  jpa,
  jpaEntity,
  jpaHeader,
  jps,
  pack,
  writeParts,
} from "../archive/support/writers.ts";
import { zipParts } from "../archive/support/zip_writer.ts";
import { holds, type Target } from "./property.ts";

type Format = "jpa" | "jps" | "zip";

/** An archive in parts, and what is in it. */
interface Whole {
  readonly format: Format;
  readonly items: readonly Item[];
  readonly pieces: readonly Uint8Array[];
}

const PASSWORD = "pw";

const item = fc.record({
  size: fc.oneof(fc.constantFrom(0, 1), fc.nat({ max: 300 }), fc.nat({ max: 4000 })),
  method: fc.constantFrom(0, 1),
  isText: fc.boolean(),
  type: fc.constantFrom("file", "file", "file", "file", "directory", "link", "archive"),
});

/** What is in archives that are files of an archive; the first has a name of the one around it. */
const INNER: readonly Item[] = ["0", "inner/1", "inner/2", "inner/3"].map((path, index) => ({
  path,
  data: `inner ${"x".repeat(index * 90)}`,
}));
const INNER_CONTENTS = new Map(INNER.map(({ path, data }) => [path, data]));

const whole = fc.record({
  format: fc.constantFrom<Format>("jpa", "jps", "zip"),
  items: fc.array(item, { minLength: 1, maxLength: 25 }),
  partSize: fc.integer({ min: 400, max: 6000 }),
}).map(({ format, items, partSize }): Whole => {
  const named = items.map(({ size, method, isText, type }, index): Item => {
    const path = `${"dir/".repeat(index % 3)}${index}`;
    if (type === "directory") return { path: `${path}/`, type };
    if (type === "link") return { path, type, data: "target", method: 0 };
    if (type === "archive") {
      const data = format === "zip" ? zipParts(INNER)[0] : jpa(INNER);
      return { path, method: 0, data: data ?? new Uint8Array(0) };
    }
    return { path, method, data: isText ? "text ".repeat(size / 5) : noise(size, index + 1) };
  });
  return { format, items: named, pieces: written(format, named, partSize) };
});

function written(format: Format, items: readonly Item[], partSize: number): Uint8Array[] {
  if (format === "jpa") return jpaParts(items, partSize);
  if (format === "jps") {
    const bytes = jps(items, { password: PASSWORD });
    bytes[5] = 1;
    const pieces = cut(bytes, jpsCuts(bytes, partSize));
    new DataView(bytes.buffer).setUint16(bytes.length - 14, pieces.length, true);
    return pieces;
  }
  const links = items.map((one) =>
    one.type === "link" ? { ...one, attributes: [3, 0o120777 * 2 ** 16] as const } : one
  );
  const [bytes = new Uint8Array(0)] = zipParts(links);
  const end = bytes.length - 22;
  const cuts = cutsOf(bytes.length, partSize).filter((at) => at < end);
  return zipParts(links, { cuts });
}

function cutsOf(length: number, partSize: number): number[] {
  return Array.from({ length: Math.ceil(length / partSize) - 1 }, (_, at) => (at + 1) * partSize);
}

/** The pieces share the memory of the whole. */
/** The end of a part cuts the contents of blocks, but nothing else. */
function jpsCuts(bytes: Uint8Array, partSize: number): number[] {
  const view = new DataView(bytes.buffer);
  const cuts: number[] = [];
  let start = 0;
  const keep = (from: number, to: number) => {
    while (from - start >= partSize) cuts.push(start += partSize);
    if (to - start > partSize && from > start) cuts.push(start = from);
  };
  for (let at = 84; at < bytes.length;) {
    const isMark = bytes[at] === 0x4a && bytes[at + 1] === 0x50;
    const isEnd = isMark && bytes[at + 2] === 0x45;
    const head = isEnd ? 17 : isMark ? 7 + view.getUint16(at + 3, true) : 8;
    keep(at, at + head);
    at += head + (isMark ? 0 : view.getUint32(at, true));
  }
  return cuts;
}

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  return [...cuts, bytes.length].map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end));
}

/** As the engine does it: data fills a part, a header that does not fit begins the next one. */
function jpaParts(items: readonly Item[], partSize: number): Uint8Array[] {
  const entities = items.map(jpaEntity);
  const parts: Uint8Array[][] = [[new Uint8Array(27)]];
  let used = 27;
  const begin = () => {
    parts.push([]);
    used = 0;
  };
  for (const { header, data } of entities) {
    if (used + header.length > partSize) begin();
    parts.at(-1)?.push(header);
    used += header.length;
    for (let at = 0; at < data.length;) {
      if (used >= partSize) begin();
      const piece = data.subarray(at, at + partSize - used);
      parts.at(-1)?.push(piece);
      used += piece.length;
      at += piece.length;
    }
  }
  const sum = (of: (entity: (typeof entities)[number]) => number) =>
    entities.reduce((total, entity) => total + of(entity), 0);
  const sizes = [sum(({ size }) => size), sum(({ data }) => data.length)] as const;
  const header = jpaHeader(items.length, ...sizes, parts.length);
  if (parts.length > 1) parts[0]?.splice(0, 1, header);
  else parts[0]?.splice(0, 1, jpaHeader(items.length, ...sizes));
  return parts.map((pieces) => pack(...pieces));
}

interface Read {
  readonly path: string;
  readonly type: string;
  readonly content: string | undefined;
  readonly offset: number;
  readonly isFound: boolean;
}

/** All entries; those that cannot be read to their end have no content. */
async function readAll(path: string): Promise<Read[]> {
  const { chain, walk } = await openWalk(path, { password: PASSWORD });
  const found: Read[] = [];
  try {
    for await (const met of walk()) {
      if (!("entry" in met)) continue;
      const { path, type, offset, size, isFound = false } = met.entry;
      const read = await contentOf(met.entry.content());
      const content = read?.length === size ? read : undefined;
      found.push({ path, type, offset, content, isFound });
    }
  } finally {
    await chain.close();
  }
  return found;
}

async function contentOf(content: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const latin1 = new TextDecoder("latin1");
  let text = "";
  try {
    for await (const piece of content) text += latin1.decode(piece);
    return text;
  } catch {
    return undefined;
  }
}

/** Writes the parts; reads them whole, and again when something is lost. */
async function losing(
  { pieces, format }: Whole,
  lose: (paths: readonly string[]) => Promise<string | undefined>,
  test: (before: readonly Read[], after: readonly Read[], path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-property-" });
  try {
    const paths = await writeParts(folder, "site", pieces, [format === "zip" ? "z" : "j", format]);
    const before = await readAll(join(folder, `site.${format}`));
    const left = await lose(paths);
    if (left !== undefined) await test(before, await readAll(left), left);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether it is out of an inner archive, whose header may be lost: then it says that it was found. */
function isInner({ path, content, isFound }: Read): boolean {
  return isFound && content !== undefined && INNER_CONTENTS.get(path) === content;
}

/** What is read must be what was there, once each. */
function assertNothingInvented(before: readonly Read[], after: readonly Read[]): void {
  const known = new Map(before.map((read) => [read.path, read]));
  for (const read of after) {
    const { path, type, content } = read;
    if (isInner(read)) continue;
    const original = known.get(path);
    assert(original !== undefined, `${path} was made up, or comes twice`);
    known.delete(path);
    if (content === undefined) continue;
    assertEquals([type, content], [original.type, original.content], path);
  }
}

export const lostBytes: Target = {
  name: "lost-bytes",
  properties: [
    holds(
      "without one part all else is read as it was, and nothing more",
      fc.record({ archive: whole, part: fc.nat({ max: 1000 }) }),
      ({ archive, part }) => {
        const { pieces, format } = archive;
        const lost = part % pieces.length;
        const start = pieces.slice(0, lost).reduce((sum, { length }) => sum + length, 0);
        const end = start + (pieces[lost]?.length ?? 0);
        const lose = async (paths: readonly string[]) => {
          await Deno.remove(paths[lost] ?? "");
          return paths.find((_, index) => index !== lost);
        };
        return losing(archive, lose, async (before, after, path) => {
          assertNothingInvented(untyped(before, format, end), untyped(after, format, end));
          const { ok, missing, problems } = await verifyArchive(path, { password: PASSWORD });
          // The last part of JPA alone does not tell that there are others.
          const isAlone = format === "jpa" && pieces.length === 2 && lost === 0;
          assertEquals([ok, missing.length > 0], [false, !isAlone], JSON.stringify(problems));
          // Of JPS, the first part holds what the key is made of.
          if (format === "jps" && lost === 0) return;
          const there = new Set(after.map(({ path }) => path));
          for (const [index, { path, offset }] of before.entries()) {
            const next = before[index + 1]?.offset ?? Infinity;
            const isOutside = next <= start || offset >= end;
            assert(!isOutside || there.has(path), `${path} is lost as well`);
          }
        });
      },
      { runs: 300 },
    ),
    holds(
      "where bytes are zeros, what they do not touch is read as it was",
      fc.record({
        archive: whole,
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3000 })),
      }),
      ({ archive, at, length }) => {
        const { pieces, format } = archive;
        const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
        const from = Math.floor(at * size);
        const to = Math.min(size, from + length);
        const zero = async (paths: readonly string[]) => {
          let start = 0;
          for (const [index, piece] of pieces.entries()) {
            const bytes = piece.slice().fill(
              0,
              Math.max(0, from - start),
              Math.max(0, to - start),
            );
            await Deno.writeFile(paths[index] ?? "", bytes);
            start += piece.length;
          }
          return paths.at(-1);
        };
        return losing(archive, zero, (before, after) => {
          const touches = (index: number) => {
            const next = before[index + 1]?.offset ?? size;
            return (before[index]?.offset ?? 0) < to && next > from;
          };
          // A ZIP archive has checksums, but not of all links; of the others, what was touched may
          // look whole.
          const isSure = (index: number) =>
            format === "zip" && before[index]?.type !== "link" || !touches(index);
          const known = new Map(before.map((read, index) => [read.path, index]));
          for (const read of after) {
            const { path, content } = read;
            // A name that lost letters is refused by all that write.
            if (/\p{Cc}/u.test(path) || isInner(read)) continue;
            const index = known.get(path);
            assert(index !== undefined, `${path} was made up, or comes twice`);
            known.delete(path);
            if (content !== undefined && isSure(index)) {
              assertEquals(content, before[index]?.content, path);
            }
          }
          return Promise.resolve();
        });
      },
      { runs: 300 },
    ),
  ],
};

/** Without the directory of a ZIP archive, nothing tells a link from a file. */
function untyped(reads: readonly Read[], format: Format, _: number): Read[] {
  return reads.map((read) =>
    format === "zip" && read.type === "link" ? { ...read, type: "file" } : read
  );
}
