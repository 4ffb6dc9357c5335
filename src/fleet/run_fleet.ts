/** Does something on many sites: so many at once, none twice, and one's failure stops no other. */
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import { EventQueue } from "./event_queue.ts";
import type { EarlierBackup } from "./earlier_backup.ts";
import type {
  FleetCounts,
  FleetEvent,
  FleetJob,
  FleetPlan,
  FleetSummary,
  JobOutcomeOf,
} from "./fleet_events.ts";
import { hostFinder } from "./host_of.ts";
import { hostTroubleIn, mayPass } from "./judge.ts";
import { RunRecord } from "./job_record.ts";
import { type Again, endOf, type JobRun, runJob } from "./run_job.ts";
import { placeOf } from "./site_lock.ts";
import { Slots, type Waiting } from "./slots.ts";

/** Jobs at once, where nothing else is said. */
export const CONCURRENCY = 20;

/** While so many events wait for a slow listener, progress of downloads is left out: more of it follows. */
const MOST_WAITING = 1000;

/** The pause before the second attempt, ms; it doubles. */
const FIRST_PAUSE_MS = 20_000;

/** A job that waits for its turn, or its next one. */
interface Queued<Result> {
  readonly job: FleetJob<Result>;
  readonly attempt: number;
  /** When its first attempt began. */
  readonly begun: number | undefined;
  /** What an earlier attempt, or an interrupted run, has completed. */
  readonly earlier: EarlierBackup | undefined;
  /** Why there is another attempt. */
  readonly failure: SitehaulError | undefined;
}

/**
 * Runs a plan. Jobs begin in their order, as far as their hosts allow; what goes wrong on one site is an
 * event, and nothing is thrown. Leaving the loop early ends the run at once, which is waited for.
 *
 * @returns how the jobs ended
 */
export async function* runFleet<Result>(
  plan: FleetPlan<Result>,
): AsyncGenerator<FleetEvent<Result>, FleetSummary, void> {
  const left = new AbortController();
  const queue = new EventQueue<FleetEvent<Result>>();
  const run = new FleetRun(plan, queue, left.signal);
  const ended = run.toItsEnd();
  try {
    yield* queue.until(ended);
  } finally {
    left.abort(new SitehaulError("interrupted", "Interrupted"));
    // What the jobs hold is let go of, and how they ended is written down.
    await ended;
  }
  return run.summary;
}

/** A plan that is being carried out. */
class FleetRun<Result> {
  readonly #plan: FleetPlan<Result>;
  readonly #queue: EventQueue<FleetEvent<Result>>;
  readonly #stop: AbortSignal;
  readonly #signal: AbortSignal;
  readonly #slots: Slots<Queued<Result>>;
  readonly #counts: Record<keyof FleetCounts, number> = {
    ok: 0,
    warnings: 0,
    failed: 0,
    skipped: 0,
    interrupted: 0,
  };
  readonly #hostOf: (address: string) => Promise<string>;
  #next = 0;
  #record: RunRecord | undefined;
  #lost: unknown;
  #changed = Promise.withResolvers<void>();

  constructor(
    plan: FleetPlan<Result>,
    queue: EventQueue<FleetEvent<Result>>,
    left: AbortSignal,
  ) {
    this.#plan = plan;
    this.#queue = queue;
    this.#signal = AbortSignal.any([left, ...plan.signal === undefined ? [] : [plan.signal]]);
    this.#stop = AbortSignal.any([
      this.#signal,
      ...plan.stop === undefined ? [] : [plan.stop],
    ]);
    this.#slots = new Slots(plan.perHost ?? 1);
    this.#hostOf = hostFinder(plan.resolve);
  }

  get summary(): FleetSummary {
    return { run: this.#record?.id ?? "", counts: { ...this.#counts } };
  }

  get #now(): number {
    return (this.#plan.clock ?? Date.now)();
  }

  async toItsEnd(): Promise<void> {
    const { jobs, history, command = "run", options = {}, resumes } = this.#plan;
    const sites = jobs.map(({ site }) => site);
    const record = await RunRecord.begin(history, { command, options, sites, resumes }, {
      clock: () => this.#now,
      onLoss: (error) => this.#lose(error),
      isOfSeveral: true,
    });
    this.#record = record;
    this.#queue.put({ type: "run", run: record.id, sites: jobs.length });
    if (this.#lost !== undefined) this.#lose(this.#lost);
    const wake = () => this.#wake();
    this.#stop.addEventListener("abort", wake);
    try {
      await this.#jitter();
      const workers = Math.min(this.#plan.concurrency ?? CONCURRENCY, jobs.length);
      await Promise.all(Array.from({ length: workers }, () => this.#work(record)));
      for (const { job } of this.#slots.drain()) this.#leave(job);
      this.#counts.interrupted += jobs.length - this.#next;
      await record.end(this.#counts.interrupted > 0 ? "interrupted" : "done");
    } finally {
      this.#stop.removeEventListener("abort", wake);
    }
    this.#queue.put({ type: "run-ended", run: record.id, counts: this.summary.counts });
  }

  /** One after the other, until there is nothing left. */
  async #work(record: RunRecord): Promise<void> {
    while (!this.#stop.aborted) {
      const turn = this.#slots.take(this.#now);
      if (turn.type === "job") await this.#do(turn.turn, record);
      else if (turn.type === "given up") await this.#giveUp(turn.turn, record);
      else if (await this.#admit()) continue;
      else if (turn.type === "none" && this.#atWork === 0) return;
      else await this.#pause(turn.type === "wait" ? turn.until : Infinity);
    }
  }

  #atWork = 0;

  /** Brings one more job to the queue of its host. */
  async #admit(): Promise<boolean> {
    const job = this.#plan.jobs[this.#next];
    if (job === undefined) return false;
    this.#next += 1;
    this.#atWork += 1;
    const host = await this.#unlessStopped(this.#hostOf(job.address));
    this.#atWork -= 1;
    const queued = { job, attempt: 1, begun: undefined, earlier: job.earlier, failure: undefined };
    const since = this.#now;
    this.#slots.add({ job: queued, host, address: placeOf(job.address), since, notBefore: since });
    this.#wake();
    return true;
  }

  async #do(turn: Waiting<Queued<Result>>, record: RunRecord): Promise<void> {
    this.#atWork += 1;
    const queued = { ...turn.job, begun: turn.job.begun ?? this.#now };
    const { job, attempt, begun } = queued;
    const { outcome, again, completed } = await runJob(this.#jobRun(queued, record));
    this.#atWork -= 1;
    const isUnreachable = hostTroubleIn(outcome);
    this.#slots.give(turn, { isUnreachable, now: this.#now });
    if (again === undefined) this.#ended(job, attempt, outcome);
    else {
      this.#queue.put({ type: "again", run: record.id, site: job.site, attempt, ...again });
      const { error: failure } = again;
      const next = { job, attempt: attempt + 1, begun, earlier: completed, failure };
      const since = this.#now;
      this.#slots.add({ ...turn, job: next, since, notBefore: since + again.waitMs });
    }
    this.#wake();
  }

  #jobRun(
    { job, attempt, begun, earlier }: Queued<Result> & { readonly begun: number },
    record: RunRecord,
  ): JobRun<Result> {
    const { locks, sleep = standardSleep } = this.#plan;
    const { deadlineMs = this.#plan.deadlineMs } = job;
    const of = { run: record.id, site: job.site, attempt };
    return {
      job,
      attempt,
      earlier,
      record,
      locks,
      stop: this.#stop,
      signal: this.#signal,
      leftMs: deadlineMs === undefined ? undefined : begun + deadlineMs - this.#now,
      sleep,
      again: (outcome) => this.#again(outcome, job, attempt, begun),
      onBegin: () => this.#queue.put({ type: "job", ...of }),
      onEvent: (event) => {
        if (event.type === "progress" && this.#queue.waiting >= MOST_WAITING) return;
        this.#queue.put({ type: "work", ...of, event });
      },
    };
  }

  /** What another attempt is made for, and how long to wait before it; nothing if there is none. */
  #again(
    { error }: JobOutcomeOf<Result>,
    { deadlineMs = this.#plan.deadlineMs ?? Infinity }: FleetJob<Result>,
    attempt: number,
    begun: number,
  ): Again | undefined {
    const { attempts = 2, random = Math.random } = this.#plan;
    if (error === undefined || attempt >= attempts || this.#stop.aborted) return undefined;
    if (!mayPass(error)) return undefined;
    const waitMs = Math.round(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.75 + random() / 2));
    return this.#now + waitMs < begun + deadlineMs ? { error, waitMs } : undefined;
  }

  /** Nobody tries a host any more that has not answered for long; what was tried has failed. */
  async #giveUp({ job: queued }: Waiting<Queued<Result>>, record: RunRecord): Promise<void> {
    const { job, attempt, earlier, failure } = queued;
    const { site, address, profile } = job;
    const outcome = failure === undefined
      ? { state: "skipped", reason: "host unreachable" } as const
      : { state: "failed", error: failure } as const;
    const recorded = await record.job({ site, address, profile, attempt }, earlier);
    await recorded.end(endOf(outcome));
    this.#ended(job, attempt, outcome);
  }

  /** The run ends before the turn of a job comes, or before its next one. */
  #leave({ job, attempt, failure }: Queued<Result>): void {
    if (failure === undefined) this.#counts.interrupted += 1;
    else {
      const error = new SitehaulError("interrupted", `Interrupted after: ${failure.message}`, {
        hint: failure.hint,
        cause: failure,
      });
      this.#ended(job, attempt - 1, { state: "interrupted", error });
    }
  }

  #ended({ site }: FleetJob<Result>, attempt: number, outcome: JobOutcomeOf<Result>): void {
    this.#counts[outcome.state] += 1;
    const run = this.#record?.id ?? "";
    this.#queue.put({ type: "job-ended", run, site, attempt, outcome });
  }

  #lose(error: unknown): void {
    // Before it begins, a run has no name by which this could be told.
    if (this.#record === undefined) {
      this.#lost = error;
      return;
    }
    const lost = isSitehaulError(error)
      ? error
      : new SitehaulError("history/unusable", messageOf(error), { cause: error });
    this.#queue.put({ type: "history-lost", run: this.#record.id, error: lost });
  }

  /** The host of a site; where the run is to stop meanwhile, nobody needs it any more. */
  async #unlessStopped(host: Promise<string>): Promise<string> {
    const stopped = Promise.withResolvers<string>();
    const stop = () => stopped.resolve("");
    if (this.#stop.aborted) return "";
    this.#stop.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([host, stopped.promise]);
    } finally {
      this.#stop.removeEventListener("abort", stop);
    }
  }

  /** Until something changes, or the time has come. */
  async #pause(until: number): Promise<void> {
    const { sleep = standardSleep } = this.#plan;
    const changed = this.#changed.promise;
    if (until === Infinity) return await changed;
    const done = new AbortController();
    const waited = sleep(Math.max(0, until - this.#now), done.signal).catch(() => {});
    await Promise.race([changed, waited]);
    done.abort();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  async #jitter(): Promise<void> {
    const { jitterMs = 0, random = Math.random, sleep = standardSleep } = this.#plan;
    if (jitterMs > 0) await sleep(random() * jitterMs, this.#stop).catch(() => {});
  }
}
