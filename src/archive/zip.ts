/**
 * Walks through a ZIP archive.
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { type Entry, entryName, failureAt, type Found, readTarget, type Walk } from "./entry.ts";
import { findSignature } from "./find_signature.ts";
import { inflateRange } from "./inflate.ts";
import type { PartChain } from "./part_chain.ts";
import { missingParts } from "./part_files.ts";
import { openDirectory, type ZipDirectory, type ZipEntity } from "./zip_directory.ts";
import { localEntity, type LocalHeader, readLocal, SHORTEST_LOCAL } from "./zip_local.ts";
import { ZipRanges } from "./zip_ranges.ts";

/** The signature of the end record, and how long it may be. */
const END: Uint8Array = new Uint8Array([0x50, 0x4b, 5, 6]);
const LONGEST_END = 22 + 0xffff;

/** Number of records kept in memory; a longer directory is read twice. */
const MOST_KEPT = 100_000;

const LOCAL: Uint8Array = new Uint8Array([0x50, 0x4b, 3, 4]);

/** All entries in the order of the directory; without one, in the order of the local headers. */
export async function* walkZip(chain: PartChain): Walk {
  const directory = openDirectory(chain);
  const { overlap: early, records } = await survey(directory);
  if (early !== undefined) yield overlap(chain, early);
  const ranges = new ZipRanges();
  for await (const record of records) {
    if (typeof record === "string") {
      yield* walkLocal(chain, ranges.end);
      yield { problem: await lostDirectory(chain, record) };
      return;
    }
    yield* readRecord(chain, record, ranges);
  }
  const late = ranges.overlap();
  if (early === undefined && late !== undefined) yield overlap(chain, late);
  const trailing = directory.trailing();
  if (trailing > 0) {
    const at = chain.size - trailing;
    const message = `${trailing} bytes follow the end of the archive`;
    yield { problem: chain.problem(at, "trailing-data", message, { severity: "warning" }) };
  }
}

/** Records of the directory; last of all, why there are no more where that is no good reason. */
type Records = AsyncIterable<ZipEntity | string> | Iterable<ZipEntity | string>;

/**
 * Looks through the directory before any entry is read: do entries share bytes, as far as it shows?
 * Local headers may be longer than is known there, never shorter.
 */
async function survey(directory: ZipDirectory): Promise<{ overlap?: number; records: Records }> {
  const ranges = new ZipRanges();
  const kept: (ZipEntity | string)[] = [];
  let count = 0;
  for await (const record of recordsOf(directory)) {
    if (++count <= MOST_KEPT) kept.push(record);
    if (typeof record === "string") break;
    const { offset, name, storedSize } = record;
    ranges.add(offset, offset + SHORTEST_LOCAL + name.length + storedSize);
  }
  const overlap = ranges.overlap();
  const records = count > MOST_KEPT ? recordsOf(directory) : kept;
  return { ...(overlap === undefined ? {} : { overlap }), records };
}

async function* recordsOf(directory: ZipDirectory): AsyncGenerator<ZipEntity | string> {
  try {
    yield* directory.records();
  } catch (error) {
    yield error instanceof Error ? error.message : String(error);
  }
}

function overlap(chain: PartChain, at: number) {
  return { problem: chain.problem(at, "overlap", "two entries claim the same bytes") };
}

async function lostDirectory(chain: PartChain, reason: string) {
  const parts = await countParts(chain);
  const lost = parts === undefined ? "" : missingParts(chain, parts);
  if (lost !== "") return chain.problem(chain.size, "part-missing", lost);
  const message = `the directory at the end of the archive cannot be read (${reason}): ` +
    "the end, or a part, is missing or damaged";
  return chain.problem(chain.size, "directory", message);
}

/** How many parts the end record declares. */
async function countParts(chain: PartChain): Promise<number | undefined> {
  const view = await chain.view(Math.max(0, chain.size - LONGEST_END), LONGEST_END);
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.length);
  const at = bytes.lastIndexOf(END);
  return at < 0 || at + 22 > bytes.length ? undefined : bytes.readUInt16LE(at + 4) + 1;
}

async function* readRecord(
  chain: PartChain,
  record: ZipEntity,
  ranges: ZipRanges,
): AsyncGenerator<Found, void, void> {
  const { path } = entryName(record.name);
  const say = (code: "entry-header" | "unsupported" | "entry-size", message: string) => ({
    problem: chain.problem(record.offset, code, message, { entry: path }),
  });
  const local = await readLocal(chain, record.offset);
  if (local === undefined) {
    yield say("entry-header", "the entry should start here, but its local header is missing");
    return;
  }
  const end = record.offset + local.length + record.storedSize;
  ranges.add(record.offset, end);
  if (record.isEncrypted) {
    yield say("unsupported", "the entry is encrypted; encrypted ZIP archives are not supported");
  } else if (record.method !== 0 && record.method !== 8) {
    yield say(
      "unsupported",
      `the entry is compressed with method ${record.method}; only 0 and 8 are supported`,
    );
  } else if (end > chain.size) {
    yield say("entry-size", "the data of the entry reaches beyond the end of the archive");
  } else if (record.method === 0 && record.size !== record.storedSize) {
    yield say("entry-size", `${record.storedSize} stored bytes cannot become ${record.size}`);
  } else {
    const entry = await makeEntry(chain, record, local);
    yield* compareWitnesses(chain, entry, record, local);
    yield { entry };
  }
}

/** Readers differ in which of the two headers they believe; so they have to agree. */
function* compareWitnesses(
  chain: PartChain,
  entry: Entry,
  record: ZipEntity,
  local: LocalHeader,
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

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

async function makeEntry(
  chain: PartChain,
  record: ZipEntity,
  local: LocalHeader,
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
    content,
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

/** What can still be read when the directory cannot. */
async function* walkLocal(chain: PartChain, from: number): Walk {
  for (let at = from; at < chain.size;) {
    const local = await readLocal(chain, at);
    if (local === undefined || !local.hasSizes) {
      const next = await findSignature(chain, at + 1, LOCAL, async (place) => {
        const found = await readLocal(chain, place);
        return found !== undefined && found.hasSizes &&
          place + found.length + found.storedSize <= chain.size;
      });
      if (next === undefined) return;
      at = next;
      continue;
    }
    const entity = localEntity(at, local);
    const end = at + local.length + local.storedSize;
    if (end > chain.size) {
      const entry = entryName(local.name).path;
      const message = `the archive ends within its ${local.storedSize} bytes`;
      yield { problem: chain.problem(at, "truncated", message, { entry }) };
    } else {
      yield* readRecord(chain, entity, new ZipRanges());
    }
    at = Math.max(at + local.length, Math.min(end, chain.size));
  }
}
