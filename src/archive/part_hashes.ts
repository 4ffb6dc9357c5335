/**
 * The checksums of the parts, made of what is read anyway.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import type { PartChain } from "./part_chain.ts";

interface Progress {
  readonly hash: Hash;
  /** Up to where the hash has got. */
  next: number;
}

/** SHA-256 of each part. Reads nothing twice as long as an archive is read from start to end. */
export class PartHashes {
  readonly #parts: Progress[] = [];

  /** Takes bytes that were read; those that do not follow on are left for later. */
  see(part: number, offset: number, bytes: Uint8Array): void {
    const progress = this.#progress(part);
    const skip = progress.next - offset;
    if (skip < 0 || skip >= bytes.length) return;
    progress.hash.update(bytes.subarray(skip));
    progress.next = offset + bytes.length;
  }

  /** Reads what is left of a part, of which {@linkcode see} must be told, and finishes. */
  async finish(chain: PartChain, index: number): Promise<string> {
    const progress = this.#progress(index);
    const part = chain.parts[index];
    if (part !== undefined) {
      const rest = chain.pieces(part.start + progress.next, part.start + part.size);
      for await (const piece of rest) if (piece.length === 0) break;
    }
    return progress.hash.digest("hex");
  }

  #progress(part: number): Progress {
    return this.#parts[part] ??= { hash: createHash("sha256"), next: 0 };
  }
}
