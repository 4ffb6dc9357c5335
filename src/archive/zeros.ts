/**
 * Zeros where something else should be: what is left of an archive into which two backups wrote, or
 * of one that a disk did not keep.
 */
import type { PartChain } from "./part_chain.ts";

/** Fewer zeros than this may stand for anything. */
const FEWEST = 16;

/** Finds zeros; remembers the last of them, since many entries may be lost in the same place. */
export class Zeros {
  readonly #chain: PartChain;
  #from = 0;
  #to = 0;

  constructor(chain: PartChain) {
    this.#chain = chain;
  }

  /** A message about a place, and how many zeros there are instead. */
  async explain(message: string, at: number): Promise<string> {
    if (at < this.#from || at >= this.#to) {
      this.#from = at;
      this.#to = await this.#endOf(at);
    }
    const count = this.#to - at;
    return count < FEWEST ? message : `${message}; there are ${count} zero bytes instead`;
  }

  async #endOf(from: number): Promise<number> {
    let at = from;
    for await (const piece of this.#chain.pieces(from, this.#chain.size)) {
      const end = piece.findIndex((byte) => byte !== 0);
      if (end >= 0) return at + end;
      at += piece.length;
    }
    return at;
  }
}
