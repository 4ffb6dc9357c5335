/** One attempt at one job: locked, recorded, and ended in time. */
import { SitehaulError } from "../base/errors.ts";
import type { JobOutcome, JobStage } from "../history/history.ts";
import type { EarlierBackup } from "./earlier_backup.ts";
import { failureFrom } from "./failure_from.ts";
import type { Sleep } from "../transport/transport.ts";
import type { FleetJob, JobContext, JobEvent, JobOutcomeOf } from "./fleet_events.ts";
import type { RecordedJob, RunRecord } from "./job_record.ts";
import { lockSite } from "./site_lock.ts";

/** How long a job that is out of time may take to come to the end of its step, ms. */
const GRACE_MS = 60_000;

/** A job, and all that ends it before it is done. */
export interface JobRun<Result> {
  readonly job: FleetJob<Result>;
  readonly attempt: number;
  /** The backup that an earlier attempt, or an interrupted run, has completed. */
  readonly earlier: EarlierBackup | undefined;
  readonly record: RunRecord;
  /** The folder of the locks. */
  readonly locks: string | undefined;
  readonly stop: AbortSignal;
  readonly signal: AbortSignal;
  /** What is left of its time, ms. */
  readonly leftMs: number | undefined;
  readonly sleep: Sleep;
  /** Whether there will be another attempt. */
  readonly again: (outcome: JobOutcomeOf<Result>) => Again | undefined;
  readonly onBegin: () => void;
  readonly onEvent: (event: JobEvent) => void;
}

/** Another attempt. */
export interface Again {
  /** Why it is made. */
  readonly error: SitehaulError;
  /** How long to wait before it, ms. */
  readonly waitMs: number;
}

/** How an attempt ended. */
export interface JobEnded<Result> {
  readonly outcome: JobOutcomeOf<Result>;
  /** Nothing where this was the last one. */
  readonly again: Again | undefined;
  /** For the next attempt, so that it takes no second backup. */
  readonly completed: EarlierBackup | undefined;
}

/** Runs it, unless its site is being worked on. Never throws. */
export async function runJob<Result>(run: JobRun<Result>): Promise<JobEnded<Result>> {
  const { job: { site, address, profile }, attempt, record, earlier } = run;
  run.onBegin();
  const lock = await lockSite(run.locks, address).catch(failureFrom);
  const isTheirs = lock === false || attempt === 1 && await record.isDoneElsewhere(run.job);
  const recorded = await record.job({ site, address, profile, attempt }, earlier);
  if (isTheirs) {
    const outcome = { state: "skipped", reason: "busy" } as const;
    await recorded.end(endOf(outcome));
    if (lock !== false && !(lock instanceof SitehaulError)) lock?.close();
    return { outcome, again: undefined, completed: earlier };
  }
  try {
    const outcome = lock instanceof SitehaulError
      ? { state: "failed", error: lock } as const
      : await attemptAt(run, recorded);
    const again = run.again(outcome);
    await recorded.end(endOf(outcome, again));
    return { outcome, again, completed: recorded.completed };
  } finally {
    if (!(lock instanceof SitehaulError)) lock?.close();
  }
}

/**
 * What the history is told. An attempt that is followed by another one is not how the job has ended: what
 * is left can be resumed.
 */
export function endOf(outcome: JobOutcomeOf<unknown>, again?: Again): JobOutcome {
  if (outcome.state === "skipped") return { state: outcome.state, message: outcome.reason };
  const { state, error } = outcome;
  if (error === undefined) return { state };
  const { code, message, hint } = error;
  return { state: again === undefined ? state : "interrupted", code, message, hint };
}

async function attemptAt<Result>(
  run: JobRun<Result>,
  recorded: RecordedJob,
): Promise<JobOutcomeOf<Result>> {
  const limits = new Limits(run);
  recorded.onStage = (stage) => limits.enter(stage);
  const context: JobContext = {
    run: run.record.id,
    attempt: run.attempt,
    signal: limits.signal,
    stop: limits.stop,
    record: recorded,
    emit: (event) => {
      limits.take(event);
      run.onEvent(event);
    },
  };
  try {
    return await run.job.run(context);
  } catch (error) {
    const failure = failureFrom(error);
    if (limits.isOutOfTime) return { state: "failed", error: outOfTime(failure) };
    return run.stop.aborted
      ? { state: "interrupted", error: asInterrupted(failure) }
      : { state: "failed", error: failure };
  } finally {
    limits.end();
  }
}

/** Ends a job in good order when it is to stop or is out of time. */
class Limits {
  readonly #now = new AbortController();
  readonly #soon = new AbortController();
  readonly #end = new AbortController();
  readonly signal: AbortSignal = this.#now.signal;
  readonly stop: AbortSignal = this.#soon.signal;
  isOutOfTime = false;
  /** Whether a step is at work on the server, which is to come to its end. */
  #isInStep = false;

  constructor(
    { stop, signal, leftMs, sleep }: Pick<
      JobRun<unknown>,
      "stop" | "signal" | "leftMs" | "sleep"
    >,
  ) {
    this.#follow(stop, () => this.#stopSoon(stop.reason));
    this.#follow(signal, () => this.#now.abort(signal.reason));
    if (leftMs !== undefined) void this.#limit(Math.max(0, leftMs), sleep);
  }

  /** A backup that is asked for may be on its way at any moment; the backup itself looks at `stop`. */
  enter(stage: JobStage): void {
    this.#isInStep = stage === "backup";
    this.#stopIfIdle();
  }

  take({ type }: JobEvent): void {
    this.#isInStep = type === "started" || type === "resumed" || type === "step" ||
      // These come in between, while the step is still at work.
      (type === "warning" && this.#isInStep);
    this.#stopIfIdle();
  }

  end(): void {
    this.#end.abort();
  }

  #stopSoon(reason: unknown): void {
    this.#soon.abort(reason);
    this.#stopIfIdle();
  }

  #stopIfIdle(): void {
    if (this.#soon.signal.aborted && !this.#isInStep) {
      this.#now.abort(this.#soon.signal.reason);
    }
  }

  #follow(signal: AbortSignal, act: () => void): void {
    if (signal.aborted) act();
    else signal.addEventListener("abort", act, { once: true, signal: this.#end.signal });
  }

  async #limit(ms: number, sleep: Sleep): Promise<void> {
    try {
      await sleep(ms, this.#end.signal);
      this.isOutOfTime = true;
      const reason = new SitehaulError("interrupted", "Out of time");
      this.#stopSoon(reason);
      await sleep(GRACE_MS, this.#end.signal);
      this.#now.abort(reason);
    } catch {
      // It ended before.
    }
  }
}

function outOfTime(cause: SitehaulError): SitehaulError {
  return new SitehaulError("fleet/deadline", "The job took longer than its deadline allows", {
    hint:
      "What was begun is kept: the next run goes on with it. Allow more time if the site usually takes that long.",
    cause,
  });
}

function asInterrupted(error: SitehaulError): SitehaulError {
  if (error.code === "interrupted") return error;
  return new SitehaulError("interrupted", "Interrupted", { cause: error });
}
