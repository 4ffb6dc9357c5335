/** A part as one answer, by downloadDirect. */
import { AnswerError } from "../protocol/answer_error.ts";
import { isTemporary } from "../connection/temporary.ts";
import { SitehaulError } from "../base/errors.ts";
import type { PartSource } from "./source.ts";

/** What came: bytes, and where in the part they begin. */
export interface DirectBytes {
  /** The bytes, to be read or cancelled. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Where in the part they begin: 0, or the requested place where the server can begin there. */
  readonly from: number;
  /** Whether the answer says that it is that part, by its length or by its name. */
  readonly isNamed: boolean;
  /** Where they end, as the size or the answer's length tells; `undefined` if neither does. */
  readonly end: number | undefined;
}

/**
 * Asks for a part, from some byte on. The rest alone comes only where the server really answers 206:
 * all announce that they can, and then send the whole file (observed: all versions). A refusal comes
 * with HTTP 200 and a JSON body that a careless client stores as the archive: type and length are
 * checked before anything is kept. So is the name: the number of a part is its place among the files
 * that exist now, and another part may have the same length.
 *
 * @throws {SitehaulError} the site's refusal, `download/failed`, or `download/no-such-part` when it is
 * another part
 */
export async function fetchDirect(
  source: PartSource,
  from: number,
  { retry = true }: { readonly retry?: boolean } = {},
): Promise<DirectBytes> {
  const { caller, id, part, signal } = source;
  const headers = from > 0 ? { range: `bytes=${from}-` } : undefined;
  const options = { signal, headers, retry };
  const response = await caller.open("downloadDirect", { id, part: part.part }, options);
  const start = startOf(response, from, part.size);
  if (start === undefined) throw await refusal(source, response);
  const sent = sentName(response);
  if (sent !== undefined && !isSameName(sent, part.name)) {
    await response.body?.cancel();
    throw otherPart(source, sent);
  }
  const length = lengthOf(response);
  if (response.body === null || !isPlausible(length, part.size, start)) {
    await response.body?.cancel();
    throw otherLength(source, length, start);
  }
  const end = part.size ?? (length === undefined ? undefined : start + length);
  const isNamed = length !== undefined || sent !== undefined;
  return { body: response.body, from: start, isNamed, end };
}

function lengthOf({ headers }: Response): number | undefined {
  const announced = headers.get("content-length");
  return announced === null ? undefined : Number(announced);
}

/** An answer that does not say how long it is may be anything; no part is empty. */
function isPlausible(
  length: number | undefined,
  size: number | undefined,
  start: number,
): boolean {
  if (length === undefined) return true;
  return size === undefined ? length > 0 : length === size - start;
}

function otherLength(
  { part: { name, size } }: PartSource,
  length: number | undefined,
  start: number,
): SitehaulError {
  const expected = size === undefined ? "" : `, its record says ${size - start}`;
  return new SitehaulError(
    "download/failed",
    `Cannot fetch ${name}: the site announces ${length ?? "no"} bytes${expected}`,
    { hint: "The files may have changed on the server. Check the backup record again." },
  );
}

/** Where the answer begins; `undefined` when it is no part of the file. */
function startOf(response: Response, from: number, size: number | undefined): number | undefined {
  if (isText(response)) return undefined;
  if (response.status === 200) return 0;
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get("content-range") ?? "");
  if (response.status !== 206 || range === null) return undefined;
  const [first, last, total] = range.slice(1).map(Number) as [number, number, number];
  const isRest = first === from && last === total - 1 && total === (size ?? total);
  return isRest ? from : undefined;
}

/** Whether an answer is a page or a refusal of the API rather than a file. */
export function isText({ headers }: Response): boolean {
  return /^(application\/json|text\/)/i.test(headers.get("content-type") ?? "");
}

/** The name that the server gives what it sends (observed: 10.2.1, `attachment; filename="…"`). */
export function sentName({ headers }: Response): string | undefined {
  const disposition = headers.get("content-disposition") ?? "";
  const name = /;\s*filename\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition);
  return name?.[1] ?? name?.[2];
}

/** Whether a name in a header is that of a file. */
export function isSameName(sent: string, name: string): boolean {
  return bareName(sent) === bareName(name);
}

/** What of a name survives in a header: servers and proxies replace or encode the rest. */
function bareName(name: string): string {
  return name.replace(/%[0-9a-f]{2}/gi, "").replace(/[^a-z0-9.]/gi, "").toLowerCase();
}

function otherPart({ id, part }: PartSource, sent: string): SitehaulError {
  return new SitehaulError(
    "download/no-such-part",
    `Cannot fetch ${part.name} of backup ${id}: as part ${part.part} the site now sends ` +
      JSON.stringify(sent.slice(0, 120)),
    { hint: "The files have changed on the server. Check the backup record again." },
  );
}

async function refusal(
  { caller, id, part }: PartSource,
  response: Response,
): Promise<SitehaulError> {
  const { status } = response;
  const error = await caller.refusalIn(response, "downloadDirect");
  if (/^(?:auth|network)\//.test(error.code) || isInTheWay(error)) return error;
  // Only the reason phrase would tell, and proxies and HTTP/2 drop it.
  return new SitehaulError(
    "download/failed",
    `Cannot fetch ${part.name} of backup ${id}: the site answers HTTP ${status} instead of the file`,
    { hint: 'Check the backup record again, or try `mode: "chunk"`.', cause: error },
  );
}

/**
 * Whether something is in the way of a whole file that passes. Where a record or a part is missing, there
 * is nothing in the answer (observed: all versions).
 */
export function isInTheWay(error: unknown): error is SitehaulError {
  if (error instanceof AnswerError && error.httpStatus === 500 && error.body === "empty") {
    return false;
  }
  return isTemporary(error, { hasWorked: false });
}
