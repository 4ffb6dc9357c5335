/** Problems as they are found, however many there are. */
import type { Problem, Severity } from "./problem.ts";

/** How many problems of one severity are listed: a million of them must not fill the memory. */
const MOST_LISTED = 100;

/** The first problems of each severity; those that come after are only counted. */
export class ProblemList {
  /** Those that are listed, in the order in which they were found. */
  readonly listed: Problem[] = [];
  readonly #counts: Record<Severity, number> = { error: 0, unsafe: 0, warning: 0 };

  /** Only the first of each severity are listed: `true` for these. */
  add(problem: Problem): boolean {
    const isListed = ++this.#counts[problem.severity] <= MOST_LISTED;
    if (isListed) this.listed.push(problem);
    return isListed;
  }

  /** Those that are not listed count, too. */
  count(severity: Severity): number {
    return this.#counts[severity];
  }

  /** By how many the list falls short. */
  unlisted(severities: readonly Severity[] = ["error", "unsafe", "warning"]): number {
    return severities.reduce(
      (sum, severity) => sum + Math.max(0, this.#counts[severity] - MOST_LISTED),
      0,
    );
  }
}
