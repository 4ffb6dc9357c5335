/** The body of an answer in large blocks, read while the one before is worked on. */
import { byobReaderOf } from "../base/byob_reader.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Large enough to make the work per block negligible, and small enough to save memory. */
const BLOCK_BYTES = 256 * 1024;

/** What a single read may bring. */
const READ_BYTES = 128 * 1024;

/** What has been read, and why there is no more, if so. */
interface Filled {
  readonly bytes: Bytes;
  readonly isLast: boolean;
  readonly error?: unknown;
}

/**
 * The bytes of a body in blocks of 256 KiB, where the stream fills memory that it is given; in pieces
 * as they come where not. There are two blocks, and while one is in use the other is filled, so a
 * block holds only until the next one is requested. What came before an error is given before it is
 * thrown. Leaving early closes the body.
 */
export async function* readBlocks(body: ReadableStream<Bytes>): AsyncGenerator<Bytes, void, void> {
  const reader = byobReaderOf(body);
  if (reader === undefined) return yield* body;
  const filler = new Filler(reader);
  let next = filler.fill(new Uint8Array(BLOCK_BYTES));
  // Made when there is a second block: most archives of a fleet are small.
  let spare: Bytes | undefined;
  try {
    while (true) {
      const { bytes, isLast, error } = await next;
      if (!isLast) next = filler.fill(spare ?? new Uint8Array(BLOCK_BYTES));
      if (bytes.byteLength > 0) yield bytes;
      if (error !== undefined) throw error;
      if (isLast) return;
      spare = bytes;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Fills blocks from a reader, by way of a small piece of memory: a read that fails keeps its own. */
class Filler {
  readonly #reader: ReadableStreamBYOBReader;
  #memory = new ArrayBuffer(READ_BYTES);

  constructor(reader: ReadableStreamBYOBReader) {
    this.#reader = reader;
  }

  /** Never throws: an error is handled in its turn. */
  async fill(block: Bytes): Promise<Filled> {
    let filled = 0;
    try {
      while (filled < block.byteLength) {
        const room = Math.min(READ_BYTES, block.byteLength - filled);
        const { done, value } = await this.#reader.read(new Uint8Array(this.#memory, 0, room));
        if (done) return { bytes: block.subarray(0, filled), isLast: true };
        block.set(value, filled);
        filled += value.byteLength;
        this.#memory = value.buffer;
      }
      return { bytes: block, isLast: false };
    } catch (error) {
      return { bytes: block.subarray(0, filled), isLast: true, error };
    }
  }
}
