/** What can be wrong with an archive, and the error that says so. */
import { type ErrorCode, SitehaulError } from "../base/errors.ts";
import { PROBLEM_ADVICE } from "./problem_advice.ts";
import type { ProblemCode } from "./problem_code.ts";
import { quotedName } from "./spelling.ts";

export type { ProblemCode } from "./problem_code.ts";

/**
 * How bad it is. `error`: content is lost or in doubt. `unsafe`: the content is whole, but is not
 * extracted as the archive has it: that would leave the folder, or this system cannot do it.
 * `warning`: everything can be read; something is odd.
 */
export type Severity = "error" | "unsafe" | "warning";

/** One thing that is wrong, and where. */
export interface Problem {
  /** What it means for the content: lost, left out, or merely odd. */
  readonly severity: Severity;
  /** Its kind, by which programs tell problems apart. */
  readonly code: ProblemCode;
  /** What is wrong, in half a sentence, without the place. */
  readonly message: string;
  /** The file name of the part in which the offset is. */
  readonly part: string;
  /** The path of the entry, where it can be read. */
  readonly entry?: string;
  /** Where, in bytes from the start of the parts joined in data order. */
  readonly offset: number;
  /** Where, in bytes from the start of the part. */
  readonly partOffset: number;
}

/**
 * What is wrong with an archive, or with extracting it: {@linkcode SitehaulError} with everything
 * that was found. Its `code` is that of the worst problem.
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
    const { error, hint } = PROBLEM_ADVICE[first?.code ?? "header"];
    const more = problems.filter(({ severity }) => severity !== "warning").length - 1 + unlisted;
    const tail = more > 0 ? ` (and ${more} more)` : "";
    const message = first === undefined ? "The archive is damaged" : describeProblem(first) + tail;
    super(error, message, { hint });
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

/** Which kind of failure matters most; what comes first wins a tie. */
const ORDER: readonly ErrorCode[] = [
  "archive/password",
  "archive/damaged",
  "file/write",
  "archive/unsafe",
  "archive/left-out",
];

function worst(problems: readonly Problem[]): Problem | undefined {
  const failures = problems.filter(({ severity }) => severity !== "warning");
  const rank = ({ code }: Problem) => ORDER.indexOf(PROBLEM_ADVICE[code].error);
  return failures.toSorted((a, b) => rank(a) - rank(b))[0] ?? problems[0];
}
