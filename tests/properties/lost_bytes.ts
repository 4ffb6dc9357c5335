/**
 * Archives that have lost a part, the end of one, or some bytes: what is left is read, and nothing is
 * made up.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { join } from "node:path";
import { openWalk } from "../../src/archive/open.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { writeParts } from "../archive/support/writers.ts";
import { holds, type Target } from "./property.ts";
import { type Format, INNER_CONTENTS, PASSWORD, type Whole, whole } from "./whole_archives.ts";

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
          assertNothingInvented(untyped(before, format), untyped(after, format));
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
      "where a part was cut short, what was not in its end is read as it was",
      fc.record({
        archive: whole,
        part: fc.nat({ max: 1000 }),
        left: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      ({ archive, part, left }) => {
        const { pieces, format } = archive;
        // Only beside another part shows that one is too short; the last one always may be shorter.
        const cut = part % Math.max(1, pieces.length - 1);
        const start = pieces.slice(0, cut).reduce((sum, { length }) => sum + length, 0);
        const size = pieces[cut]?.length ?? 0;
        const rest = Math.floor(left * size);
        const longest = Math.max(
          0,
          ...pieces.slice(0, -1).filter((_, at) => at !== cut)
            .map(({ length }) => length),
        );
        const lose = async (paths: readonly string[]) => {
          if (pieces.length < 3 || rest === 0 || rest === size || longest < size) return undefined;
          await Deno.truncate(paths[cut] ?? "", rest);
          return paths.at(-1);
        };
        return losing(archive, lose, async (before, after, path) => {
          const links = before.filter(({ type }) => type === "link").map(({ path }) => path);
          const sure = (reads: readonly Read[]) =>
            untyped(reads, format).filter(({ path }) => format !== "zip" || !links.includes(path));
          const isOutside = (index: number) => {
            const next = before[index + 1]?.offset ?? Infinity;
            return next <= start + rest || (before[index]?.offset ?? 0) >= start + size;
          };
          const untouched = before.filter((_, index) => isOutside(index));
          const known = new Map(sure(untouched).map((read) => [read.path, read]));
          for (const read of sure(after)) {
            const original = known.get(read.path);
            if (original !== undefined) assertEquals(read.content, original.content, read.path);
            assert(isInner(read) || before.some(({ path }) => path === read.path), read.path);
          }
          const { ok, problems } = await verifyArchive(path, { password: PASSWORD });
          assert(!ok, JSON.stringify(problems));
          if (format === "jps" && rest < 84 && cut === 0) return;
          const there = new Set(after.map(({ path }) => path));
          for (const { path } of untouched) assert(there.has(path), `${path} is lost as well`);
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
function untyped(reads: readonly Read[], format: Format): Read[] {
  return reads.map((read) =>
    format === "zip" && read.type === "link" ? { ...read, type: "file" } : read
  );
}
