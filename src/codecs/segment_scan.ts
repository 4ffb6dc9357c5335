/**
 * A segment straight from the bytes of an answer: no text of 1.4 MB, no JSON, nothing to collect.
 */
import { Buffer } from "node:buffer";
import type { ApiVersion } from "../protocol/endpoint.ts";
import { SitehaulError } from "../base/errors.ts";

/** How an answer with a segment begins, to the letter (observed: all recorded versions). */
const BEGINNINGS: Readonly<Record<ApiVersion, string>> = {
  1: '###{"encapsulation":1,"body":{"status":200,"data":"\\"',
  2: '{"status":200,"data":"',
  3: '{"status":200,"data":"',
};

/** How it ends, after the base64. */
const ENDINGS: Readonly<Record<ApiVersion, RegExp>> = {
  1: /^\\""\}\}###\s*$/,
  2: /^"\}\s*$/,
  3: /^"\}\s*$/,
};

const [QUOTE, BACKSLASH, SLASH, PADDING] = [0x22, 0x5c, 0x2f, 0x3d] as const;

/** Larger than the value of any base64 character: marks all other bytes. */
const NONE = 0xff;

/** The value of each base64 letter; NONE for every other byte. */
const VALUES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const index = letters.indexOf(String.fromCharCode(byte));
  return index < 0 ? NONE : index;
});

/**
 * The bytes that an answer to `download` holds in base64. Slashes are escaped there (`\/`), twice in
 * API version 1.
 *
 * @param answer the body
 * @returns `undefined` when anything is unusual, noise as well as a refusal: then the tolerant way is
 * the right one
 */
export function scanSegment(answer: Uint8Array, api: ApiVersion): Uint8Array | undefined {
  const beginning = BEGINNINGS[api];
  for (let at = 0; at < beginning.length; at++) {
    if (answer[at] !== beginning.charCodeAt(at)) return undefined;
  }
  const quote = answer.indexOf(QUOTE, beginning.length);
  // The quote at the end is escaped in API version 1.
  const end = answer[quote - 1] === BACKSLASH ? quote - 1 : quote;
  if (end < beginning.length || answer.length - end > 64) return undefined;
  const rest = new TextDecoder("latin1").decode(answer.subarray(end));
  return ENDINGS[api].test(rest) ? decode(answer, beginning.length, end) : undefined;
}

function decode(answer: Uint8Array, from: number, end: number): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.ceil((end - from) / 4) * 3);
  const values = VALUES;
  let at = from;
  let written = 0;
  while (at + 4 <= end) {
    const a = values[answer[at] as number] as number;
    const b = values[answer[at + 1] as number] as number;
    const c = values[answer[at + 2] as number] as number;
    const d = values[answer[at + 3] as number] as number;
    if ((a | b | c | d) < NONE >> 1) {
      bytes[written] = a << 2 | b >> 4;
      bytes[written + 1] = b << 4 | c >> 2;
      bytes[written + 2] = c << 6 | d;
      written += 3;
      at += 4;
      continue;
    }
    // Backslashes among the four, or the last ones with their padding. That is one in sixteen, so
    // nothing is made here that would have to be collected.
    let bits = 0;
    let letters = 0;
    let padding = 0;
    for (; letters + padding < 4 && at < end; at++) {
      const byte = answer[at] as number;
      const value = values[byte] as number;
      if (value !== NONE && padding === 0) {
        bits = bits << 6 | value;
        letters++;
      } else if (byte === PADDING) padding++;
      else if (byte !== BACKSLASH || !isEscape(answer, at)) return undefined;
    }
    if (letters + padding !== 4 || padding > 2 || padding > 0 && at !== end) return undefined;
    bits <<= 6 * padding;
    bytes[written++] = bits >> 16;
    if (padding < 2) bytes[written++] = bits >> 8;
    if (padding < 1) bytes[written++] = bits;
  }
  return at === end ? bytes.subarray(0, written) : undefined;
}

/** Whether a backslash belongs to a slash, or to a backslash that belongs to one. */
function isEscape(answer: Uint8Array, at: number): boolean {
  return answer[at + 1] === SLASH || answer[at + 1] === BACKSLASH;
}

/**
 * The bytes in a base64 text that was found in the tolerant way.
 *
 * @throws {SitehaulError} `reply/shape` when it is no base64
 */
export function decodeSegment(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  // The decoder skips what is no base64: then there is less than the text's length promises.
  if (bytes.byteLength === text.length / 4 * 3 - padding) return bytes;
  throw new SitehaulError("reply/shape", "The segment is not base64", {
    hint: 'Something altered the reply on its way. Try `mode: "http"`.',
  });
}
