/** What an archive holds. */
import { Buffer } from "node:buffer";
import { ArchiveError, type Problem } from "./problem.ts";
import type { Finding, PartChain } from "./part_chain.ts";
import type { Fail } from "./inflate.ts";
import { tidyPath } from "./safe_path.ts";
import { readName } from "./spelling.ts";

/**
 * What the checksum of an entry in a ZIP archive is worth: `compared` if it agrees with the content;
 * `text` if it is stored in a form that has only 16 of its 32 bits, which agree; `none` if there is
 * none.
 */
export type ChecksumState = "compared" | "text" | "none";

/** What an entry becomes when extracted. */
export type EntryType = "file" | "directory" | "link";

/** One file, folder or symbolic link of an archive. */
export interface Entry {
  /**
   * The path, without a closing slash and without components that mean nothing (`./a//b` is `a/b`).
   * Never trust it: see `extractArchive`.
   */
  readonly path: string;
  /** The path as the archive spells it, where that differs. */
  readonly storedPath?: string;
  /** The bytes of the name where it is not UTF-8. */
  readonly nameBytes?: Uint8Array;
  /** How these were decoded; without an encoding `path` spells them with `%XX`. */
  readonly nameEncoding?: string;
  /** File, directory or symbolic link. */
  readonly type: EntryType;
  /** Bytes of the content; of a link, of its target. */
  readonly size: number;
  /** Bytes in the archive. */
  readonly storedSize: number;
  /** Unix permission bits (12 of them); undefined where the archive does not tell. */
  readonly mode: number | undefined;
  /** When the file was changed; undefined where the archive does not tell. */
  readonly mtime: Date | undefined;
  /** Where a link points. */
  readonly target?: string;
  /** Where the entry begins, in bytes from the start of the parts joined in data order. */
  readonly offset: number;
  /** The file name of the part in which it begins. */
  readonly part: string;
  /**
   * Set where the entry was found by searching behind damage or a missing part. If the damage took
   * the header of a file that is an archive itself, the entry may belong to that inner archive.
   */
  readonly isFound?: true;
  /**
   * The bytes, inflated and decrypted, checked as far as the format allows. Never more than `size`.
   *
   * @throws {SitehaulError} `archive/damaged`
   */
  content(): AsyncGenerator<Uint8Array, void, void>;
  /**
   * What the content was compared with, once it has been read to its end. Undefined in formats
   * without checksums: JPA and JPS.
   */
  readonly checksum?: () => ChecksumState;
}

/**
 * What a walk through an archive finds. After a problem it continues where it can. The rest is what
 * there is of a file that a problem is about; its content ends early.
 */
export type Found = { readonly entry: Entry } | {
  readonly problem: Problem;
  readonly rest?: Entry;
};

/** A walk through an archive, in the order of the archive. */
export type Walk = AsyncGenerator<Found, void, void>;

/** The longest target of a link that is read, bytes; systems take 4096 at most. */
const LONGEST_TARGET = 1 << 16;

/** The fields of an entry that come from its name: the safe path, and what was stored. */
export type EntryName = Pick<Entry, "path" | "storedPath" | "nameBytes" | "nameEncoding">;

/** `path` is tidied up; what was stored is given as well where it differs. */
export function entryName(bytes: Uint8Array, encoding?: string): EntryName {
  const { text, bytes: nameBytes, encoding: nameEncoding } = readName(bytes, encoding);
  const path = tidyPath(text);
  return {
    path,
    ...(path === text ? {} : { storedPath: text }),
    ...(nameBytes === undefined ? {} : { nameBytes }),
    ...(nameEncoding === undefined ? {} : { nameEncoding }),
  };
}

/** The fields for a name that needs no decoding. */
export function plainName(text: string): EntryName {
  const path = tidyPath(text);
  return path === text ? { path } : { path, storedPath: text };
}

/** The same name, decoded where it is not UTF-8. */
export function decodedName(name: EntryName, encoding: string | undefined): EntryName {
  const { path, storedPath, nameBytes } = name;
  if (nameBytes !== undefined && encoding !== undefined) return entryName(nameBytes, encoding);
  if (storedPath === undefined && nameBytes === undefined) return { path };
  return {
    path,
    ...(storedPath === undefined ? {} : { storedPath }),
    ...(nameBytes === undefined ? {} : { nameBytes }),
  };
}

/** The permission bits in a Unix mode; 0 altogether means that none was known. */
export function permissions(mode: number): number | undefined {
  return mode === 0 ? undefined : mode & 0o7777;
}

/** A moment from Unix seconds; 0 means that none was known. */
export function moment(seconds: number): Date | undefined {
  return seconds === 0 ? undefined : new Date(seconds * 1000);
}

/** Makes the errors of one entry's content. */
export function failureAt(chain: PartChain, offset: number, finding: Finding): Fail {
  return (code, message) => new ArchiveError([chain.problem(offset, code, message, finding)]);
}

/** Where a link points; nothing where that cannot be read, which reading the content will tell. */
export async function readTarget(
  content: AsyncIterable<Uint8Array>,
  size: number,
  encoding?: string,
): Promise<{ target?: string }> {
  if (size > LONGEST_TARGET) return {};
  try {
    const chunks: Uint8Array[] = [];
    for await (const piece of content) chunks.push(piece);
    return { target: readName(Buffer.concat(chunks), encoding).text };
  } catch (error) {
    if (error instanceof ArchiveError) return {};
    throw error;
  }
}
