/** Several attempts at once. */
import type { Sleep } from "../transport/transport.ts";
import type { ProbeResult } from "./probe.ts";

/** The least time that the others get once one has answered, ms. */
const GRACE_MS = 250;

/** What the grace is measured with, and who may end it. */
export interface WaveOptions {
  /** Waits so many milliseconds; rejects when its signal is aborted. */
  readonly sleep: Sleep;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/**
 * Runs attempts concurrently and returns their results in the order of the attempts. Once one has
 * answered, the others get as long again (at least {@linkcode GRACE_MS}), so that a better endpoint
 * may still answer; then they are given up and left out.
 */
export async function runWave(
  attempts: readonly ((signal: AbortSignal) => Promise<ProbeResult>)[],
  { sleep, signal }: WaveOptions,
): Promise<ProbeResult[]> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const results = new Map<number, ProbeResult>();
  let grace: Promise<void> | undefined;
  const running = attempts.map(async (attempt, index) => {
    try {
      const result = await attempt(both);
      results.set(index, result);
      if (result.verdict.kind === "answered") {
        grace ??= sleep(Math.max(GRACE_MS, result.attempt.ms), both)
          .then(() => over.abort(), () => {});
      }
    } catch (error) {
      // An attempt that was given up is left out; the caller's own abort ends everything.
      if (!over.signal.aborted || signal.aborted) throw error;
    }
  });
  try {
    await Promise.all(running);
  } finally {
    over.abort();
    await Promise.allSettled(running);
    await grace;
  }
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
