/** What keeps a whole prune from being carried out, however right each decision is. */
import { medianOf } from "../base/median.ts";

/** What is known of the clocks. */
export interface Clocks {
  /** ms since 1970, by this computer. */
  readonly now: number;
  /** When the newest run that is known began. */
  readonly newestRun: number | undefined;
  /** How far the sites' clocks are ahead of this one, ms. */
  readonly aheadMs: readonly number[];
}

/** How far this clock may be from those of the sites, ms. */
const MOST_APART_MS = 6 * 3_600_000;

/** How far a run may lie in the future before the clock is not believed, ms. */
const MOST_BACK_MS = 5 * 60_000;

/** Why this computer's clock is not believed, in half a sentence; nothing if it is. */
export function clockFault({ now, newestRun, aheadMs }: Clocks): string | undefined {
  if (newestRun !== undefined && newestRun > now + MOST_BACK_MS) {
    return "this computer's clock is earlier than the newest run";
  }
  const ahead = medianOf(aheadMs);
  if (ahead === undefined || Math.abs(ahead) <= MOST_APART_MS) return undefined;
  return `this computer's clock is ${Math.round(Math.abs(ahead) / 3_600_000)} h ${
    ahead > 0 ? "behind" : "ahead of"
  } those of the sites`;
}

/** Whether so much at once is rather a mistake: more than half of the copies of a site. */
export function isTooMuch(removed: number, all: number): boolean {
  return removed * 2 > all;
}
