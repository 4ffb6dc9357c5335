/** Looks at the beginning of a body without taking it from the reader. */
import { rebuildResponse } from "./rebuild.ts";

/** How far to look: past the notices that PHP may put before an answer. */
const PEEK_BYTES = 64 * 1024;

/** The key that every answer of the API has, also where it is JSON within a JSON text (API v1). */
const ENVELOPE = /"status\\{0,8}"\s{0,8}:/;

/** What a look found. */
export interface Peeked {
  /** Whether the body looks like an answer of the API rather than a page of a web server. */
  readonly isEnvelope: boolean;
  /** The response with its whole body, to be used instead of the one that was checked. */
  readonly response: Response;
}

/** Looks for an answer of the API in the first 64 KiB of a body. */
export async function peekEnvelope(response: Response): Promise<Peeked> {
  if (response.body === null) return { isEnvelope: false, response };
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const head: Uint8Array<ArrayBuffer>[] = [];
  let [text, bytes, ended] = ["", 0, false];
  while (!ended && bytes < PEEK_BYTES && !ENVELOPE.test(text)) {
    const { done, value } = await reader.read();
    ended = done;
    if (value === undefined) continue;
    head.push(value);
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  return {
    isEnvelope: ENVELOPE.test(text),
    response: rebuildResponse(response, joined(head, reader)),
  };
}

/** What was read already, then the rest. */
function joined(
  head: Uint8Array<ArrayBuffer>[],
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const early = head.shift();
      if (early !== undefined) return controller.enqueue(early);
      const { done, value } = await reader.read();
      if (done) return controller.close();
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
