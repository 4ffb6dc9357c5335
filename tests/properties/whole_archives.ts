/**
 * Archives in parts as the engines cut them: data fills a part to its end, a header that does not fit
 * begins the next one.
 */
import fc from "fast-check";
import { noise } from "../archive/support/noise.ts";
import { type Item, jpa, jpaEntity, jpaHeader, jps, pack } from "../archive/support/writers.ts";
import { zipParts } from "../archive/support/zip_writer.ts";

export type Format = "jpa" | "jps" | "zip";

/** An archive in parts, and what is in it. */
export interface Whole {
  readonly format: Format;
  readonly items: readonly Item[];
  readonly pieces: readonly Uint8Array[];
}

/** The password of those that are encrypted. */
export const PASSWORD: string = "pw";

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
/** The contents of {@linkcode INNER}, by path. */
export const INNER_CONTENTS: ReadonlyMap<unknown, unknown> = new Map(
  INNER.map(({ path, data }) => [path, data]),
);

export const whole: fc.Arbitrary<Whole> = fc.record({
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
