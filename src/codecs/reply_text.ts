/** From a response to its text, and from the text to the envelope in it. */
import * as z from "zod";
import { byobReaderOf } from "../base/byob_reader.ts";
import { SitehaulError } from "../base/errors.ts";
import type { ApiReply } from "./codec.ts";
import { parseJson, refuseExcess } from "./modest_json.ts";
import { findObject, type ObjectShape } from "./object_finder.ts";
import { notJson, truncated, wrongShape } from "./unreadable.ts";

/** What a single read may bring of a long reply. */
const PIECE_BYTES = 64 * 1024;
/** What the first read may bring of one that does not say how long it is: enough for nearly all. */
const FIRST_BYTES = 4 * 1024;

/** The most bytes that any answer may have: 64 MiB. Each method has a limit of its own below that. */
export const MAX_REPLY_BYTES: number = 64 * 1024 * 1024;

/**
 * The text of a response's body, decoded as UTF-8. Reads as it comes, and never more than `limit`
 * bytes; a longer body is cancelled. What the stream itself throws passes through.
 *
 * @param response the response; its body is used up
 * @param limit the most bytes to read
 * @throws {SitehaulError} `reply/too-large` when the body is longer
 *
 * @example
 * ```ts
 * import { readReplyText } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await readReplyText(new Response("{}")), "{}");
 * ```
 */
export async function readReplyText(
  response: Response,
  limit: number = MAX_REPLY_BYTES,
): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  for await (const chunk of boundedBody(response, limit)) {
    pieces.push(decoder.decode(chunk, { stream: true }));
  }
  pieces.push(decoder.decode());
  return pieces.join("");
}

/**
 * The bytes of a response's body; as bounded as {@linkcode readReplyText}.
 *
 * @param response the response; its body is used up
 * @param buffer where to put them, as long as they fit
 * @param limit the most bytes to read
 * @returns a view into the buffer, or into a larger one
 * @throws {SitehaulError} `reply/too-large` when the body is longer
 */
export async function readReplyBytes(
  response: Response,
  buffer: Uint8Array<ArrayBuffer>,
  limit: number = MAX_REPLY_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = buffer;
  let received = 0;
  for await (const chunk of boundedBody(response, limit)) {
    if (received + chunk.byteLength > bytes.byteLength) {
      const larger = new Uint8Array(Math.max(2 * bytes.byteLength, received + chunk.byteLength));
      larger.set(bytes.subarray(0, received));
      bytes = larger;
    }
    bytes.set(chunk, received);
    received += chunk.byteLength;
  }
  return bytes.subarray(0, received);
}

async function* boundedBody(
  { body, headers }: Response,
  limit: number,
): AsyncGenerator<Uint8Array, void, void> {
  if (body === null) return;
  const length = Number(headers.get("content-length") ?? 0);
  if (length > limit) {
    await body.cancel();
    throw tooLarge(limit);
  }
  let received = 0;
  // Leaving the loop by the error cancels the body.
  for await (const chunk of piecesOf(body, length)) {
    received += chunk.byteLength;
    if (received > limit) throw tooLarge(limit);
    yield chunk;
  }
}

/**
 * The pieces of a body; each holds only until the next one is requested. They come in the same
 * memory, where the stream can do that: new memory for each is collected late, and adds up.
 */
async function* piecesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  length: number,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = byobReaderOf(body);
  if (reader === undefined) return yield* body;
  try {
    let memory = new ArrayBuffer(Math.min(PIECE_BYTES, Math.max(FIRST_BYTES, length)));
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(memory));
      if (done) return;
      const isFull = value.byteLength === value.buffer.byteLength;
      yield value;
      memory = isFull && value.byteLength < PIECE_BYTES
        ? new ArrayBuffer(PIECE_BYTES)
        : value.buffer;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function tooLarge(limit: number): SitehaulError {
  return new SitehaulError("reply/too-large", `The reply has more than ${limit} bytes`, {
    hint: "No reply of the API is that long: check the address of the API.",
  });
}

/** Statuses are PHP exception codes, database error numbers among them; old sites quote numbers. */
const STATUS = /^"?-?\d{1,15}"?$/;

const ENVELOPE_SHAPE: ObjectShape = [{ key: "status", value: STATUS }, { key: "data" }];

/** The start of an envelope of API version 1, which holds one that looks like version 2's. */
const FRAMED_START = /###\s*\{\s*"encapsulation"/;

const envelope: z.ZodType<ApiReply> = z.object({
  status: z.union([z.int(), z.string().regex(/^-?\d{1,15}$/).transform(Number)]),
  data: z.unknown(),
});

/**
 * The envelope `{"status":…,"data":…}` in the text of an answer. Around it there may be anything:
 * PHP warnings, a byte order mark, a page of the site (observed: Joomla 7.5.0.1 with
 * `format=html`), caching comments. Of several, the last outermost one counts.
 *
 * @throws {SitehaulError} `reply/not-json`, `reply/truncated`, `reply/shape` or `reply/too-large`
 */
export function cutEnvelope(text: string): ApiReply {
  refuseExcess(text);
  const whole = parseJson(text);
  const reply = readEnvelope(whole);
  if (reply !== undefined) return reply;
  if (FRAMED_START.test(text)) throw wrongShape(text, "of API version 1");
  const { found, isCutOff } = findObject(text, ENVELOPE_SHAPE);
  if (found !== undefined) {
    const part = readEnvelope(parseJson(text.slice(found.start, found.end)));
    if (part !== undefined) return part;
  }
  if (isCutOff) throw truncated(text);
  if (typeof whole === "object" && whole !== null) {
    throw wrongShape(text, 'without "status" and "data"');
  }
  throw notJson(text);
}

/** Checks that a value has a status and data; `undefined` where it is no envelope. */
export function readEnvelope(value: unknown): ApiReply | undefined {
  const parsed = envelope.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
