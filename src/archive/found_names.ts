/** Entries that were found by searching behind damage, in one extraction. */
import type { Entry } from "./entry.ts";
import type { Judgement } from "./ledger.ts";

/** What was found by searching replaces only what was found so as well. */
export class FoundNames {
  readonly #keys = new Set<number>();

  /** Whether an entry may be an older one, of which the site's own was read in order before. */
  isDoubtful({ isFound }: Entry, { key = NaN, isRepeat }: Omit<Judgement, "findings">): boolean {
    if (isFound !== true) return false;
    if (isRepeat && !this.#keys.has(key)) return true;
    this.#keys.add(key);
    return false;
  }
}
