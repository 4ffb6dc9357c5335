/** Raw deflate, undone by the platform, never beyond the size that was declared. */
import { constants, createInflateRaw, inflateRawSync } from "node:zlib";
import type { PartChain } from "./part_chain.ts";
import { ArchiveError } from "./problem.ts";
import type { ProblemCode } from "./problem.ts";

/** Each format has messages of its own for the same fault of the data. */
export type Fail = (code: ProblemCode, message: string) => Error;

/** Up to here data is inflated at a stroke, which is ten times faster for a small file. */
const SMALL_STORED = 1 << 16;
const SMALL_SIZE = 1 << 18;

/** How much comes out of a stream at once. */
const CHUNK = 1 << 18;

/** The sizes that the header gives, and how far to believe them. */
export interface Deflated {
  /** Compressed bytes. */
  readonly storedSize: number;
  /** How many bytes must come out. */
  readonly size: number;
  /** How many bytes are enough, where the size is not sure. @default {size} */
  readonly least?: number;
  /** Whether the data may end anywhere. @default {false} */
  readonly isCut?: boolean;
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
  const stored = await chain.view(from, storedSize);
  try {
    const content = inflateSmall(stored, { storedSize, size }, fail);
    if (content.length > 0) yield content;
  } catch (error) {
    const isDamage = error instanceof ArchiveError && error.problems[0]?.code === "inflate";
    if (isDamage) yield inflateStart(stored, size);
    throw error;
  }
}

/** Inflates what there is of data that is cut off; where it is damaged as well, what is before that. */
export async function* inflateCut(
  chain: PartChain,
  [from, to]: readonly [number, number],
  size: number,
): AsyncGenerator<Uint8Array, void, void> {
  if (isSmall({ storedSize: to - from, size })) {
    yield inflateStart(await chain.view(from, to - from), size);
    return;
  }
  const over = new Error("There is no more that can be inflated");
  const cut = { storedSize: 0, size, least: 0, isCut: true };
  try {
    yield* inflate(chain.pieces(from, to), cut, () => over);
  } catch (error) {
    if (error !== over) throw error;
  }
}

/** The content up to the first damage, looked for by halves. */
function inflateStart(stored: Uint8Array, size: number): Uint8Array {
  const options = { maxOutputLength: Math.max(1, size), finishFlush: constants.Z_SYNC_FLUSH };
  let content: Uint8Array = new Uint8Array(0);
  for (let [good, bad] = [0, stored.length + 1]; bad - good > 1;) {
    const middle = Math.floor((good + bad) / 2);
    try {
      content = inflateRawSync(stored.subarray(0, middle), options);
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return content;
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
  const flush = deflated.isCut ? { finishFlush: constants.Z_SYNC_FLUSH } : {};
  const stream = createInflateRaw({ chunkSize: CHUNK, ...flush });
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
