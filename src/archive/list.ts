/** Listing what an archive holds. */
import { stopIfAborted } from "../base/abort.ts";
import { Damage } from "./damage.ts";
import type { Entry, EntryType } from "./entry.ts";
import { type OpenOptions, openWalk } from "./open.ts";
import { ArchiveError } from "./problem.ts";
import { ProblemList } from "./problem_list.ts";

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
 * Lists an archive, one entry at a time, in the order of the archive. Of a damaged archive, or one
 * without some of its parts, all that can be found is listed before the error is thrown. Contents
 * are not read, so damage within them does not show: see {@linkcode verifyArchive}.
 *
 * @param path any part of the archive, or its manifest
 * @param options the password, and a signal that ends it between two entries (`interrupted`)
 * @throws {SitehaulError} at the end, after everything that can be found: `archive/damaged`,
 * `archive/password`; at once: `usage/value`
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
  options: OpenOptions & { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<ListedEntry, void, void> {
  const { chain, problems: early, walk } = await openWalk(path, options);
  const problems = new ProblemList();
  const damage = new Damage();
  try {
    early.forEach((problem) => problems.add(problem));
    for await (const found of walk()) {
      stopIfAborted(options.signal);
      if ("entry" in found) yield listed(found.entry);
      else {
        problems.add(found.problem);
        damage.add(found.problem);
      }
      if (damage.isTooMuch) break;
    }
  } finally {
    await chain.close();
  }
  if (problems.count("error") === 0) return;
  throw new ArchiveError(problems.listed, problems.unlisted(["error", "unsafe"]));
}

/** For JSON: `null` where a value is not known. */
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
