/**
 * The directory of a ZIP archive, from its last part. It is read as it is needed, however long it is.
 */
import type { Gaps } from "./gaps.ts";
import type { PartChain, PartFile } from "./part_chain.ts";
import type { ZipEnd } from "./zip_end.ts";
import {
  isRecord,
  LONGEST_RECORD,
  parseRecord,
  type ZipEntity,
  type ZipRecord,
} from "./zip_record.ts";

/** The number of entries in an end record of 32 bits begins again after so many. */
const WRAP = 0x10000;

/**
 * How much of the directory is read at once, bytes. Between its records entries are read, which are
 * elsewhere: each change of the place costs a read of so much.
 */
const BLOCK = 1 << 16;

/** A directory, or why it cannot be read. */
export type ZipDirectory = { readonly at: number; readonly shift: number } | string;

/**
 * Finds the directory. It stands right before its end; where something is between the two, such as a
 * signature, it is where the end says.
 */
export async function findDirectory(
  chain: PartChain,
  gaps: Gaps,
  end: ZipEnd | undefined,
): Promise<ZipDirectory> {
  if (end === undefined) return "its end is missing";
  const parts = gaps.all;
  if (end.lastDisk !== parts.length - 1) {
    return `its end speaks of ${end.parts} parts, but there are ${parts.length}`;
  }
  const part = parts[end.disk];
  const told = typeof part === "object" ? part.start + end.place : NaN;
  const before = end.start - end.size;
  if (end.entries === 0 && end.size === 0) return { at: end.start, shift: 0 };
  if (before >= 0 && await isRecord(chain, before)) {
    // What stands before the archive, such as a PHP notice, shifts everything in it.
    const shift = parts.length === 1 && before > told ? before - told : 0;
    return { at: before, shift };
  }
  if (told < end.start && await isRecord(chain, told)) return { at: told, shift: 0 };
  return "it is not where its end says";
}

/** All records; throws an error where one cannot be read, or there are more or fewer than declared. */
export async function* readDirectory(
  chain: PartChain,
  gaps: Gaps,
  end: ZipEnd,
  { at, shift }: Exclude<ZipDirectory, string>,
): AsyncGenerator<ZipEntity, void, void> {
  const parts = gaps.all;
  let [next, count, start] = [at, 0, at];
  let block: Uint8Array = new Uint8Array(0);
  for (; next < end.start; count++) {
    let record = parseRecord(block.subarray(next - start));
    if (record === undefined) {
      [start, block] = [next, await chain.view(next, BLOCK)];
      record = parseRecord(block) ?? parseRecord(await chain.view(next, LONGEST_RECORD));
    }
    if (record === undefined) break;
    yield placed(chain, parts, record, shift);
    next += record.length;
  }
  const { entries } = end;
  if (entries === undefined || entries === count || end.isNarrow && entries === count % WRAP) {
    return;
  }
  throw new Error(`it has ${count} of ${entries} records`);
}

function placed(
  chain: PartChain,
  parts: readonly (PartFile | string)[],
  { entity, disk, place }: ZipRecord,
  shift: number,
): ZipEntity {
  const part = parts[disk];
  if (typeof part === "object") return { ...entity, offset: part.start + place + shift };
  return { ...entity, offset: chain.size, ...(part === undefined ? {} : { missingPart: part }) };
}
