/** One entry of a ZIP archive, from its record in the directory and its local header. */
import { crc32 } from "node:zlib";
import { type ChecksumState, type Entry, failureAt, type Found, readTarget } from "./entry.ts";
import { restOf } from "./cut_entry.ts";
import { brokenProblem, type Gaps } from "./gaps.ts";
import { inflateRange } from "./inflate.ts";
import type { PartChain } from "./part_chain.ts";
import type { ProblemCode } from "./problem.ts";
import type { ZipEnd } from "./zip_end.ts";
import type { ZipEntity } from "./zip_record.ts";
import type { LocalHeader } from "./zip_local.ts";
import { nameOf } from "./zip_name.ts";
import type { ZipRanges } from "./zip_ranges.ts";

/** What the entries of an archive are read from. */
export interface ZipArchive {
  readonly chain: PartChain;
  readonly gaps: Gaps;
  readonly end: ZipEnd | undefined;
  /** Where it begins; undefined where its beginning is lost. */
  readonly start: number | undefined;
  /** The encoding of names that are not UTF-8. @default {"cp437"} */
  readonly encoding: string | undefined;
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
  archive: ZipArchive,
  found: ZipFound,
  ranges: ZipRanges | undefined,
): AsyncGenerator<Found, void, void> {
  const { chain, gaps, encoding } = archive;
  const { record, local } = found;
  const end = record.offset + local.length + record.storedSize;
  const seam = gaps.within(record.offset, end);
  const least = Math.max(record.offset, end - gaps.slackWithin(record.offset, end));
  ranges?.add(record.offset, seam?.at ?? least);
  const [code, message] = faultOf(record, end, chain.size) ?? [];
  if (seam !== undefined) {
    const { path } = nameOf(record, encoding);
    const rest = await readCut(archive, found, seam.at);
    yield { problem: brokenProblem(chain, record.offset, seam, path), ...rest };
  } else if (code !== undefined && message !== undefined) {
    const { path } = nameOf(record, encoding);
    yield { problem: chain.problem(record.offset, code, message, { entry: path }) };
  } else {
    const entry = await makeEntry(archive, found);
    yield* compareWitnesses(chain, entry, found, encoding);
    yield { entry };
  }
}

/** What there is of an entry whose data stops at some place. */
export async function readCut(
  archive: ZipArchive,
  found: ZipFound,
  to: number,
): Promise<{ readonly rest?: Entry }> {
  const { record, local } = found;
  if (record.type !== "file" || faultOf(record, to, to) !== undefined) return {};
  const entry = await makeEntry(archive, found);
  const data = { from: record.offset + local.length, to, isDeflated: record.method === 8 };
  return restOf(archive.chain, entry, data);
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
  encoding: string | undefined,
): Generator<Found, void, void> {
  const say = (code: "names-disagree" | "entry-size", message: string) => {
    const severity = code === "names-disagree" ? "unsafe" : "warning";
    return {
      problem: chain.problem(record.offset, code, message, { severity, entry: entry.path }),
    };
  };
  if (record.name !== local.name) {
    const { path } = nameOf(local, encoding);
    yield say("names-disagree", `its local header calls it ${JSON.stringify(path)}`);
  }
  const isSame = local.crc === record.crc && local.size === record.size &&
    local.storedSize === record.storedSize && local.method === record.method;
  if (local.hasSizes && !isSame) {
    yield say("entry-size", "its local header gives another size, checksum or compression");
  }
}

async function makeEntry(
  { chain, gaps, encoding }: ZipArchive,
  { record, local, isFound = false }: ZipFound,
): Promise<Entry> {
  const { type, size, storedSize, mode, mtime, offset } = record;
  const names = nameOf(record, encoding);
  const data = offset + local.length;
  const range = [data, data + storedSize] as const;
  const fail = failureAt(chain, data, { entry: names.path });
  const stored = () =>
    record.method === 8 ? inflateRange(chain, range, size, fail) : chain.pieces(...range);
  let state: ChecksumState = "none";
  const content = async function* (): AsyncGenerator<Uint8Array, void, void> {
    let [crc, isText] = [0, gaps.tearWithin(offset, range[1]) === undefined];
    for await (const piece of stored()) {
      crc = crc32(piece, crc);
      if (type === "link") isText &&= piece.every((byte) => byte >= 0x20);
      yield piece;
    }
    // The engine of 2015 wrote the checksum of the file that a link points to, into both headers.
    const isOther = type === "link" && isText && crc !== record.crc &&
      local.crc === record.crc && local.name === record.name;
    const found = isOther ? "none" : compareChecksum(crc, record, local);
    if (found === undefined) {
      throw fail("crc", `the checksum is ${hex(crc)}, but should be ${hex(record.crc)}`);
    }
    state = found;
  };
  return {
    ...names,
    type,
    size,
    storedSize,
    mode,
    mtime,
    ...(type === "link" ? await readTarget(content(), size, encoding) : {}),
    offset,
    part: chain.at(offset).part,
    ...(isFound ? { isFound: true } : {}),
    content,
    checksum: () => state,
  };
}

/** What a checksum is worth; undefined where it shows that the content is damaged. */
function compareChecksum(
  crc: number,
  { crc: wanted }: ZipEntity,
  local: LocalHeader,
): ChecksumState | undefined {
  if (crc === wanted) return "compared";
  if (wanted !== 0 && !isText(wanted, crc)) return undefined;
  // Where one header has no checksum, or half of one, the other may have it.
  const other = local.hasSizes ? local.crc : 0;
  if (other === crc) return "compared";
  if (other !== 0 && other !== wanted) return undefined;
  return wanted === 0 ? "none" : "text";
}

/**
 * Whether a field holds the first four of the eight hexadecimal digits as text: observed for some
 * entries of Akeeba Backup 9.3.3, such as those of the restoration script.
 */
function isText(field: number, crc: number): boolean {
  const bytes = [field & 0xff, field >>> 8 & 0xff, field >>> 16 & 0xff, field >>> 24];
  return hex(crc).startsWith(String.fromCharCode(...bytes).toLowerCase());
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
