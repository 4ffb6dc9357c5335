/** Watches the body of a response while it is read. */
import { timerMs, unlessAborted } from "../base/abort.ts";
import { byobReaderOf } from "../base/byob_reader.ts";
import { SitehaulError } from "../base/errors.ts";
import { classifyFailure, hostOf } from "./classify.ts";
import { rebuildResponse } from "./rebuild.ts";

/** The limits for reading a body, and who can end it. */
export interface BodyWatch {
  /** Where the response came from. */
  readonly url: string;
  /** How long a read may wait, in milliseconds. Time the reader takes for itself does not count. */
  readonly idleMs: number;
  /** How long the whole body may take, in milliseconds. @default {Infinity} */
  readonly wholeMs?: number | undefined;
  /** What the caller of the transport may abort with, also while the body is read. */
  readonly caller: AbortSignal;
  /** Stops the request itself. */
  readonly stop: AbortController;
  /** Aborted by any of the two. */
  readonly either: AbortSignal;
}

/** Bytes to read at once for a reader that provides no memory of its own. */
const OWN_BYTES = 64 * 1024;

/**
 * The same response, whose body fails with `network/timeout` when nothing comes for too long, and
 * with an error of this library when the connection breaks. Where the body can be read into memory
 * that the reader brings, it still can: a large download would otherwise leave a trail of garbage.
 */
export function watchBody(response: Response, watch: BodyWatch): Response {
  if (response.body === null) return response;
  const byob = byobReaderOf(response.body);
  const stream = byob === undefined
    ? watchPieces(response.body.getReader(), watch)
    : watchBytes(byob, watch);
  return rebuildResponse(response, stream);
}

type Bytes = Uint8Array<ArrayBuffer>;

function watchPieces(
  reader: ReadableStreamDefaultReader<Bytes>,
  watch: BodyWatch,
): ReadableStream<Bytes> {
  const read = watched(watch, reader);
  return new ReadableStream<Bytes>({
    pull: async (controller) => {
      const { done, value } = await read(() => reader.read());
      if (done) return controller.close();
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

function watchBytes(reader: ReadableStreamBYOBReader, watch: BodyWatch): ReadableStream<Bytes> {
  const read = watched(watch, reader);
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: OWN_BYTES,
    pull: async (controller) => {
      const request = controller.byobRequest;
      const room = request?.view;
      if (!request || !room) return;
      const { buffer, byteOffset, byteLength } = room;
      const into = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
      const { done, value } = await read(() => reader.read(into));
      if (done) controller.close();
      // Also at the end: the memory is returned to its provider.
      if (value !== undefined) request.respondWithNewView(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Limits each read of a body in time, and makes what goes wrong an error of this library. */
function watched(
  { url, idleMs, wholeMs = Infinity, caller, stop, either }: BodyWatch,
  reader: { cancel(reason: unknown): Promise<void> },
): <T extends { value?: Bytes | undefined }>(read: () => Promise<T>) => Promise<T> {
  let received = 0;
  const end = performance.now() + wholeMs;
  return async (read) => {
    const left = Math.max(0, end - performance.now());
    const idle = left < idleMs
      ? setTimeout(() => stop.abort(wholeTimeout(url, wholeMs, received)), left)
      : setTimeout(() => stop.abort(idleTimeout(url, idleMs, received)), timerMs(idleMs));
    try {
      const result = await unlessAborted(read(), either);
      received += result.value?.byteLength ?? 0;
      return result;
    } catch (error) {
      reader.cancel(error).catch(() => {});
      throw caller.aborted ? caller.reason : classifyFailure(stop.signal.reason ?? error, url);
    } finally {
      clearTimeout(idle);
    }
  };
}

function idleTimeout(url: string, ms: number, received: number): SitehaulError {
  return new SitehaulError(
    "network/timeout",
    `${hostOf(url)} stopped sending for ${seconds(ms)} after ${received} bytes of its reply`,
    {
      hint: "The connection may have been cut silently: try again, or allow more time (`idleMs`).",
    },
  );
}

function wholeTimeout(url: string, ms: number, received: number): SitehaulError {
  return new SitehaulError(
    "network/timeout",
    `${hostOf(url)} did not finish its reply within ${seconds(ms)}: ${received} bytes arrived`,
    { hint: "The connection may be too slow, or the site overloaded: try again later." },
  );
}

/** A duration for people: `30 s`, `0.05 s`. */
export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
