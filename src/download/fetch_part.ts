/**
 * The bytes of one part, whole or by segments.
 * @module
 */
import { Buffer } from "node:buffer";
import { isSitehaulError, SitehaulError } from "../errors.ts";
import type { Part } from "../replies.ts";
import type { Caller } from "../connection/caller.ts";

/** A part of a backup record. */
export interface PartOf {
  /** The number of the record. */
  readonly id: number;
  /** The part. */
  readonly part: Part;
}

/**
 * Asks for the whole file. A refusal comes with HTTP 200 and a JSON body that a careless client
 * would store as the archive (observed: all versions): type and length are checked first.
 *
 * @throws {SitehaulError} the site's refusal, or `download/failed`
 */
export async function fetchWhole(
  caller: Caller,
  { id, part }: PartOf,
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const response = await caller.open("downloadDirect", { id, part: part.part }, { signal });
  const length = response.headers.get("content-length");
  const isText = /^(application\/json|text\/)/i.test(response.headers.get("content-type") ?? "");
  const wrongLength = length !== null && Number(length) !== part.size;
  if (response.status === 200 && response.body !== null && !isText && !wrongLength) {
    return response.body;
  }
  if (isText || response.status !== 200) throw await refusal(caller, response, { id, part });
  await response.body?.cancel();
  throw new SitehaulError(
    "download/failed",
    `Cannot fetch ${part.name}: the site announces ${length} bytes, its record says ${part.size}`,
    { hint: "The files may have changed on the server. Look at the backup record again." },
  );
}

async function refusal(
  caller: Caller,
  response: Response,
  { id, part }: PartOf,
): Promise<SitehaulError> {
  const { status } = response;
  const error = await caller.refusalIn(response, "downloadDirect");
  if (error.code.startsWith("auth/") || error.code.startsWith("network/")) return error;
  // Only the reason phrase would tell, and proxies and HTTP/2 drop it.
  return new SitehaulError(
    "download/failed",
    `Cannot fetch ${part.name} of backup ${id}: the site answers HTTP ${status} instead of the file`,
    { hint: "Look at the backup record again, or try --mode chunk.", cause: error },
  );
}

/**
 * Asks for segment after segment. A segment holds at most 1 MiB, or 1,048,756 bytes on old versions
 * (observed: 1.3.4 for WordPress): what comes is appended, and the end is the size of the record.
 */
export async function* fetchSegments(
  caller: Caller,
  { id, part }: PartOf,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  for (let segment = 1; received < part.size; segment++) {
    const bytes = await fetchSegment(caller, { id, part }, segment, signal);
    if (bytes.byteLength === 0) return;
    received += bytes.byteLength;
    yield bytes;
  }
}

async function fetchSegment(
  caller: Caller,
  { id, part }: PartOf,
  segment: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  try {
    const text = await caller.send("download", { id, part: part.part, segment }, { signal });
    if (/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return Buffer.from(text, "base64");
  } catch (error) {
    if (isSitehaulError(error, "download/no-such-part") && segment > 1) return new Uint8Array();
    throw error;
  }
  throw new SitehaulError("reply/shape", `Segment ${segment} of ${part.name} is no base64`, {
    hint: "Something changed the answer on its way. Try --mode http.",
  });
}
