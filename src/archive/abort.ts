/** Stopping long work. */
import { SitehaulError } from "../base/errors.ts";

/** Stops a long job that is no longer wanted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof SitehaulError) throw signal.reason;
  throw new SitehaulError("interrupted", "Interrupted", { cause: signal.reason });
}
