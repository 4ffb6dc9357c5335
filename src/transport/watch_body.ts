/**
 * Watches the body of a response while it is read.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import { classifyFailure, hostOf } from "./classify.ts";
import { rebuildResponse } from "./rebuild.ts";

/** What is watched for. */
export interface BodyWatch {
  /** Where the response came from. */
  readonly url: string;
  /** How long a read may wait, in milliseconds. Time the reader takes for itself does not count. */
  readonly idleMs: number;
  /** The signal of whoever sent the request. */
  readonly caller: AbortSignal;
  /** Stops the request itself. */
  readonly stop: AbortController;
}

/**
 * The same response, whose body fails with `network/timeout` when nothing comes for too long, and
 * with an error of this library when the connection breaks.
 */
export function watchBody(response: Response, watch: BodyWatch): Response {
  if (response.body === null) return response;
  const { url, idleMs, caller, stop } = watch;
  const either = AbortSignal.any([caller, stop.signal]);
  const reader = response.body.getReader();
  let received = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const idle = setTimeout(() => stop.abort(idleTimeout(url, idleMs, received)), idleMs);
      try {
        const { done, value } = await unlessAborted(reader.read(), either);
        if (done) return controller.close();
        received += value.byteLength;
        controller.enqueue(value);
      } catch (error) {
        reader.cancel(error).catch(() => {});
        throw caller.aborted ? caller.reason : classifyFailure(stop.signal.reason ?? error, url);
      } finally {
        clearTimeout(idle);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return rebuildResponse(response, stream);
}

/** What a promise gives, or the reason of the signal as soon as that aborts. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function idleTimeout(url: string, ms: number, received: number): SitehaulError {
  return new SitehaulError(
    "network/timeout",
    `${hostOf(url)} fell silent for ${seconds(ms)} after ${received} bytes of its answer`,
    { hint: "The connection may be cut without a word: try again, or allow more time." },
  );
}

/** A time as people read it: `30 s`, `0.05 s`. */
export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
