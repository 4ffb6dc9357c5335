/**
 * Raw deflate, undone by the platform, never beyond the size that was declared.
 * @module
 */
import { createInflateRaw, inflateRawSync } from "node:zlib";
import type { PartChain } from "./part_chain.ts";
import type { ProblemCode } from "./problem.ts";

/** Makes the error to throw. */
export type Fail = (code: ProblemCode, message: string) => Error;

/** Up to here data is inflated at a stroke, which is ten times faster for a small file. */
const SMALL_STORED = 1 << 16;
const SMALL_SIZE = 1 << 18;

/** How much comes out of a stream at once. */
const CHUNK = 1 << 18;

/** What is to be inflated. */
export interface Deflated {
  /** How many bytes are stored. */
  readonly storedSize: number;
  /** How many bytes must come out. */
  readonly size: number;
  /** How many are enough. @default {size} */
  readonly least?: number;
}

/** Inflates the data of a chain of parts from one position to another. */
export async function* inflateRange(
  chain: PartChain,
  [from, to]: readonly [number, number],
  size: number,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, void> {
  const storedSize = to - from;
  if (!isSmall({ storedSize, size })) {
    yield* inflate(chain.pieces(from, to), { storedSize, size }, fail);
    return;
  }
  const content = inflateSmall(await chain.view(from, storedSize), { storedSize, size }, fail);
  if (content.length > 0) yield content;
}

/** Whether {@linkcode inflateSmall} may be used. */
export function isSmall({ storedSize, size }: Deflated): boolean {
  return storedSize <= SMALL_STORED && size <= SMALL_SIZE;
}

/** Inflates little data at a stroke. Takes no more memory than twice the declared size. */
export function inflateSmall(stored: Uint8Array, deflated: Deflated, fail: Fail): Uint8Array {
  const { size } = deflated;
  let used: number;
  let content: Uint8Array;
  try {
    const chunkSize = Math.max(64, size + 1);
    const options = { maxOutputLength: size + 1, chunkSize, info: true };
    const result: unknown = inflateRawSync(stored, options);
    ({ content, used } = readInfo(result));
  } catch (cause) {
    throw failure(cause, size, fail);
  }
  checkEnd(deflated, { used, got: content.length }, fail);
  return content;
}

/** With `info`, the platform returns an object that its types do not declare. */
function readInfo(result: unknown): { content: Uint8Array; used: number } {
  const { buffer, engine } = result as { buffer: Uint8Array; engine: { bytesWritten: number } };
  return { content: buffer, used: engine.bytesWritten };
}

/**
 * Inflates a stream, in constant memory. A piece is good until the next one is requested.
 */
export async function* inflate(
  stored: AsyncIterable<Uint8Array>,
  deflated: Deflated,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, void> {
  const stream = createInflateRaw({ chunkSize: CHUNK });
  const feeding = (async () => {
    for await (const piece of stored) {
      if (stream.destroyed || stream.writableEnded) return;
      await new Promise<void>((resolve, reject) => {
        stream.write(piece, (error) => error ? reject(error) : resolve());
      });
    }
    stream.end();
  })();
  feeding.catch((error) => stream.destroy(error));
  let got = 0;
  try {
    for await (const piece of stream) {
      got += piece.length;
      if (got > deflated.size) throw fail("size", tooMuch(deflated.size));
      yield piece;
      release(piece);
    }
  } catch (cause) {
    throw failure(cause, deflated.size, fail);
  } finally {
    stream.destroy();
  }
  checkEnd(deflated, { used: stream.bytesWritten, got }, fail);
}

/**
 * Gives the memory of a used piece back at once. The platform's collector waits for 64 MiB of such
 * pieces otherwise. The stream keeps filling a block that has space left, so that block is kept.
 */
function release({ buffer, byteOffset, length }: Uint8Array): void {
  const isFull = byteOffset + length === buffer.byteLength && buffer.byteLength === CHUNK;
  if (isFull && buffer instanceof ArrayBuffer) buffer.transfer?.(0);
}

function checkEnd(
  { storedSize, size, least = size }: Deflated,
  { used, got }: { used: number; got: number },
  fail: Fail,
): void {
  if (got > size) throw fail("size", tooMuch(size));
  if (got < least) throw fail("size", `inflates to ${got} bytes, but the header says ${size}`);
  if (used < storedSize) {
    throw fail("inflate", `${storedSize - used} bytes follow the end of the deflated data`);
  }
}

function tooMuch(size: number): string {
  return `inflates to more than the ${size} bytes that the header says`;
}

function failure(cause: unknown, size: number, fail: Fail): unknown {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ERR_BUFFER_TOO_LARGE") return fail("size", tooMuch(size));
  if (code === "Z_BUF_ERROR") return fail("inflate", "the deflated data ends early");
  if (code.startsWith("Z_") && cause instanceof Error) {
    return fail("inflate", `the deflated data is damaged (${cause.message})`);
  }
  return cause;
}
