/** Giving up on what takes too long, or is not wanted any more. */
import { SitehaulError } from "./errors.ts";

/** Stops a long job that is no longer wanted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof SitehaulError) throw signal.reason;
  throw new SitehaulError("interrupted", "Interrupted", { cause: signal.reason });
}

/** What a promise gives, or the reason of the signal as soon as that aborts. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** The delay for a timer: one of more than 24 days, or of Infinity, would fire at once. */
export function timerMs(ms: number): number {
  return Math.min(ms, 2 ** 31 - 1);
}
