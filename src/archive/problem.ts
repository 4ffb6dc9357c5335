/**
 * What can be wrong with an archive, and the error that says so.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import { quotedName } from "./spelling.ts";

/**
 * How bad it is. `error`: content is lost or in doubt. `unsafe`: the content is whole, but
 * extracting it as it says would leave the folder. `warning`: everything can be read; something is
 * odd.
 */
export type Severity = "error" | "unsafe" | "warning";

/** A stable name for one kind of problem. */
export type ProblemCode =
  | "not-an-archive"
  | "unsupported"
  | "part-missing"
  | "part-extra"
  | "part-size"
  | "part-checksum"
  | "header"
  | "directory"
  | "entry-header"
  | "entry-size"
  | "truncated"
  | "inflate"
  | "size"
  | "crc"
  | "overlap"
  | "count"
  | "total-size"
  | "end-record"
  | "trailing-data"
  | "password"
  | "duplicate"
  | "name-not-utf8"
  | "name-unsafe"
  | "names-disagree"
  | "link-unsafe"
  | "through-link"
  | "conflict"
  | "exists"
  | "limit";

/** One thing that is wrong, and where. */
export interface Problem {
  /** How bad it is. */
  readonly severity: Severity;
  /** Which kind it is. */
  readonly code: ProblemCode;
  /** What is wrong, in half a sentence, without the place. */
  readonly message: string;
  /** The file name of the part it is in. */
  readonly part: string;
  /** The path of the entry, where it can be read. */
  readonly entry?: string;
  /** Where, in bytes from the start of the parts joined in data order. */
  readonly offset: number;
  /** Where, in bytes from the start of the part. */
  readonly partOffset: number;
}

/**
 * An archive that cannot be trusted: {@linkcode SitehaulError} with everything that was found.
 */
export class ArchiveError extends SitehaulError {
  /** What was found, of a great many the first; the message speaks of the worst. */
  readonly problems: readonly Problem[];

  /**
   * Makes the error of some problems.
   *
   * @param problems what was found, at least one; the first of the worst kind makes the message
   * @param unlisted the number of further problems, not counting warnings
   */
  constructor(problems: readonly Problem[], unlisted = 0) {
    const first = worst(problems);
    const code = first?.code === "password"
      ? "archive/password"
      : first?.code === "exists"
      ? "file/write"
      : "archive/damaged";
    const more = problems.filter(({ severity }) => severity !== "warning").length - 1 + unlisted;
    const tail = more > 0 ? ` (and ${more} more)` : "";
    super(code, first === undefined ? "The archive is damaged" : describeProblem(first) + tail, {
      hint: hintFor(first),
    });
    this.problems = problems;
  }
}

/**
 * A problem as one line: part, place, entry, and what is wrong.
 *
 * @param problem the problem
 * @returns such as `site.j02, byte 17 (1867 of the whole archive), entry "a.txt": the data ends early`
 */
export function describeProblem(problem: Problem): string {
  const { part, partOffset, offset, entry, message } = problem;
  const whole = partOffset === offset ? "" : ` (${offset} of the whole archive)`;
  const name = entry === undefined ? "" : `, entry ${quotedName(entry)}`;
  return `${quotedName(part).slice(1, -1)}, byte ${partOffset}${whole}${name}: ${message}`;
}

function worst(problems: readonly Problem[]): Problem | undefined {
  const of = (severity: Severity) => problems.find((problem) => problem.severity === severity);
  return of("error") ?? of("unsafe") ?? problems[0];
}

function hintFor(problem: Problem | undefined): string {
  switch (problem?.code) {
    case "password":
      return "Use the password that the backup profile had when this backup was taken. " +
        "If it is right, the archive is damaged: delete the local copy, and download it again.";
    case "exists":
      return "Choose an empty folder, or allow files to be overwritten (--overwrite).";
    case "unsupported":
      return "The archive is not necessarily damaged: open it with the product's own tool.";
    case "part-missing":
      return "Put all parts of the archive into one folder, with the names they had on the site.";
    case "limit":
      return "If you trust this archive, raise the limit.";
    case "name-unsafe":
    case "names-disagree":
    case "link-unsafe":
    case "through-link":
    case "conflict":
      return "Everything else was kept inside the folder. Find out who made this archive " +
        "before you use it.";
    default:
      return "Download the archive again. If it is the same on the server, take a new backup.";
  }
}
