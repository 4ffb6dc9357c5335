/**
 * The headers of the JPS format, version 2.0; all numbers are little-endian.
 *
 * Source: archives written by Akeeba Backup 10.2.1 for Joomla!.
 */
import { entryName, type EntryType } from "./entry.ts";
import { type Fault, numbers } from "./jpa_header.ts";
import type { KeyRecipe } from "./jps_crypto.ts";

/** The archive header without its extra headers. */
const HEADER = 8;

/** Bytes of the record at the end. */
export const END_RECORD = 17;

const DIGESTS: readonly string[] = ["sha1", "sha256", "sha512"];
const ENTRY_TYPES: readonly EntryType[] = ["directory", "file", "link"];

/** More iterations than this would only keep the reader busy; the engine uses 128000. */
const MOST_ITERATIONS = 1_000_000;

/** The same where each blob needs a key of its own; the engine uses 2500. */
const MOST_ITERATIONS_EACH = 20_000;

/** What the archive says about itself. */
export interface JpsHeader {
  /** Such as `2.0`. */
  readonly version: string;
  /** Bytes, to where the first entity begins. */
  readonly length: number;
  /** Whether the archive is split into parts. */
  readonly isSplit: boolean;
  /** The parameters of PBKDF2 that the header gives. */
  readonly key: KeyRecipe;
}

/** Version 2.0 only; `bytes` may be more than the header. */
export function readJpsHeader(bytes: Uint8Array): JpsHeader | Fault {
  const view = numbers(bytes);
  if (bytes.length < HEADER) return fault("the archive header is cut off");
  const version = `${bytes[3] ?? 0}.${bytes[4] ?? 0}`;
  if (version !== "2.0") {
    const message = version === "1.9"
      ? "JPS 1.9 derives its key in an older way that is not supported; 2.0 is"
      : `JPS ${version} is not supported; 2.0 is`;
    return { code: "unsupported", message };
  }
  const length = HEADER + view.getUint16(6, true);
  if (length > bytes.length) return fault("the archive header is cut off");
  const key = readKeyHeader(bytes.subarray(HEADER, length));
  return "code" in key ? key : { version, length, isSplit: bytes[5] === 1, key };
}

/** Extra headers: `JH`, two bytes of kind, the length (all six bytes included), content. */
function readKeyHeader(bytes: Uint8Array): KeyRecipe | Fault {
  const view = numbers(bytes);
  for (let at = 0; at + 6 <= bytes.length;) {
    const length = view.getUint16(at + 4, true);
    if (length < 6 || at + length > bytes.length) break;
    if (view.getUint32(at) === 0x4a480001 && length >= 76) {
      return readRecipe(bytes.subarray(at + 6, at + length));
    }
    at += length;
  }
  return fault("the archive header does not say how the key is derived");
}

function readRecipe(bytes: Uint8Array): KeyRecipe | Fault {
  const digest = DIGESTS[bytes[0] ?? 0];
  const iterations = numbers(bytes).getUint32(1, true);
  if (digest === undefined) {
    return {
      code: "unsupported",
      message: `the key is derived with the unknown digest ${bytes[0]}`,
    };
  }
  const salt = bytes[5] === 1 ? bytes.slice(6, 70) : undefined;
  const most = salt === undefined ? MOST_ITERATIONS_EACH : MOST_ITERATIONS;
  if (iterations < 1 || iterations > most) {
    const each = salt === undefined ? "each of the many keys" : "the key";
    return fault(`${each} cannot take ${iterations} iterations; 1 to ${most} are read`);
  }
  return { digest, iterations, salt };
}

/** The header of an entity after decryption. */
export interface JpsEntity extends ReturnType<typeof entryName> {
  readonly type: EntryType;
  /** 0 stored, 1 deflate, 2 bzip2. */
  readonly method: number;
  /** Bytes of the content, the low 32 bits. */
  readonly size: number;
  /** As in `stat`; 0 when unknown. */
  readonly mode: number;
  /** Unix seconds; 0 when unknown. */
  readonly mtime: number;
}

/** Reads a decrypted entity; undefined when it makes no sense. */
export function readJpsEntity(plain: Uint8Array): JpsEntity | undefined {
  if (plain.length < 2) return undefined;
  const view = numbers(plain);
  const at = 2 + view.getUint16(0, true);
  if (at === 2 || at + 14 !== plain.length) return undefined;
  const type = ENTRY_TYPES[plain[at] ?? 0];
  const method = plain[at + 1] ?? 0;
  if (type === undefined || method > 2) return undefined;
  return {
    ...entryName(plain.subarray(2, at)),
    type,
    method,
    size: view.getUint32(at + 2, true),
    mode: view.getUint32(at + 6, true),
    mtime: view.getUint32(at + 10, true),
  };
}

/** Sums that the archive ends with, to compare with what was read. */
export interface JpsEnd {
  readonly parts: number;
  readonly entries: number;
  readonly size: number;
  readonly storedSize: number;
}

/** Reads the record at the end; undefined when it is none, or cut off. */
export function readJpsEnd(bytes: Uint8Array): JpsEnd | undefined {
  if (bytes.length < END_RECORD || !isMark(bytes, 0x45)) return undefined;
  const view = numbers(bytes);
  return {
    parts: view.getUint16(3, true),
    entries: view.getUint32(5, true),
    size: view.getUint32(9, true),
    storedSize: view.getUint32(13, true),
  };
}

/** Whether `JPF` (an entity) or `JPE` (the end) is here, given the code of its last letter. */
export function isMark(bytes: Uint8Array, letter: number): boolean {
  return bytes[0] === 0x4a && bytes[1] === 0x50 && bytes[2] === letter;
}

function fault(message: string): Fault {
  return { code: "header", message };
}
