/** The record at the end of a ZIP archive. */
import { Buffer } from "node:buffer";
import type { PartChain } from "./part_chain.ts";

const SIGNATURE: Uint8Array = new Uint8Array([0x50, 0x4b, 5, 6]);
const RECORD = 0x02014b50;

/** Bytes in the record without its comment, and with the longest one. */
const SHORTEST = 22;
const LONGEST = SHORTEST + 0xffff;

/** The record of 64 bits, and what says where it is, which stands before the other. */
const WIDE = 56;
const LOCATOR = 20;

/** How much may follow the archive before it counts as damage, bytes. */
const MOST_TRAILING = 1 << 20;

/** Where the directory is, by the record at the end of the archive, of 32 or 64 bits. */
export interface ZipEnd {
  /** Where it begins, with the record of 64 bits. */
  readonly start: number;
  /** Where it ends, behind the comment of the archive. */
  readonly end: number;
  readonly parts: number;
  /** The number of the last part, from 0. */
  readonly lastDisk: number;
  /** The number of the part in which the directory begins. */
  readonly disk: number;
  /** Where it begins in that part. */
  readonly place: number;
  /** Bytes in the directory. */
  readonly size: number;
  /** How many entries the archive has; undefined where that cannot be read. */
  readonly entries: number | undefined;
  /** Whether the number of entries has only 16 bits. */
  readonly isNarrow: boolean;
}

/**
 * Finds the record: the one whose comment fills the rest, and better one behind a directory, since a
 * comment may contain another. Undefined where there is none.
 */
export async function readZipEnd(chain: PartChain): Promise<ZipEnd | undefined> {
  return await findEnd(chain, LONGEST) ?? await findEnd(chain, LONGEST + MOST_TRAILING, true);
}

async function findEnd(
  chain: PartChain,
  most: number,
  isLast = false,
): Promise<ZipEnd | undefined> {
  const start = Math.max(0, chain.size - most - LOCATOR - WIDE);
  const view = await chain.view(start, chain.size - start);
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.length);
  const places: number[] = [];
  for (let at = bytes.indexOf(SIGNATURE); at >= 0; at = bytes.indexOf(SIGNATURE, at + 1)) {
    if (at + SHORTEST <= bytes.length) places.push(at);
  }
  const ends = places.map((at) => readEnd(bytes, at, start));
  // One that fills the rest is the right one, even if its directory is in a part that is missing;
  // another one may be that of an archive in the archive.
  const filling = ends.filter(({ end }) => end === chain.size);
  const candidates = filling.length > 0 ? filling : ends;
  for (const end of candidates.toReversed()) {
    if (end.size > 0 && await followsDirectory(chain, end)) return end;
  }
  const [first] = filling;
  return first ?? (isLast || start === 0 ? ends.at(-1) : undefined);
}

async function followsDirectory(chain: PartChain, { start, size }: ZipEnd): Promise<boolean> {
  if (size > start) return false;
  const bytes = await chain.view(start - size, 4);
  return bytes.length === 4 && Buffer.from(bytes).readUInt32LE(0) === RECORD;
}

function readEnd(bytes: Buffer, at: number, start: number): ZipEnd {
  const disk = bytes.readUInt16LE(at + 4);
  const narrow = {
    start: start + at,
    end: start + at + SHORTEST + bytes.readUInt16LE(at + 20),
    parts: disk + 1,
    lastDisk: disk,
    disk: bytes.readUInt16LE(at + 6),
    entries: bytes.readUInt16LE(at + 10),
    size: bytes.readUInt32LE(at + 12),
    place: bytes.readUInt32LE(at + 16),
    isNarrow: true,
  };
  const wide = at - LOCATOR - WIDE;
  const hasWide = wide >= 0 && bytes.readUInt32LE(at - LOCATOR) === 0x07064b50 &&
    bytes.readUInt32LE(wide) === 0x06064b50;
  if (!hasWide) return narrow;
  const [entries, size, place] = [32, 40, 48].map((field) => bytes.readBigUInt64LE(wide + field));
  return {
    ...narrow,
    start: start + wide,
    parts: bytes.readUInt32LE(at - 4),
    lastDisk: bytes.readUInt32LE(wide + 16),
    disk: bytes.readUInt32LE(wide + 20),
    entries: safe(entries),
    size: safe(size) ?? narrow.size,
    place: safe(place) ?? narrow.place,
    isNarrow: false,
  };
}

/** A number of 64 bits; beyond what numbers hold exactly, nothing. */
function safe(value = 0n): number | undefined {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
}
