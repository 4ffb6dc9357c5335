/**
 * The record at the end of a ZIP archive.
 * @module
 */
import { Buffer } from "node:buffer";
import type { PartChain } from "./part_chain.ts";

const SIGNATURE: Uint8Array = new Uint8Array([0x50, 0x4b, 5, 6]);

/** Bytes in the record without its comment, and with the longest one. */
const SHORTEST = 22;
const LONGEST = SHORTEST + 0xffff;

/** The record of 64 bits, and what says where it is, which stands before the other. */
const WIDE = 56;
const LOCATOR = 20;

/** What the record says. */
export interface ZipEnd {
  /** Where it is. */
  readonly at: number;
  /** How many parts the archive has. */
  readonly parts: number;
  /** How many entries it has; undefined where that cannot be read. */
  readonly entries: number | undefined;
}

/**
 * Finds the record: the one whose comment fills the rest, and better one that speaks of entries,
 * since a comment may contain another. Undefined where there is none.
 */
export async function readZipEnd(chain: PartChain): Promise<ZipEnd | undefined> {
  const start = Math.max(0, chain.size - LONGEST - LOCATOR - WIDE);
  const view = await chain.view(start, chain.size - start);
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.length);
  const places: number[] = [];
  for (let at = bytes.indexOf(SIGNATURE); at >= 0; at = bytes.indexOf(SIGNATURE, at + 1)) {
    if (at + SHORTEST <= bytes.length) places.push(at);
  }
  const filling = places.filter((at) =>
    at + SHORTEST + bytes.readUInt16LE(at + 20) === bytes.length
  );
  const at = filling.find((place) => bytes.readUInt16LE(place + 10) > 0) ?? filling.at(-1) ??
    places.at(-1);
  return at === undefined ? undefined : { ...readCounts(bytes, at), at: start + at };
}

function readCounts(bytes: Buffer, at: number): Omit<ZipEnd, "at"> {
  const [disk, entries] = [bytes.readUInt16LE(at + 4), bytes.readUInt16LE(at + 10)];
  const wide = at - LOCATOR - WIDE;
  const hasWide = wide >= 0 && bytes.readUInt32LE(at - LOCATOR) === 0x07064b50 &&
    bytes.readUInt32LE(wide) === 0x06064b50;
  if (!hasWide) {
    return {
      parts: disk === 0xffff ? 1 : disk + 1,
      entries: entries === 0xffff ? undefined : entries,
    };
  }
  const all = bytes.readBigUInt64LE(wide + 32);
  return {
    parts: bytes.readUInt32LE(at - 4),
    entries: all > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(all),
  };
}
