/** What went wrong so far, for the end: warnings, and failures of some of several sites. */
import type { SitehaulError } from "../../base/errors.ts";
import { counted } from "./counted.ts";
import type { Several } from "./output.ts";
import { shortName } from "./site_result.ts";

/** One of several that failed. */
export interface Failure {
  readonly name: string;
  readonly error: SitehaulError;
}

/** Counts warnings and failures. */
export class Tally {
  /** What is worked on, where it is several. */
  all: Several | undefined;
  readonly #warnings = new Map<string, number>();
  readonly #failures: Failure[] = [];

  /** A warning was shown; without a site, it is about the whole. */
  warn(site = ""): void {
    this.#warnings.set(site, this.warningsOf(site) + 1);
  }

  fail(name: string, error: SitehaulError): void {
    this.#failures.push({ name, error });
  }

  get failures(): readonly Failure[] {
    return this.#failures;
  }

  warningsOf(site: string): number {
    return this.#warnings.get(site) ?? 0;
  }

  get warnings(): number {
    return [...this.#warnings.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Such as `; 2 warnings: shop, blog`, which continues a sentence; empty without any. */
  get warned(): string {
    if (this.warnings === 0) return "";
    const names = [...this.#warnings.keys()].filter((name) => name !== "").map(shortName);
    const where = this.all === undefined || names.length === 0 ? "" : `: ${names.join(", ")}`;
    return `; ${counted(this.warnings, "warning")}${where}`;
  }

  /** Such as `1 of 3 sites failed; the others are done`. */
  get failed(): string {
    const { noun = "site", names = [] } = this.all ?? {};
    const [failed, all] = [this.#failures.length, Math.max(names.length, this.#failures.length)];
    const rest = failed === all
      ? ""
      : `; the ${all - failed === 1 ? "other is" : "others are"} done`;
    return `${failed} of ${counted(all, noun)} failed${rest}${this.warned}`;
  }
}
