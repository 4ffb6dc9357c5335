/**
 * The local headers of a ZIP archive: a second witness beside the directory, and the only one when
 * that is lost.
 */
import { numbers } from "./jpa_header.ts";
import type { PartChain } from "./part_chain.ts";
import { dosMoment, type ZipEntity } from "./zip_record.ts";
import { extraFields, WIDE_FIELD } from "./zip_extra.ts";
import { type ZipName, zipName } from "./zip_name.ts";

/** Bytes in a local header without the name and extra fields. */
export const SHORTEST_LOCAL = 30;

/** Bit 3 of the flags: the sizes stand behind the data, so this header has none. */
const SIZES_FOLLOW = 8;

/** Stands for a size of 64 bits, and the largest such size. */
const MANY = 0xffffffff;
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** The header before the data of an entry, which repeats most of what the directory says. */
export interface LocalHeader extends ZipName {
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Whether the sizes and the checksum below are known. */
  readonly hasSizes: boolean;
  readonly crc: number;
  readonly size: number;
  readonly storedSize: number;
  readonly stamp: number;
  /** Bytes in the header; the data follows. */
  readonly length: number;
}

/** Reads a local header; undefined if there is none here, or it has no more than some bytes of room. */
export async function readLocal(
  chain: PartChain,
  offset: number,
  room = Infinity,
): Promise<LocalHeader | undefined> {
  const bytes = await chain.view(offset, Math.min(SHORTEST_LOCAL, room));
  if (bytes.length < SHORTEST_LOCAL) return undefined;
  const view = numbers(bytes);
  if (view.getUint32(0, true) !== 0x04034b50) return undefined;
  const nameLength = view.getUint16(26, true);
  const length = SHORTEST_LOCAL + nameLength + view.getUint16(28, true);
  const whole = await chain.view(offset, Math.min(length, room));
  if (whole.length < length) return undefined;
  const flags = view.getUint16(6, true);
  const narrow = { storedSize: view.getUint32(18, true), size: view.getUint32(22, true) };
  const extra = whole.subarray(SHORTEST_LOCAL + nameLength);
  const sizes = Object.values(narrow).includes(MANY) ? readWide(extra) : narrow;
  const name = whole.subarray(SHORTEST_LOCAL, SHORTEST_LOCAL + nameLength);
  return {
    ...zipName(name, flags, extra),
    method: view.getUint16(8, true),
    isEncrypted: (flags & 1) !== 0,
    hasSizes: (flags & SIZES_FOLLOW) === 0 && sizes !== undefined,
    crc: view.getUint32(14, true),
    ...sizes ?? narrow,
    stamp: view.getUint32(10, true),
    length,
  };
}

/** The sizes of 64 bits, in an extra field that has both; undefined where there is none. */
function readWide(extra: Uint8Array): { storedSize: number; size: number } | undefined {
  for (const field of extraFields(extra, WIDE_FIELD)) {
    if (field.length < 16) continue;
    const view = numbers(field);
    const [size, storedSize] = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
    const isSafe = size <= MOST && storedSize <= MOST;
    return isSafe ? { size: Number(size), storedSize: Number(storedSize) } : undefined;
  }
  return undefined;
}

/** The entity that a local header describes, when the directory is lost; a link looks like a file. */
export function localEntity(offset: number, local: LocalHeader): ZipEntity {
  const isDirectory = local.name.endsWith("/");
  const { name, utf8, isUtf8, size, storedSize, method, isEncrypted, crc } = local;
  const names = utf8 === undefined ? { name, isUtf8 } : { name, utf8, isUtf8 };
  const type = isDirectory ? "directory" : "file";
  const mtime = dosMoment(local.stamp);
  const numbers = { size, storedSize, method, isEncrypted, crc };
  return { ...names, type, ...numbers, mode: undefined, mtime, offset };
}
