/** Remembers a job that was done alone, when it is over: short commands do not wait for a history. */
import type { JobOutcome, NewCopy, NewJob, NewProof, NewRun } from "../history/history.ts";
import type { BackupHistory, JobStage, NewBackup, Observation } from "../history/history.ts";
import { type JobRecord, type RecordedJob, RunRecord } from "./job_record.ts";

/** Opens a history that takes the time of what it records from elsewhere. */
export type OpenAt = (clock: () => number) => Promise<BackupHistory | undefined>;

/** What is to be remembered, with the times at which it happened. */
export class LateRecord implements JobRecord {
  readonly #clock: () => number;
  readonly #calls: { readonly at: number; readonly act: (job: RecordedJob) => Promise<void> }[] =
    [];
  readonly #begun: number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#begun = clock();
  }

  stage(stage: JobStage): Promise<void> {
    return this.#keep((job) => job.stage(stage));
  }

  backup(backup: NewBackup): Promise<void> {
    return this.#keep((job) => job.backup(backup));
  }

  copy(copy: NewCopy, proof: NewProof): Promise<void> {
    return this.#keep((job) => job.copy(copy, proof));
  }

  removed(place: Pick<NewCopy, "kind" | "place">): Promise<void> {
    return this.#keep((job) => job.removed(place));
  }

  warn(text: string): Promise<void> {
    return this.#keep((job) => job.warn(text));
  }

  observe(seen: Observation): Promise<void> {
    return this.#keep((job) => job.observe(seen));
  }

  /**
   * Writes everything down.
   *
   * @param onLoss called with what the history failed with, instead of throwing it
   */
  async write(
    open: OpenAt,
    { run, job, outcome, onLoss }: {
      readonly run: NewRun;
      readonly job: NewJob;
      readonly outcome: JobOutcome;
      readonly onLoss: (error: unknown) => void;
    },
  ): Promise<void> {
    let now = this.#begun;
    const ended = this.#clock();
    let history: BackupHistory | undefined;
    try {
      history = await open(() => now);
      const record = await RunRecord.begin(history, run, { clock: () => now, onLoss });
      const recorded = await record.job(job);
      for (const { at, act } of this.#calls) {
        now = at;
        await act(recorded);
      }
      now = ended;
      await recorded.end(outcome);
      await record.end();
    } catch (error) {
      onLoss(error);
    } finally {
      await history?.close();
    }
  }

  #keep(act: (job: RecordedJob) => Promise<void>): Promise<void> {
    this.#calls.push({ at: this.#clock(), act });
    return Promise.resolve();
  }
}
