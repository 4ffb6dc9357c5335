/**
 * The headers of the JPA format, versions 1.1 to 1.3; all numbers are little-endian.
 *
 * Source: archives written by Akeeba Backup 10.2.1 for Joomla! and 1.3.4 for WordPress.
 */
import type { ProblemCode } from "./problem.ts";
import { entryName, type EntryType } from "./entry.ts";

/** The shortest archive header, and the maximum size of an entity header. */
const SHORTEST_HEADER = 19;

/** The part of an entity header that is always there, without the path. */
const FIXED = 21;

const ENTRY_TYPES: readonly EntryType[] = ["directory", "file", "link"];

/** What the archive says about itself. */
export interface JpaHeader {
  /** Such as `1.3`. */
  readonly version: string;
  /** Bytes up to the first entity. */
  readonly length: number;
  /** Entities; 0 while the backup runs. */
  readonly entries: number;
  /** Bytes of all contents. */
  readonly size: number;
  /** Bytes of all stored data. */
  readonly storedSize: number;
  /** Whether the sizes are 64 bits wide; if not, they are taken modulo 2³². */
  readonly isWide: boolean;
  /** Parts, in split archives. */
  readonly parts: number | undefined;
}

/** What is wrong with a header. */
export interface Fault {
  readonly code: ProblemCode;
  readonly message: string;
  /** The path, where it can be read. */
  readonly entry?: string;
  /** Where the next entity is, if the header says so. */
  readonly length?: number;
}

/** A whole number of 64 bits; beyond what numbers hold exactly it is infinite. */
function wide(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value);
}

/** A view that shares the memory of the bytes, and begins where they do. */
export function numbers(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `bytes` may be more than the header. */
export function readJpaHeader(bytes: Uint8Array): JpaHeader | Fault {
  if (bytes.length < SHORTEST_HEADER) return fault("header", "the archive header is cut off");
  const view = numbers(bytes);
  const length = view.getUint16(3, true);
  const [major, minor] = [bytes[5] ?? 0, bytes[6] ?? 0];
  const version = `${major}.${minor}`;
  if (major !== 1 || minor < 1 || minor > 3) {
    return fault("unsupported", `JPA ${version} is not supported; 1.1, 1.2 and 1.3 are`);
  }
  if (length < SHORTEST_HEADER || length > bytes.length) {
    return fault("header", `the archive header cannot be ${length} bytes long`);
  }
  return readExtras(view, {
    version,
    length,
    entries: view.getUint32(7, true),
    size: view.getUint32(11, true),
    storedSize: view.getUint32(15, true),
    isWide: false,
    parts: undefined,
  });
}

/** Extra headers: `JP`, two bytes of kind, the length (its own two bytes included), content. */
function readExtras(view: DataView, header: JpaHeader): JpaHeader | Fault {
  let found = header;
  let at = SHORTEST_HEADER;
  while (at < header.length) {
    if (at + 6 > header.length) return fault("header", "an extra header is cut off");
    const kind = view.getUint32(at);
    const length = view.getUint16(at + 4, true);
    if (length < 2 || at + 4 + length > header.length) {
      return fault("header", `an extra header cannot be ${length} bytes long`);
    }
    if (kind === 0x4a500101 && length >= 4) {
      found = { ...found, parts: view.getUint16(at + 6, true) };
    } else if (kind === 0x4a500102 && length >= 18) {
      const [size, storedSize] = [wide(view, at + 6), wide(view, at + 14)];
      found = { ...found, size, storedSize, isWide: true };
    }
    at += 4 + length;
  }
  return found;
}

/** What the header of an entity says, before any of its data is read. */
export interface JpaEntity extends ReturnType<typeof entryName> {
  /** Bytes in the header; the data follows. */
  readonly length: number;
  readonly type: EntryType;
  readonly isDeflated: boolean;
  readonly size: number;
  readonly storedSize: number;
  /** As in `stat`; 0 when unknown. */
  readonly mode: number;
  /** Unix seconds; 0 when unknown. */
  readonly mtime: number;
}

/** By the mark `JPF`. */
export function isEntity(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4a && bytes[1] === 0x50 && bytes[2] === 0x46;
}

/**
 * Reads an entity header.
 *
 * @param bytes the header; the archive may end within it
 */
export function readEntity(bytes: Uint8Array): JpaEntity | Fault {
  const entity = readFields(bytes);
  return "code" in entity ? { ...entity, ...legibleName(bytes) } : entity;
}

function readFields(block: Uint8Array): JpaEntity | Fault {
  if (block.length < 3) return fault("truncated", "the archive ends within an entry header");
  if (!isEntity(block)) {
    return fault("entry-header", "an entry should start here, but its signature is missing");
  }
  const header = block.length < 5 ? Infinity : numbers(block).getUint16(3, true);
  if (block.length < header) return fault("truncated", "the archive ends within an entry header");
  const bytes = block.subarray(0, header);
  const at = header < FIXED ? Infinity : 7 + numbers(bytes).getUint16(5, true);
  if (at + 14 > header) {
    return fault("entry-header", "the name of the entry is longer than its header");
  }
  return readNumbers(bytes, at);
}

/** What follows the path. */
function readNumbers(bytes: Uint8Array, at: number): JpaEntity | Fault {
  const view = numbers(bytes);
  const narrow = {
    storedSize: view.getUint32(at + 2, true),
    size: view.getUint32(at + 6, true),
    mtime: 0,
  };
  const sizes = readEntityExtras(view, at + 14, narrow);
  if ("code" in sizes) return sizes;
  const [kind, method] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
  const type = readType(kind, method, sizes);
  if (typeof type !== "string") return { ...type, length: bytes.length + sizes.storedSize };
  return {
    ...entryName(bytes.subarray(7, at)),
    length: bytes.length,
    type,
    isDeflated: method === 1,
    mode: view.getUint32(at + 10, true),
    ...sizes,
  };
}

/** The type, or why the entity cannot be read although its header is whole. */
function readType(kind: number, method: number, { size, storedSize }: Sizes): EntryType | Fault {
  const type = ENTRY_TYPES[kind];
  if (type === undefined) return fault("entry-header", `the entry has the unknown type ${kind}`);
  if (type === "directory" && (size > 0 || storedSize > 0)) {
    return fault("entry-header", "the entry is a folder, which cannot have content");
  }
  if (method > 1) {
    const name = method === 2 ? "bzip2" : `the unknown method ${method}`;
    return fault("unsupported", `the entry is compressed with ${name}; only deflate is supported`);
  }
  if (method === 1 || size === storedSize) return type;
  const says = `${storedSize} stored bytes cannot become ${size}`;
  return fault("entry-size", `the entry is not compressed: ${says}`);
}

interface Sizes {
  readonly size: number;
  readonly storedSize: number;
  readonly mtime: number;
}

/** Extra fields: two bytes of kind, the length (these four bytes included), content. */
function readEntityExtras(view: DataView, from: number, narrow: Sizes): Sizes | Fault {
  let found = narrow;
  for (let at = from; at < view.byteLength;) {
    const length = at + 4 > view.byteLength ? 0 : view.getUint16(at + 2, true);
    if (length < 4 || at + length > view.byteLength) {
      return fault("entry-header", "an extra field does not fit into the entry header");
    }
    const kind = view.getUint16(at);
    if (kind === 0x0001 && length >= 8) found = { ...found, mtime: view.getUint32(at + 4, true) };
    if (kind === 0x0002 && length >= 20) {
      const [storedSize, size] = [wide(view, at + 4), wide(view, at + 12)];
      if (disagrees(storedSize, narrow.storedSize) || disagrees(size, narrow.size)) {
        return fault("entry-size", "the 32-bit and the 64-bit size of the entry disagree");
      }
      found = { ...found, storedSize, size };
    }
    at += length;
  }
  return found;
}

function disagrees(size: number, low: number): boolean {
  return Number.isFinite(size) && size % 2 ** 32 !== low;
}

/** The path, where a broken header shows one; to tell people which entry it was. */
function legibleName(bytes: Uint8Array): { entry?: string } {
  if (bytes.length < 7) return {};
  const view = numbers(bytes);
  // If the length of the path is the damage, the length of the header and the usual extra fields tell.
  const fromHeader = [28, 8, 0].map((extras) => view.getUint16(3, true) - FIXED - extras);
  for (const length of [view.getUint16(5, true), ...fromHeader]) {
    if (length <= 0 || length > 4096 || 7 + length > bytes.length) continue;
    const { path, nameBytes } = entryName(bytes.subarray(7, 7 + length));
    if (nameBytes === undefined && !/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(path)) {
      return { entry: path };
    }
  }
  return {};
}

function fault(code: ProblemCode, message: string): Fault {
  return { code, message };
}
