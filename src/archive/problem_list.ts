/**
 * Problems as they are found, however many there are.
 * @module
 */
import type { Problem, Severity } from "./problem.ts";

/** How many problems of one severity are listed: a million of them must not fill the memory. */
const MOST_LISTED = 100;

/** The first problems of each severity; those that come after are only counted. */
export class ProblemList {
  /** Those that are listed, in the order in which they were found. */
  readonly listed: Problem[] = [];
  readonly #counts: Record<Severity, number> = { error: 0, unsafe: 0, warning: 0 };

  /** Notes a problem; says whether it is listed. */
  add(problem: Problem): boolean {
    const isListed = ++this.#counts[problem.severity] <= MOST_LISTED;
    if (isListed) this.listed.push(problem);
    return isListed;
  }

  /** How many there are of a severity, listed or not. */
  count(severity: Severity): number {
    return this.#counts[severity];
  }

  /** How many are not listed, of all severities or of some. */
  unlisted(severities: readonly Severity[] = ["error", "unsafe", "warning"]): number {
    return severities.reduce(
      (sum, severity) => sum + Math.max(0, this.#counts[severity] - MOST_LISTED),
      0,
    );
  }
}
