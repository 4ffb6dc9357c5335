/** One part: whole, by segments, or whole first and by segments from where that broke off. */
import { type ErrorCode, isSitehaulError, type SitehaulError } from "../base/errors.ts";
import type { Sleep } from "../transport/transport.ts";
import { fetchDirect } from "./direct.ts";
import { MAX_UNSYNCED_BYTES, type PartFile } from "./part_file.ts";
import { fetchPatiently, fetchSegments, release } from "./segments.ts";
import type { PartSource } from "./source.ts";
import { fetchRest, isAltered, StrangeBeginning, TooLong, type WholeFiles } from "./whole_file.ts";

/**
 * How the bytes are requested: `http` takes whole files, `chunk` segments of 1 MiB in base64, `auto`
 * starts with the first and continues with the second when it breaks, or when whole files arrive
 * altered.
 */
export type DownloadMode = "auto" | "http" | "chunk";

/** How to request the bytes, and how often to write down how far they are. */
export interface FetchOptions {
  /** How the bytes are requested. */
  readonly mode: DownloadMode;
  /** How many segments are requested at the same time. */
  readonly connections: number;
  /** Bytes that may have to be fetched again after a crash, if the server can resume. */
  readonly maxRefetchBytes: number;
  /** What is known of the site's whole files; `auto` adds to it. */
  readonly wholeFiles: WholeFiles;
  /** Waits before something is requested again. */
  readonly sleep: Sleep;
}

/** Number of bytes there are so far; or why whole files of the site are not believed any more. */
export type Received = number | { readonly doubt: string };

/** Full segments have this size, or 1,048,756 bytes up to level 330 (observed: 1.3.4, WordPress). */
const SEGMENT_SIZES: readonly number[] = [1_048_576, 1_048_756];

/** No full segment has fewer bytes. */
export const SMALLEST_SEGMENT: number = Math.min(...SEGMENT_SIZES);

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
 * @returns a generator of the number of bytes there are so far, and of a doubt
 */
export async function* fetchPart(
  source: PartSource,
  file: PartFile,
  options: FetchOptions,
): AsyncGenerator<Received, void, void> {
  // A whole file has to be fetched from the beginning in any case, but for a few servers.
  file.mostUnnoted = options.mode === "http" ? MAX_UNSYNCED_BYTES : options.maxRefetchBytes;
  if (options.mode === "http") yield* fetchByHttp(source, file, options);
  else if (options.mode === "chunk") yield* fetchByChunks(source, file, options);
  else yield* fetchWholeThenChunks(source, file, options);
}

async function* fetchWholeThenChunks(
  source: PartSource,
  file: PartFile,
  options: FetchOptions,
): AsyncGenerator<Received, void, void> {
  let failure: unknown;
  try {
    if (yield* fetchIfBelieved(source, file, options)) return;
  } catch (error) {
    if (!mayGoOn(error, source)) throw error;
    failure = error;
  }
  yield* fetchByChunks(source, file, options);
  const isWhole = file.bytes === source.part.size;
  if (isWhole && failure instanceof TooLong) yield* noteAltered(failure.message, file, options);
}

/**
 * The whole file, as long as whole files of the site are believed. What begins like no file is compared
 * with the first segment, and given up if that begins otherwise. The result is `false` if segments
 * are to be requested.
 */
async function* fetchIfBelieved(
  source: PartSource,
  file: PartFile,
  options: FetchOptions,
): AsyncGenerator<Received, boolean, void> {
  if (!options.wholeFiles.areBelieved) {
    if (file.facts.hasWhole) await file.truncate(0);
    return false;
  }
  try {
    return yield* fetchRest(source, file, { mayRestart: false, mustLookRight: true });
  } catch (error) {
    if (!(error instanceof StrangeBeginning)) throw error;
    if (!await isAltered(error, () => fetchPatiently(source, 1))) {
      return yield* fetchRest(source, file, { mayRestart: false });
    }
    yield* noteAltered(error.message, file, options);
    return false;
  }
}

/** Segments have proven that a whole file was altered: no other one is believed from now on. */
function* noteAltered(
  reason: string,
  file: PartFile,
  { wholeFiles }: FetchOptions,
): Generator<Received, void, void> {
  file.learn({ altered: reason });
  wholeFiles.areBelieved = false;
  if (wholeFiles.altered !== undefined) return;
  wholeFiles.altered = reason;
  yield { doubt: reason };
}

/** Asks again for what is missing when an answer breaks off; before one comes, as long as it takes. */
async function* fetchByHttp(
  source: PartSource,
  file: PartFile,
  { sleep }: FetchOptions,
): AsyncGenerator<Received, void, void> {
  const { caller, signal } = source;
  for (let attempt = 1;; attempt++) {
    let hasCome = false;
    const open = async (from: number) => {
      const ask = (options: { readonly retry: boolean }) => fetchDirect(source, from, options);
      const bytes = await caller.outlast(ask, { signal });
      hasCome = true;
      return bytes;
    };
    try {
      yield* fetchRest(source, file, { mayRestart: true, open });
      return;
    } catch (error) {
      const mayAsk = hasCome && mayGoOn(error, source) && !error.isPermanent;
      if (!mayAsk || attempt >= DIRECT_ATTEMPTS) throw error;
      await sleep(500 * 2 ** attempt, signal);
    }
  }
}

function mayGoOn(error: unknown, { signal }: PartSource): error is SitehaulError {
  return isSitehaulError(error) && !FINAL.has(error.code) && signal?.aborted !== true;
}

async function* fetchByChunks(
  source: PartSource,
  file: PartFile,
  { connections }: FetchOptions,
): AsyncGenerator<Received, void, void> {
  const first = await alignToSegment(source, file);
  yield file.bytes;
  if (file.bytes === source.part.size) return;
  // Where the size is unknown, the site tells when there is no more.
  const last = Math.ceil((source.part.size ?? Infinity) / SMALLEST_SEGMENT);
  for await (const bytes of fetchSegments(source, { first, last, connections })) {
    if (first === 1 && file.bytes === 0) file.learn({ segmentSize: bytes.byteLength });
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
  const known = file.facts.segmentSize;
  for (const guess of known === undefined ? SEGMENT_SIZES : [known]) {
    const whole = Math.floor(file.bytes / guess);
    if (whole === 0) continue;
    if (known === undefined && !await isSegmentSize(source, whole + 1, guess)) continue;
    await file.truncate(whole * guess);
    file.learn({ segmentSize: guess });
    return whole + 1;
  }
  await file.truncate(0);
  return 1;
}

/**
 * Whether full segments are as long as guessed: then one of them has the length that it must have if all
 * before it are. Where the size is unknown, the first one tells.
 */
async function isSegmentSize(
  source: PartSource,
  segment: number,
  guess: number,
): Promise<boolean> {
  const { size } = source.part;
  const bytes = await fetchPatiently(source, size === undefined ? 1 : segment);
  const length = size === undefined ? guess : Math.min(guess, size - (segment - 1) * guess);
  return bytes.byteLength === length;
}
