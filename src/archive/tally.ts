/** What a walk has met so far. */
import type { Entry } from "./entry.ts";
import { quotedName } from "./spelling.ts";

/** Sums to compare with what an archive says of itself. */
export class Tally {
  /** How many entries, with folders and links. */
  entries = 0;
  /** Bytes of their contents. */
  size = 0;
  /** Bytes of their stored data. */
  storedSize = 0;
  /** Whether something was left out, so that the sums cannot agree. */
  isBroken = false;
  #last: string | undefined;

  /** Adds an entry to the sums, and remembers it as the last one. */
  add({ path, size, storedSize }: Entry): void {
    this.entries++;
    this.size += size;
    this.storedSize += storedSize;
    this.#last = path;
  }

  /** The position of damage whose entry is unknown: after which entry it is. */
  after({ entry }: { readonly entry?: string }): string {
    if (entry !== undefined || this.#last === undefined) return "";
    return `, after the entry ${quotedName(this.#last)}`;
  }
}
