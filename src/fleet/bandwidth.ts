/** A limit on the bytes of all downloads together. */
import type { DownloadOptions } from "../download/download_options.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import type { Clock, Sleep } from "../transport/transport.ts";

/** What may come at once after a time of rest, ms: shorter pauses are not worth a timer. */
const BURST_MS = 250;

/**
 * Holds downloads back so that all of them together bring no more than so many bytes a second. Whoever
 * has taken bytes waits until they are paid for; nobody counts more than what has come.
 *
 * @param bytesPerSecond more than 0
 * @param time the clock, ms, and how to wait
 */
export function bandwidth(
  bytesPerSecond: number,
  { clock = () => performance.now(), sleep = standardSleep }: {
    readonly clock?: Clock | undefined;
    readonly sleep?: Sleep | undefined;
  } = {},
): NonNullable<DownloadOptions["pace"]> {
  /** When all that has come so far is paid for. */
  let paidAt = -Infinity;
  return async (bytes, signal) => {
    const now = clock();
    paidAt = Math.max(paidAt, now - BURST_MS) + bytes / bytesPerSecond * 1000;
    if (paidAt > now) await sleep(paidAt - now, signal);
  };
}
