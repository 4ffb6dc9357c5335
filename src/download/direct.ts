/**
 * A part as one answer, by downloadDirect.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import type { PartSource } from "./source.ts";

/** What came: bytes, and where in the part they begin. */
export interface DirectBytes {
  /** The bytes, to be read or cancelled. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Where in the part they begin: 0, or what was asked for where the server can do that. */
  readonly from: number;
}

/**
 * Asks for a part, from some byte on. The rest alone comes only where the server really answers 206:
 * all announce that they can, and then send the whole file (observed: all versions). A refusal comes
 * with HTTP 200 and a JSON body that a careless client stores as the archive: type and length are
 * checked before anything is kept.
 *
 * @throws {SitehaulError} the site's refusal, or `download/failed`
 */
export async function fetchDirect(source: PartSource, from: number): Promise<DirectBytes> {
  const { caller, id, part, signal } = source;
  const headers = from > 0 ? { range: `bytes=${from}-` } : undefined;
  const response = await caller.open("downloadDirect", { id, part: part.part }, {
    signal,
    headers,
  });
  const start = startOf(response, from, part.size);
  if (start === undefined) throw await refusal(source, response);
  const announced = response.headers.get("content-length");
  if (response.body !== null && (announced === null || Number(announced) === part.size - start)) {
    return { body: response.body, from: start };
  }
  await response.body?.cancel();
  throw new SitehaulError(
    "download/failed",
    `Cannot fetch ${part.name}: the site announces ${announced ?? "no"} bytes, its record says ` +
      `${part.size - start}`,
    { hint: "The files may have changed on the server. Look at the backup record again." },
  );
}

/** Where the answer begins; `undefined` when it is no part of the file. */
function startOf(response: Response, from: number, size: number): number | undefined {
  if (/^(application\/json|text\/)/i.test(response.headers.get("content-type") ?? "")) {
    return undefined;
  }
  if (response.status === 200) return 0;
  const range = response.headers.get("content-range");
  return response.status === 206 && range === `bytes ${from}-${size - 1}/${size}`
    ? from
    : undefined;
}

async function refusal(
  { caller, id, part }: PartSource,
  response: Response,
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
