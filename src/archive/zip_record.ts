/**
 * Single records of the directory of a ZIP archive, for a directory that the library cannot read.
 * @module
 */
import { numbers } from "./jpa_header.ts";
import type { PartChain } from "./part_chain.ts";
import { dosMoment, entryType, unixMode, type ZipEntity } from "./zip_directory.ts";
import { zipName } from "./zip_name.ts";

/** The signature of a record. */
export const RECORD: Uint8Array = new Uint8Array([0x50, 0x4b, 1, 2]);

/** Bytes in a record without the name, extra fields and comment. */
const SHORTEST = 46;

/** Stands for a number of 64 bits in an extra field. */
const MANY = 0xffffffff;

/** Reads the record at a place; undefined if there is none. Its entry's place is not read. */
export async function readCentral(
  chain: PartChain,
  at: number,
): Promise<{ readonly record: ZipEntity; readonly length: number } | undefined> {
  const head = await chain.view(at, SHORTEST);
  if (head.length < SHORTEST || !RECORD.every((byte, index) => head[index] === byte)) {
    return undefined;
  }
  const view = numbers(head);
  const [nameLength, extraLength] = [view.getUint16(28, true), view.getUint16(30, true)];
  const length = SHORTEST + nameLength + extraLength + view.getUint16(32, true);
  const bytes = await chain.view(at, length);
  if (bytes.length < length || nameLength === 0) return undefined;
  const name = bytes.slice(SHORTEST, SHORTEST + nameLength);
  const extra = bytes.subarray(SHORTEST + nameLength, SHORTEST + nameLength + extraLength);
  const [storedSize, size] = [view.getUint32(20, true), view.getUint32(24, true)];
  const about = { madeBy: view.getUint16(4, true), attributes: view.getUint32(38, true), name };
  const record = {
    ...zipName(name, view.getUint16(8, true), extra),
    type: entryType(about),
    ...readSizes(extra, { size, storedSize }),
    method: view.getUint16(10, true),
    isEncrypted: (view.getUint16(8, true) & 1) !== 0,
    crc: view.getUint32(16, true),
    mode: unixMode(about),
    mtime: dosMoment(view.getUint32(12, true)),
    offset: chain.size,
  };
  return { record, length };
}

/** The 64-bit field has only what the record itself has no room for, in this order. */
function readSizes(
  extra: Uint8Array,
  sizes: { readonly size: number; readonly storedSize: number },
): { size: number; storedSize: number } {
  const view = numbers(extra);
  let { size, storedSize } = sizes;
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && end <= extra.length) {
      let next = at + 4;
      const wide = () => next + 8 > end ? MANY : Number(view.getBigUint64((next += 8) - 8, true));
      if (size === MANY) size = wide();
      if (storedSize === MANY) storedSize = wide();
    }
    at = end;
  }
  return { size, storedSize };
}
