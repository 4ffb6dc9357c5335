/** Reading a stream into memory that the reader brings. */

/**
 * A reader that fills memory of the caller; `undefined` where the stream has none. New memory for
 * each piece would be collected late, and add up.
 */
export function byobReaderOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}
