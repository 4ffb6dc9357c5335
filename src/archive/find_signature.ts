/** Looking for the next place that makes sense, after damage. */
import { Buffer } from "node:buffer";
import type { PartChain } from "./part_chain.ts";

/** How much is looked through at once. */
const BLOCK = 1 << 20;

/** How many places are tried: data that is full of signatures must not take for ever. */
const MOST_PLACES = 1_000_000;

/**
 * The next place where some bytes stand and where a test agrees.
 *
 * @param from where to begin
 * @param test looks at what follows the signature
 */
export async function findSignature(
  chain: PartChain,
  from: number,
  signature: Uint8Array,
  test: (place: number) => Promise<boolean>,
): Promise<number | undefined> {
  const overlap = signature.length - 1;
  let places = 0;
  for (let start = from; start + signature.length <= chain.size; start += BLOCK - overlap) {
    const view = await chain.view(start, BLOCK);
    const block = Buffer.from(view.buffer, view.byteOffset, view.length);
    for (let at = block.indexOf(signature); at >= 0; at = block.indexOf(signature, at + 1)) {
      if (++places > MOST_PLACES) return undefined;
      if (await test(start + at)) return start + at;
    }
  }
  return undefined;
}
