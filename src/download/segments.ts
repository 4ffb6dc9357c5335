/** A part in segments of about 1 MiB, by download. */
import { isSitehaulError } from "../base/errors.ts";
import type { PartSource } from "./source.ts";

/** Which segments of a part to request, and how many at once. */
export interface SegmentOptions {
  /** Counts from 1. */
  readonly first: number;
  /** This one included; the part may end before. */
  readonly last: number;
  /** Number of concurrent requests. */
  readonly connections: number;
}

/** A smaller buffer may be part of the platform's pool, and is not worth reusing. */
const WORTH_RELEASING = 256 * 1024;

/**
 * The segments of a part in their order, from one on until nothing more comes. Several may be under
 * way; when the server pushes back, one at a time is enough.
 */
export async function* fetchSegments(
  source: PartSource,
  options: SegmentOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const queue: Promise<Uint8Array>[] = [];
  let next = options.first;
  let connections = options.connections;
  const slower = () => {
    connections = 1;
  };
  try {
    while (true) {
      while (queue.length < connections && next <= options.last) {
        const segment = fetchPatiently(source, next, slower);
        // It is handled in its turn; until then its failure must not count as unhandled.
        segment.catch(() => {});
        queue.push(segment);
        next += 1;
      }
      const bytes = await queue.shift();
      if (bytes === undefined || bytes.byteLength === 0) return;
      yield bytes;
    }
  } finally {
    await Promise.allSettled(queue);
  }
}

/**
 * One segment, also from a site that is blocked or away for a while.
 *
 * @param onTrouble called when something is in the way
 */
export async function fetchPatiently(
  source: PartSource,
  segment: number,
  onTrouble: () => void = () => {},
): Promise<Uint8Array> {
  const { caller, signal } = source;
  return await caller.outlast(async ({ retry }) => {
    try {
      return await fetchSegment(source, segment, { retry });
    } catch (error) {
      onTrouble();
      throw error;
    }
  }, { signal });
}

/**
 * One segment. Behind the last one there is nothing: status 404, or once an empty text where the
 * size is an exact multiple (observed: all versions).
 *
 * @throws {SitehaulError} `download/no-such-part` when there is not even a first one
 */
async function fetchSegment(
  { caller, id, part, signal }: PartSource,
  segment: number,
  { retry }: { readonly retry: boolean },
): Promise<Uint8Array> {
  try {
    return await caller.segment({ id, part: part.part, segment }, { signal, retry });
  } catch (error) {
    if (segment > 1 && isSitehaulError(error, "download/no-such-part")) return new Uint8Array();
    throw error;
  }
}

/**
 * Gives the memory of a segment back at once. Left to be collected, segments pile up to 64 MiB:
 * that is how much V8 waits for when hardly anything else is made.
 */
export function release({ buffer }: Uint8Array): void {
  // Not in every runtime; where it is missing, it is collected some time.
  if (buffer.byteLength < WORTH_RELEASING || !("transfer" in buffer)) return;
  (buffer as { transfer(length: number): unknown }).transfer(0);
}
