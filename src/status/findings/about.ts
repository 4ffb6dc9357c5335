/** What findings are made from. */
import type { Product } from "../../product/product_contract.ts";
import type { MatchedSite } from "../match_sites.ts";
import type { Finding } from "../status.ts";

/** What is true for all sites. */
export interface Around {
  /** ms since 1970. */
  readonly now: number;
  readonly products: readonly Product[];
  /** For each product, by its id, the newest version that any site knows of. */
  readonly newest: ReadonlyMap<string, string>;
  /** Whether the clock of this computer was set back: then no age is true. */
  readonly isClockBack: boolean;
}

/** What one site is judged by. */
export interface About extends MatchedSite {
  /** How old its last good backup is; `undefined` without one, or without a clock. */
  readonly ageMs: number | undefined;
  /** Whether that is as new as expected; `undefined` where nothing is expected. */
  readonly isFresh: boolean | undefined;
}

/** Finds what is worth being said about one matter. */
export type Finder = (about: About, around: Around) => readonly Finding[];

/**
 * How bad it is that the last backup was no good one. As long as a good one is as new as expected, nothing is
 * lost; where nothing is expected, nothing else would ever tell.
 */
export function unlessFresh(isFresh: boolean | undefined): "warning" | "failed" {
  return isFresh === true ? "warning" : "failed";
}
