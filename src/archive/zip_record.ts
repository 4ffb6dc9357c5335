/** The records of the directory of a ZIP archive. */
import { type EntryType, permissions } from "./entry.ts";
import { numbers } from "./jpa_header.ts";
import type { PartChain } from "./part_chain.ts";
import { extraFields, WIDE_FIELD } from "./zip_extra.ts";
import { type ZipName, zipName } from "./zip_name.ts";

/** The signature of a record. */
export const RECORD: Uint8Array = new Uint8Array([0x50, 0x4b, 1, 2]);

/** Bytes in a record without the name, extra fields and comment. */
const SHORTEST = 46;

/** Stand for a number of 64 bits, or of 32, in an extra field. */
const MANY = 0xffffffff;
const MANY_PARTS = 0xffff;

/** Bit 0 of the flags. */
const ENCRYPTED = 1;

/** The systems that "made by" names: with Unix the upper attribute bits are a mode, else noise. */
const DOS = 0;
const UNIX = 3;

const DOS_DIRECTORY = 0x10;
const TYPE_BITS = 0o170000;
const LINK_BITS = 0o120000;
const DIRECTORY_BITS = 0o040000;

/** One record of the directory. */
export interface ZipEntity extends ZipName {
  readonly type: EntryType;
  readonly size: number;
  readonly storedSize: number;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly mode: number | undefined;
  readonly mtime: Date | undefined;
  /** Where the local header is, in the joined parts. */
  readonly offset: number;
  /** The file name of the part that holds it, where that part is missing. */
  readonly missingPart?: string;
}

/** A record of the directory: where its entry is, is told by part. */
export interface ZipRecord {
  /** Its `offset` is not yet known. */
  readonly entity: ZipEntity;
  /** The number of the part, from 0. */
  readonly disk: number;
  /** Bytes from the start of that part. */
  readonly place: number;
  /** Bytes, with name, extra fields and comment. */
  readonly length: number;
}

/** By the mark `PK\x01\x02`. */
export async function isRecord(chain: PartChain, at: number): Promise<boolean> {
  const bytes = await chain.view(at, RECORD.length);
  return bytes.length === RECORD.length && RECORD.every((byte, index) => bytes[index] === byte);
}

/** The longest record: three fields have a length of 16 bits. */
export const LONGEST_RECORD: number = SHORTEST + 3 * 0xffff;

/** Reads the record at a place; undefined if there is none. */
export async function readRecord(chain: PartChain, at: number): Promise<ZipRecord | undefined> {
  const head = await chain.view(at, SHORTEST);
  const length = recordLength(head);
  return length === undefined ? undefined : parseRecord(await chain.view(at, length));
}

/** How long a record is that begins with these bytes; undefined if none does. */
function recordLength(head: Uint8Array): number | undefined {
  if (head.length < SHORTEST || !RECORD.every((byte, index) => head[index] === byte)) {
    return undefined;
  }
  const view = numbers(head);
  return SHORTEST + view.getUint16(28, true) + view.getUint16(30, true) + view.getUint16(32, true);
}

/** The record with which bytes begin; undefined if there is none, or not all of it. */
export function parseRecord(bytes: Uint8Array): ZipRecord | undefined {
  const length = recordLength(bytes);
  if (length === undefined || bytes.length < length) return undefined;
  const view = numbers(bytes);
  const [nameLength, extraLength] = [view.getUint16(28, true), view.getUint16(30, true)];
  if (nameLength === 0) return undefined;
  const rawName = bytes.subarray(SHORTEST, SHORTEST + nameLength);
  const extra = bytes.subarray(SHORTEST + nameLength, SHORTEST + nameLength + extraLength);
  const flags = view.getUint16(8, true);
  const name = zipName(rawName, flags, extra);
  const attributes = view.getUint32(38, true);
  const about = { madeBy: view.getUint16(4, true), attributes, name: name.name };
  const { size, storedSize, place, disk } = readWide(extra, {
    size: view.getUint32(24, true),
    storedSize: view.getUint32(20, true),
    place: view.getUint32(42, true),
    disk: view.getUint16(34, true),
  });
  const entity = {
    ...name,
    type: entryType(about),
    size,
    storedSize,
    method: view.getUint16(10, true),
    isEncrypted: (flags & ENCRYPTED) !== 0,
    crc: view.getUint32(16, true),
    mode: unixMode(about),
    mtime: dosMoment(view.getUint32(12, true)),
    offset: Infinity,
  };
  return { entity, disk, place, length };
}

interface Numbers {
  readonly size: number;
  readonly storedSize: number;
  readonly place: number;
  readonly disk: number;
}

/** The field of 64 bits has only what the record itself has no room for, in this order. */
function readWide(extra: Uint8Array, narrow: Numbers): Numbers {
  const [field] = extraFields(extra, WIDE_FIELD);
  if (field === undefined) return narrow;
  const view = numbers(field);
  let next = 0;
  const wide = (value: number) => {
    if (value !== MANY || next + 8 > field.length) return value;
    next += 8;
    return Number(view.getBigUint64(next - 8, true));
  };
  const size = wide(narrow.size);
  const storedSize = wide(narrow.storedSize);
  const place = wide(narrow.place);
  const isWide = narrow.disk === MANY_PARTS && next + 4 <= field.length;
  return { size, storedSize, place, disk: isWide ? view.getUint32(next, true) : narrow.disk };
}

/** What a record tells of the kind of an entry. */
export interface Attributes {
  /** The system that wrote it, in the upper byte. */
  readonly madeBy: number;
  /** Where that is Unix, a mode is in the upper half. */
  readonly attributes: number;
  readonly name: string;
}

/** The library takes the noise of other systems for a mode as well, and then a file for a folder. */
export function entryType({ madeBy, attributes, name }: Attributes): EntryType {
  const system = madeBy >>> 8;
  const bits = system === UNIX ? attributes >>> 16 & TYPE_BITS : 0;
  if (bits === LINK_BITS) return "link";
  const isDosFolder = system === DOS && (attributes & DOS_DIRECTORY) !== 0;
  const isFolder = bits === DIRECTORY_BITS || isDosFolder || name.endsWith("/");
  return isFolder ? "directory" : "file";
}

/** Undefined where another system than Unix made the archive. */
export function unixMode({ madeBy, attributes }: Attributes): number | undefined {
  return madeBy >>> 8 === UNIX ? permissions(attributes >>> 16) : undefined;
}

/**
 * A DOS date and time. It has no zone: the server wrote its local time, which is taken for UTC, so
 * that everybody reads the same. The first moment of 1980 means none.
 */
export function dosMoment(stamp: number): Date | undefined {
  const [date, time] = [stamp >>> 16, stamp & 0xffff];
  if (date <= 0x21 && time === 0) return undefined;
  const [year, month, day] = [1980 + (date >>> 9), (date >>> 5) & 15, date & 31];
  const found = Date.UTC(year, month - 1, day, time >>> 11, (time >>> 5) & 63, (time & 31) * 2);
  return Number.isFinite(found) ? new Date(found) : undefined;
}
