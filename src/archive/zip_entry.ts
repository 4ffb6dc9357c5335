/**
 * One entry of a ZIP archive, from its record in the directory and its local header.
 * @module
 */
import { crc32 } from "node:zlib";
import { type Entry, entryName, failureAt, type Found, readTarget } from "./entry.ts";
import { brokenProblem, type Gaps } from "./gaps.ts";
import { inflateRange } from "./inflate.ts";
import type { PartChain } from "./part_chain.ts";
import type { ProblemCode } from "./problem.ts";
import type { ZipEntity } from "./zip_directory.ts";
import type { LocalHeader } from "./zip_local.ts";
import type { ZipRanges } from "./zip_ranges.ts";

/** What the entries of an archive are read from. */
export interface ZipArchive {
  readonly chain: PartChain;
  readonly gaps: Gaps;
}

/** An entry as the directory describes it, with the local header at its place. */
export interface ZipFound {
  readonly record: ZipEntity;
  readonly local: LocalHeader;
  /** Set where the local header was found by searching behind damage. */
  readonly isFound?: boolean;
}

/** Yields the entry, or what prevents it from being read. */
export async function* readEntry(
  { chain, gaps }: ZipArchive,
  found: ZipFound,
  ranges: ZipRanges | undefined,
): AsyncGenerator<Found, void, void> {
  const { record, local } = found;
  const end = record.offset + local.length + record.storedSize;
  ranges?.add(record.offset, end);
  const seam = gaps.within(record.offset, end);
  const [code, message] = faultOf(record, end, chain.size) ?? [];
  if (seam !== undefined) {
    const { path } = entryName(record.name);
    yield { problem: brokenProblem(chain, record.offset, seam, path) };
  } else if (code !== undefined && message !== undefined) {
    const { path } = entryName(record.name);
    yield { problem: chain.problem(record.offset, code, message, { entry: path }) };
  } else {
    const entry = await makeEntry(chain, found);
    yield* compareWitnesses(chain, entry, found);
    yield { entry };
  }
}

/** Why an entry cannot be read. */
function faultOf(
  { isEncrypted, method, size, storedSize }: ZipEntity,
  end: number,
  most: number,
): [ProblemCode, string] | undefined {
  if (isEncrypted) {
    return ["unsupported", "the entry is encrypted; encrypted ZIP archives are not supported"];
  }
  if (method !== 0 && method !== 8) {
    const says = `the entry is compressed with method ${method}; only 0 and 8 are supported`;
    return ["unsupported", says];
  }
  if (end > most) {
    return ["entry-size", "the data of the entry reaches beyond the end of the archive"];
  }
  if (method === 0 && size !== storedSize) {
    return ["entry-size", `${storedSize} stored bytes cannot become ${size}`];
  }
  return undefined;
}

/** Readers differ in which of the two headers they believe; so they have to agree. */
function* compareWitnesses(
  chain: PartChain,
  entry: Entry,
  { record, local }: ZipFound,
): Generator<Found, void, void> {
  const say = (code: "names-disagree" | "entry-size", message: string) => {
    const severity = code === "names-disagree" ? "unsafe" : "warning";
    return {
      problem: chain.problem(record.offset, code, message, { severity, entry: entry.path }),
    };
  };
  if (!sameBytes(record.name, local.name)) {
    const { path } = entryName(local.name);
    yield say("names-disagree", `its local header calls it ${JSON.stringify(path)}`);
  }
  const isSame = local.crc === record.crc && local.size === record.size &&
    local.storedSize === record.storedSize && local.method === record.method;
  if (local.hasSizes && !isSame) {
    yield say("entry-size", "its local header gives another size, checksum or compression");
  }
}

/** Whether two names are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

async function makeEntry(
  chain: PartChain,
  { record, local, isFound = false }: ZipFound,
): Promise<Entry> {
  const { name, type, size, storedSize, mode, mtime, offset } = record;
  const names = entryName(name);
  const data = offset + local.length;
  const range = [data, data + storedSize] as const;
  const fail = failureAt(chain, data, { entry: names.path });
  const stored = () =>
    record.method === 8 ? inflateRange(chain, range, size, fail) : chain.pieces(...range);
  const content = async function* (): AsyncGenerator<Uint8Array, void, void> {
    let crc = 0;
    for await (const piece of stored()) {
      crc = crc32(piece, crc);
      yield piece;
    }
    // The engine of 2015 wrote the checksum of the file that a link points to.
    if (crc !== record.crc && type !== "link") {
      throw fail("crc", `the checksum is ${hex(crc)}, but should be ${hex(record.crc)}`);
    }
  };
  return {
    ...names,
    type,
    size,
    storedSize,
    mode,
    mtime,
    ...(type === "link" ? await readTarget(content(), size) : {}),
    offset,
    part: chain.at(offset).part,
    ...(isFound ? { isFound: true } : {}),
    content,
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
