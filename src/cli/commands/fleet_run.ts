/** Runs a plan of jobs, and tells the output what happens. */
import { rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { SitehaulError } from "../../base/errors.ts";
import type { FleetPlan, FleetSummary, SkipReason } from "../../fleet/fleet_events.ts";
import { runFleet } from "../../fleet/run_fleet.ts";
import type { Context } from "../context/context.ts";
import { type HistoryFlags, openState } from "../context/history.ts";
import type { SiteOutcome } from "../output/output.ts";
import { skipped } from "./skipped.ts";

/** What came of all jobs. */
export interface FleetEnd extends FleetSummary {
  /** Those that failed or were interrupted, as they came. */
  readonly failed: readonly { readonly site: string; readonly error: SitehaulError }[];
  /** Those that were not done, as they came. */
  readonly skipped: readonly { readonly site: string; readonly reason: SkipReason }[];
}

/** Runs the jobs; each is settled in the output when it ends. */
export async function runJobs(
  plan: FleetPlan<SiteOutcome>,
  flags: HistoryFlags,
  context: Context,
): Promise<FleetEnd> {
  const { output, world: { clock, sleep } } = context;
  const { history, locks } = await openState(flags, context);
  const failed: { site: string; error: SitehaulError }[] = [];
  const left: { site: string; reason: SkipReason }[] = [];
  const events = runFleet({ ...plan, history, locks, clock, sleep });
  try {
    let next = await events.next();
    for (; !next.done; next = await events.next()) {
      const event = next.value;
      if (event.type === "history-lost") {
        output.warn(`not all is remembered: ${event.error.message}`);
      }
      if (event.type !== "job-ended") continue;
      const { site, outcome } = event;
      if (outcome.state === "skipped") {
        left.push({ site, reason: outcome.reason });
        output.settled(site, skipped(outcome.reason));
      } else if (outcome.error !== undefined) {
        failed.push({ site, error: outcome.error });
        output.settled(site, outcome.error);
      } else output.settled(site, outcome.result);
    }
    return { ...next.value, failed, skipped: left };
  } finally {
    await history?.close();
    if (flags["no-history"] === true && locks !== undefined) await withoutTrace(locks);
  }
}

/** Folders that were made for the locks alone go with them. */
async function withoutTrace(locks: string): Promise<void> {
  for (const folder of [locks, dirname(locks)]) await rmdir(folder).catch(() => {});
}
