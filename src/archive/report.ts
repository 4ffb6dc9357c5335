/**
 * What verifying an archive found.
 * @module
 */
import type { Entry } from "./entry.ts";
import { ArchiveError, type Problem } from "./problem.ts";
import { ProblemList } from "./problem_list.ts";
import type { ArchiveFormat } from "./sniff.ts";

/** What verifying an archive found. */
export interface VerifyReport {
  /** Whether every byte can be read and agrees with what the archive says: no `error`. */
  readonly ok: boolean;
  /** The format; undefined when it is no archive. */
  readonly format: ArchiveFormat | undefined;
  /** Such as `1.3`; undefined for ZIP. */
  readonly formatVersion: string | undefined;
  /** Whether only headers were looked at. */
  readonly quick: boolean;
  /** The file names of the parts in data order. */
  readonly parts: readonly string[];
  /** Entries that were met. */
  readonly entries: number;
  /** Files among them. */
  readonly files: number;
  /** Bytes of their contents. */
  readonly bytes: number;
  /** Files that are stored again with the same content, which does no harm; `quick`: the same size. */
  readonly repeated: number;
  /** Whether the parts have the SHA-256 that the manifest gives; `none` without a manifest. */
  readonly checksums: "match" | "differ" | "none";
  /** Entries that can be read whole, before the first damage and after it. */
  readonly readable: { readonly before: number; readonly after: number };
  /** What was found, in the order of the archive: the first hundred of each severity. */
  readonly problems: readonly Problem[];
  /** How many problems were left out of the list. */
  readonly unlisted: number;
}

/** Collects what is found. */
export class ReportBuilder {
  readonly #problems = new ProblemList();
  #entries = 0;
  #files = 0;
  #bytes = 0;
  #before = 0;
  #after = 0;
  #repeated = 0;
  /** Where the first damage is. */
  #damage = Infinity;

  /** How many errors there are. */
  get errors(): number {
    return this.#problems.count("error");
  }

  /** How many entries were met. */
  get entries(): number {
    return this.#entries;
  }

  /** Notes a problem. */
  add(problem: Problem): void {
    this.#problems.add(problem);
  }

  /** Notes a problem in the course of the entries. */
  damage(problem: Problem): void {
    this.add(problem);
    if (problem.severity === "error") this.#damage = Math.min(this.#damage, problem.offset);
  }

  /** Notes an entry. */
  count({ type, size, offset }: Entry, isReadable: boolean): void {
    this.#entries++;
    if (type === "file") this.#files++;
    this.#bytes += size;
    if (!isReadable) return;
    if (offset < this.#damage) this.#before++;
    else this.#after++;
  }

  /** Notes an entry whose name and content an earlier one has as well. */
  repeat(): void {
    this.#repeated++;
  }

  /** The report. */
  finish(
    about: Pick<VerifyReport, "format" | "formatVersion" | "quick" | "parts" | "checksums">,
  ): VerifyReport {
    return {
      ok: this.errors === 0,
      ...about,
      entries: this.#entries,
      files: this.#files,
      bytes: this.#bytes,
      repeated: this.#repeated,
      readable: { before: this.#before, after: this.#after },
      problems: this.#problems.listed,
      unlisted: this.#problems.unlisted(),
    };
  }
}

/**
 * The error that a report amounts to: `archive/password` (61) or `archive/damaged` (60), naming the
 * part, the place and the entry of the first error.
 *
 * @param report what verifying found
 * @returns nothing when the archive is whole
 *
 * @example
 * ```ts
 * import { reportError, verifyArchive } from "@sitehaul/sitehaul/archive";
 *
 * const archive = "tests/archives/small-jpa-single/sample-files.jpa";
 * const error = reportError(await verifyArchive(archive));
 * if (error !== undefined) throw error;
 * ```
 */
export function reportError(report: VerifyReport): ArchiveError | undefined {
  return report.ok ? undefined : new ArchiveError(report.problems);
}
