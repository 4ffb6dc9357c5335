/**
 * Listing what an archive holds.
 * @module
 */
import type { Entry, EntryType } from "./entry.ts";
import { openArchive, type OpenOptions } from "./open.ts";

/** One entry, as data that goes into JSON. */
export interface ListedEntry {
  /** The path, without a closing slash. */
  readonly path: string;
  /** File, directory or link. */
  readonly type: EntryType;
  /** Bytes. */
  readonly size: number;
  /** Unix permission bits in octal, such as `0644`; null where the archive does not tell. */
  readonly mode: string | null;
  /** When it was changed, ISO 8601 in UTC; null where the archive does not tell. */
  readonly mtime: string | null;
  /** Where a link points; null for all else. */
  readonly target: string | null;
}

/**
 * Lists an archive, one entry at a time, in the order of the archive.
 *
 * @param path any part of the archive, or its manifest
 * @param options the password
 * @throws {SitehaulError} `archive/damaged`, `archive/password`, `usage/value`
 *
 * @example
 * ```ts
 * import { listArchive } from "@sitehaul/sitehaul/archive";
 * import { assertEquals } from "@std/assert";
 *
 * const archive = "tests/archives/small-jpa-single/sample-files.jpa";
 * const entries = await Array.fromAsync(listArchive(archive));
 * assertEquals(entries.length, 11);
 * ```
 */
export async function* listArchive(
  path: string,
  options: OpenOptions = {},
): AsyncGenerator<ListedEntry, void, void> {
  const archive = await openArchive(path, options);
  try {
    for await (const entry of archive.entries()) yield listed(entry);
  } finally {
    await archive.close();
  }
}

/** An entry as data. */
function listed({ path, type, size, mode, mtime, target }: Entry): ListedEntry {
  return {
    path,
    type,
    size,
    mode: mode === undefined ? null : mode.toString(8).padStart(4, "0"),
    mtime: mtime?.toISOString().replace(".000Z", "Z") ?? null,
    target: target ?? null,
  };
}
