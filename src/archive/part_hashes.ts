/** The checksums of the parts, made of what is read anyway. */
import { createHash, type Hash } from "node:crypto";
import type { PartChain } from "./part_chain.ts";

interface Progress {
  readonly hash: Hash;
  /** Bytes that the hash covers, from the start of the part. */
  next: number;
}

/** SHA-256 of each part. Reads nothing twice as long as an archive is read from start to end. */
export class PartHashes {
  readonly #parts: Progress[] = [];

  /** Takes bytes that were read; those that do not follow on, or were taken before, are left out. */
  see(part: number, offset: number, bytes: Uint8Array): void {
    const progress = this.#progress(part);
    const skip = progress.next - offset;
    if (skip < 0 || skip >= bytes.length) return;
    progress.hash.update(bytes.subarray(skip));
    progress.next = offset + bytes.length;
  }

  /**
   * Reads what is left of a part, and finishes. What comes from the disk is told to
   * {@linkcode see} by the chain, what the chain still had in memory is not: each byte counts once.
   */
  async finish(chain: PartChain, index: number): Promise<string> {
    const progress = this.#progress(index);
    const part = chain.parts[index];
    if (part !== undefined) {
      let at = progress.next;
      for await (const piece of chain.pieces(part.start + at, part.start + part.size)) {
        this.see(index, at, piece);
        at += piece.length;
      }
    }
    return progress.hash.digest("hex");
  }

  #progress(part: number): Progress {
    return this.#parts[part] ??= { hash: createHash("sha256"), next: 0 };
  }
}
