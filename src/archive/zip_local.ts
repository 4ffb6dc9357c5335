/**
 * The local headers of a ZIP archive: a second witness beside the directory, and the only one when
 * that is lost.
 * @module
 */
import { numbers } from "./jpa_header.ts";
import type { PartChain } from "./part_chain.ts";
import { dosMoment, type ZipEntity } from "./zip_directory.ts";

/** Bytes in a local header without the name and extra fields. */
export const SHORTEST_LOCAL = 30;

/** Bit 3 of the flags: the sizes stand behind the data, so this header has none. */
const SIZES_FOLLOW = 8;

/** What a local header says. */
export interface LocalHeader {
  readonly name: Uint8Array;
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

/** Reads a local header; undefined if there is none here. */
export async function readLocal(
  chain: PartChain,
  offset: number,
): Promise<LocalHeader | undefined> {
  const bytes = await chain.view(offset, SHORTEST_LOCAL);
  if (bytes.length < SHORTEST_LOCAL) return undefined;
  const view = numbers(bytes);
  if (view.getUint32(0, true) !== 0x04034b50) return undefined;
  const nameLength = view.getUint16(26, true);
  const length = SHORTEST_LOCAL + nameLength + view.getUint16(28, true);
  const whole = await chain.view(offset, length);
  if (whole.length < length) return undefined;
  const flags = view.getUint16(6, true);
  const [crc, storedSize, size] = [
    view.getUint32(14, true),
    view.getUint32(18, true),
    view.getUint32(22, true),
  ];
  return {
    name: whole.slice(SHORTEST_LOCAL, SHORTEST_LOCAL + nameLength),
    method: view.getUint16(8, true),
    isEncrypted: (flags & 1) !== 0,
    hasSizes: (flags & SIZES_FOLLOW) === 0 && size !== 0xffffffff && storedSize !== 0xffffffff,
    crc,
    size,
    storedSize,
    stamp: view.getUint32(10, true),
    length,
  };
}

/** The entity that a local header describes, when the directory is lost; a link looks like a file. */
export function localEntity(offset: number, local: LocalHeader): ZipEntity {
  const isDirectory = local.name.at(-1) === 0x2f;
  const { name, size, storedSize, method, isEncrypted, crc } = local;
  const type = isDirectory ? "directory" : "file";
  const mtime = dosMoment(local.stamp);
  return { name, type, size, storedSize, method, isEncrypted, crc, mode: undefined, mtime, offset };
}
