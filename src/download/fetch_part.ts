/**
 * One part: whole, by segments, or whole first and by segments from where that broke off.
 * @module
 */
import { type ErrorCode, isSitehaulError, SitehaulError } from "../errors.ts";
import type { Sleep } from "../transport/transport.ts";
import { fetchDirect } from "./direct.ts";
import { LOOSE_SYNC, type PartFile, tightSync } from "./part_file.ts";
import { readBlocks } from "./read_blocks.ts";
import { fetchSegment, fetchSegments, release } from "./segments.ts";
import type { PartSource } from "./source.ts";

/**
 * How the bytes are requested: `http` takes whole files, `chunk` segments of 1 MiB in base64, `auto`
 * starts with the first and continues with the second when it breaks.
 */
export type DownloadMode = "auto" | "http" | "chunk";

/** How to fetch a part. */
export interface FetchOptions {
  /** How the bytes are requested. */
  readonly mode: DownloadMode;
  /** How many segments are requested at the same time. */
  readonly connections: number;
  /** Bytes that may have to be fetched again after a crash, if the server can resume. */
  readonly maxRefetchBytes: number;
  /** Waits before something is requested again. */
  readonly sleep: Sleep;
}

/** Full segments have this size, or 1,048,756 bytes up to level 330 (observed: 1.3.4, WordPress). */
const SEGMENT_SIZES: readonly number[] = [1_048_576, 1_048_756];

const SMALLEST_SEGMENT = Math.min(...SEGMENT_SIZES);

/** Progress passes through every layer, so it is not reported for each chunk. */
const TELL_EVERY_BYTES = 512 * 1024;

/** Attempts to fetch a whole file in `http` mode. */
const DIRECT_ATTEMPTS = 3;

/** After these, asking in another way would end the same. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "auth/denied",
  "auth/disabled",
  "auth/forbidden",
  "backup/not-found",
  "download/no-such-part",
  "file/write",
  "interrupted",
]);

/**
 * Fetches what is missing of a part.
 *
 * @returns a generator of the number of bytes there are so far
 */
export async function* fetchPart(
  source: PartSource,
  file: PartFile,
  options: FetchOptions,
): AsyncGenerator<number, void, void> {
  file.syncPolicy = options.mode === "http" ? LOOSE_SYNC : tightSync(options.maxRefetchBytes);
  if (options.mode === "http") yield* fetchByHttp(source, file, options);
  else if (options.mode === "chunk") yield* fetchByChunks(source, file, options);
  else yield* fetchWholeThenChunks(source, file, options);
}

async function* fetchWholeThenChunks(
  source: PartSource,
  file: PartFile,
  options: FetchOptions,
): AsyncGenerator<number, void, void> {
  try {
    if (yield* fetchRest(source, file, { mayRestart: false })) return;
  } catch (error) {
    if (!mayGoOn(error, source)) throw error;
  }
  yield* fetchByChunks(source, file, options);
}

async function* fetchByHttp(
  source: PartSource,
  file: PartFile,
  { sleep }: FetchOptions,
): AsyncGenerator<number, void, void> {
  for (let attempt = 1;; attempt++) {
    try {
      yield* fetchRest(source, file, { mayRestart: true });
      return;
    } catch (error) {
      const again = mayGoOn(error, source) && !error.isPermanent && attempt < DIRECT_ATTEMPTS;
      if (!again) throw error;
      await sleep(500 * 2 ** attempt, source.signal);
    }
  }
}

/**
 * Asks for all that is missing. A server that cannot begin in the middle sends the part from its
 * beginning: then what is there is given up if that is allowed; else the result is `false`.
 */
async function* fetchRest(
  source: PartSource,
  file: PartFile,
  { mayRestart }: { readonly mayRestart: boolean },
): AsyncGenerator<number, boolean, void> {
  if (file.bytes === source.part.size) return true;
  const { body, from, isNamed } = await fetchDirect(source, file.bytes);
  if (from !== file.bytes && !mayRestart) {
    await body.cancel().catch(() => {});
    return false;
  }
  try {
    // What is there is of no use when the server begins elsewhere.
    if (from !== file.bytes) await file.truncate(from);
    let told = file.bytes;
    for await (const piece of readBlocks(body)) {
      await file.append(piece);
      if (file.bytes - told < TELL_EVERY_BYTES) continue;
      told = file.bytes;
      yield told;
    }
    if (file.bytes < source.part.size) throw endedEarly(source, file);
    return true;
  } finally {
    // Fails once somebody has begun to read, which closes it as well.
    await body.cancel().catch(() => {});
    // It may have been anything, such as a page without a type: nothing is built on top of that.
    if (!isNamed && file.bytes < source.part.size) await file.truncate(from);
  }
}

/** Where the answer did not say how long it is, its end looks like the end of the file. */
function endedEarly({ part: { name, size } }: PartSource, { bytes }: PartFile): SitehaulError {
  return new SitehaulError("network/reset", `${name} ended after ${bytes} of ${size} bytes`, {
    hint: "The server, or something in front of it, cuts long replies short: try --mode chunk.",
  });
}

function mayGoOn(error: unknown, { signal }: PartSource): error is SitehaulError {
  return isSitehaulError(error) && !FINAL.has(error.code) && signal?.aborted !== true;
}

async function* fetchByChunks(
  source: PartSource,
  file: PartFile,
  { connections, sleep }: FetchOptions,
): AsyncGenerator<number, void, void> {
  const first = await alignToSegment(source, file);
  yield file.bytes;
  if (file.bytes === source.part.size) return;
  const last = Math.ceil(source.part.size / SMALLEST_SEGMENT);
  for await (const bytes of fetchSegments(source, { first, last, connections, sleep })) {
    if (first === 1 && file.bytes === 0) file.segmentSize = bytes.byteLength;
    await file.append(bytes);
    release(bytes);
    yield file.bytes;
    if (file.bytes === source.part.size) return;
  }
}

/**
 * Goes back to the last whole segment, and returns the number of the next one. How long a segment is
 * on this server is learned from one of them: a full one has one of two sizes, and the last one must
 * end where the part ends.
 */
async function alignToSegment(source: PartSource, file: PartFile): Promise<number> {
  const { size } = source.part;
  if (file.bytes === 0 || file.bytes === size) return 1;
  const known = file.segmentSize;
  for (const guess of known === undefined ? SEGMENT_SIZES : [known]) {
    const whole = Math.floor(file.bytes / guess);
    if (whole === 0) continue;
    if (known === undefined && !await endsAsGuessed(source, whole + 1, guess)) continue;
    await file.truncate(whole * guess);
    file.segmentSize = guess;
    return whole + 1;
  }
  await file.truncate(0);
  return 1;
}

/** Whether a segment has the length that it must have if all before it are as long as guessed. */
async function endsAsGuessed(
  source: PartSource,
  segment: number,
  guess: number,
): Promise<boolean> {
  const bytes = await fetchSegment(source, segment);
  return bytes.byteLength === Math.min(guess, source.part.size - (segment - 1) * guess);
}
