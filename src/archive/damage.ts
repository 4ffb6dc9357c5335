/** How much damage is looked at before a reader gives up. */
import type { Problem } from "./problem.ts";

/** After so much damage the rest is not looked at: finding the next entry takes time. */
export const MOST_DAMAGE = 1000;

/** Gives up on an archive before the search behind each damaged place takes hours. */
export class Damage {
  #count = 0;

  /**
   * Counts a problem if it took time to go on behind it. For an entry in a missing part nothing is
   * searched, and there may be many of them.
   */
  add({ severity, code }: Problem): void {
    if (severity === "error" && code !== "part-missing") this.#count++;
  }

  /** From {@linkcode MOST_DAMAGE} places on. */
  get isTooMuch(): boolean {
    return this.#count >= MOST_DAMAGE;
  }
}
