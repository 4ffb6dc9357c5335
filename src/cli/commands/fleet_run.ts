/** Runs a plan of jobs, and tells the output what happens. */
import { SitehaulError } from "../../base/errors.ts";
import type { FleetEvent, FleetPlan, FleetSummary, SkipReason } from "../../fleet/fleet_events.ts";
import { runFleet } from "../../fleet/run_fleet.ts";
import type { Context } from "../context/context.ts";
import { type HistoryFlags, openState, stateFolderOf, traceless } from "../context/history.ts";
import { leaveMark } from "../context/left_runs.ts";
import type { SiteOutcome } from "../output/output.ts";
import { skipped } from "./skipped.ts";

/** What came of all jobs. */
export interface FleetEnd extends FleetSummary {
  /** Those that failed or were interrupted, as they came. */
  readonly failed: readonly { readonly site: string; readonly error: SitehaulError }[];
  /** Those that were not done, as they came. */
  readonly skipped: readonly { readonly site: string; readonly reason: SkipReason }[];
  /** Those that are done, but of which something was warned, as they came. */
  readonly warned: readonly string[];
  /** Whether the run was interrupted. */
  readonly isInterrupted: boolean;
  /** Whether it can be gone on with. */
  readonly isRemembered: boolean;
}

/** What runs a plan besides the plan. */
export interface FleetAround {
  readonly flags: HistoryFlags;
  readonly context: Context;
  /** Whether people are told only what went wrong. @default {false} */
  readonly isBrief?: boolean;
}

/**
 * Runs the jobs; each is settled in the output when it ends. The first interruption ends the run where
 * nothing is half done, and the second one at once.
 */
export async function runJobs(
  plan: FleetPlan<SiteOutcome>,
  { flags, context, isBrief = false }: FleetAround,
): Promise<FleetEnd> {
  const { output, world: { clock, sleep, signal, transport, onFirstInterrupt } } = context;
  const removeTrace = traceless(flags, context);
  const { history, locks } = await openState(flags, context);
  const end = new EndOfRun();
  const stop = new AbortController();
  const forget = onFirstInterrupt?.(() => {
    output.note(
      "stopping: what is at work on the sites comes to the end of its step; interrupt again to end at once",
    );
    stop.abort(new SitehaulError("interrupted", "Interrupted"));
  });
  try {
    // Where something else stands for the network, so do its names.
    const resolve = transport === undefined ? undefined : (host: string) => Promise.resolve(host);
    const all = { signal, stop: stop.signal, resolve, ...plan, history, locks, clock, sleep };
    const events = runFleet(all);
    let next = await events.next();
    for (; !next.done; next = await events.next()) {
      output.fleet(next.value);
      const settled = end.take(next.value);
      if (settled !== undefined && !isBrief) output.settled(settled.site, settled.outcome);
    }
    // An interruption that comes when all is done leaves nothing.
    const isInterrupted = next.value.counts.interrupted > 0;
    const folder = stateFolderOf(flags, context);
    const isRemembered = history !== undefined && folder !== undefined;
    if (isInterrupted && isRemembered) leaveMark(folder, next.value.run);
    return { ...next.value, ...end, isInterrupted, isRemembered };
  } finally {
    forget?.();
    await history?.close();
    removeTrace();
  }
}

/** Collects how the jobs end. */
class EndOfRun implements Pick<FleetEnd, "failed" | "skipped" | "warned"> {
  readonly failed: { site: string; error: SitehaulError }[] = [];
  readonly skipped: { site: string; reason: SkipReason }[] = [];
  readonly warned: string[] = [];

  /** What the output is told of a job that has ended; nothing for other events. */
  take(event: FleetEvent<SiteOutcome>) {
    if (event.type !== "job-ended") return undefined;
    const { site, outcome } = event;
    if (outcome.state === "skipped") {
      this.skipped.push({ site, reason: outcome.reason });
      return { site, outcome: skipped(outcome.reason) };
    }
    if (outcome.error !== undefined) {
      this.failed.push({ site, error: outcome.error });
      return { site, outcome: outcome.error };
    }
    if (outcome.state === "warnings") this.warned.push(site);
    return { site, outcome: outcome.result };
  }
}
