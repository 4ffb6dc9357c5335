/** What verifying an archive found. */
import type { Entry } from "./entry.ts";
import { ArchiveError, type Problem } from "./problem.ts";
import { ProblemList } from "./problem_list.ts";
import type { ArchiveFormat } from "./sniff.ts";

/**
 * How much was proven of an archive. `whole`: every content was read to its end, and agrees with a
 * checksum, be it the one in the ZIP archive or that of the manifest for the part that holds it.
 * `readable`: every content was read to its end and has its size, but there was no checksum for all
 * of them; bytes may have changed unnoticed. `headers`: only headers were looked at.
 */
export type ArchiveProof = "whole" | "readable" | "headers";

/** What verifying an archive found. */
export interface VerifyReport {
  /** Whether everything can be read and agrees with what the archive says: no `error`. */
  readonly ok: boolean;
  /** How much was proven; undefined if anything is wrong, or the password is missing. */
  readonly proof: ArchiveProof | undefined;
  /** By the first bytes; undefined where they are of no archive. */
  readonly format: ArchiveFormat | undefined;
  /** Such as `1.3`; undefined for ZIP. */
  readonly formatVersion: string | undefined;
  /** Whether only headers were looked at. */
  readonly quick: boolean;
  /** The file names of the parts that are here, in data order. */
  readonly parts: readonly string[];
  /** The file names of those that are missing. */
  readonly missing: readonly string[];
  /** Entries that were met: files, folders and links. */
  readonly entries: number;
  /** Files among these entries. */
  readonly files: number;
  /** Bytes of the contents of all entries. */
  readonly bytes: number;
  /** Files that are stored again with the same content, which does no harm; `quick`: the same size. */
  readonly repeated: number;
  /** Whether the parts have the SHA-256 that the manifest gives; `none` without a manifest. */
  readonly checksums: "match" | "differ" | "none";
  /** Files and links that no checksum of the archive could be compared with: all in JPA and JPS. */
  readonly unchecked: number;
  /** Entries that can be read whole, before the first damage and after it. */
  readonly readable: { readonly before: number; readonly after: number };
  /**
   * Further entries that the archive declares and that cannot be read; undefined where the number
   * of its entries is not known, or so much is damaged that the rest was not looked at.
   */
  readonly lost: number | undefined;
  /** What was found, in the order of the archive: the first hundred of each severity. */
  readonly problems: readonly Problem[];
  /** How many problems were left out of the list. */
  readonly unlisted: number;
}

/** What a report says that is not counted. */
type About = Pick<
  VerifyReport,
  "format" | "formatVersion" | "quick" | "parts" | "missing" | "checksums"
>;

/** Collects what is found. */
export class ReportBuilder {
  readonly #problems = new ProblemList();
  #entries = 0;
  #files = 0;
  #bytes = 0;
  #before = 0;
  #after = 0;
  #repeated = 0;
  #unchecked = 0;
  /** Position of the first damage; entries before it are certain. */
  #damage = Infinity;

  /** Of the severity `error`, listed or not. */
  get errors(): number {
    return this.#problems.count("error");
  }

  /** Entries that were met so far. */
  get entries(): number {
    return this.#entries;
  }

  /** A problem that does not make the entries behind it uncertain. */
  add(problem: Problem): void {
    this.#problems.add(problem);
  }

  /** Notes a problem in the course of the entries. */
  damage(problem: Problem): void {
    this.add(problem);
    if (problem.severity === "error") this.#damage = Math.min(this.#damage, problem.offset);
  }

  /** `isReadable`: nothing that was read of it is damaged. */
  count({ type, size, offset }: Entry, isReadable: boolean): void {
    this.#entries++;
    if (type === "file") this.#files++;
    this.#bytes += size;
    if (!isReadable) return;
    if (offset < this.#damage) this.#before++;
    else this.#after++;
  }

  /** Notes a file or link whose content was read, but not compared with a checksum. */
  uncheck(): void {
    this.#unchecked++;
  }

  /** Notes an entry whose name and content an earlier one has as well. */
  repeat(): void {
    this.#repeated++;
  }

  /** The report; `declared` is the number of entries that the archive says it has. */
  finish(about: About, declared: number | undefined): VerifyReport {
    const ok = this.errors === 0;
    const readable = { before: this.#before, after: this.#after };
    const lost = ok || declared === undefined
      ? undefined
      : Math.max(0, declared - readable.before - readable.after);
    return {
      ok,
      proof: ok ? this.#proofOf(about) : undefined,
      ...about,
      entries: this.#entries,
      files: this.#files,
      bytes: this.#bytes,
      repeated: this.#repeated,
      unchecked: this.#unchecked,
      readable,
      lost,
      problems: this.#problems.listed,
      unlisted: this.#problems.unlisted(),
    };
  }

  #proofOf({ quick, checksums, format }: About): ArchiveProof {
    if (quick) return "headers";
    const isCompared = format === "zip" && this.#unchecked === 0;
    return isCompared || checksums === "match" ? "whole" : "readable";
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
 * import { verificationError, verifyArchive } from "@sitehaul/sitehaul/archive";
 *
 * const archive = "tests/archives/small-jpa-single/sample-files.jpa";
 * const error = verificationError(await verifyArchive(archive));
 * if (error !== undefined) throw error;
 * ```
 */
export function verificationError(report: VerifyReport): ArchiveError | undefined {
  return report.ok ? undefined : new ArchiveError(report.problems);
}
