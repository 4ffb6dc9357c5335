/** Remembers a job that was done alone, when it is over: short commands do not wait for a history. */
import type {
  BackupHistory,
  JobOutcome,
  JobStage,
  NewBackup,
  NewCopy,
  NewJob,
  NewProof,
  NewRun,
  Observation,
} from "../history/history.ts";
import {
  type JobRecord,
  type PlaceOf,
  type RecordedJob,
  type RemovalReason,
  RunRecord,
} from "./job_record.ts";

/** Opens a history that takes the time of what it records from elsewhere. */
export type OpenAt = (clock: () => number) => Promise<BackupHistory | undefined>;

/** What is recorded, and where. */
export interface LateRecordOptions {
  readonly open: OpenAt;
  readonly run: NewRun;
  readonly job: NewJob;
  /** ms since 1970. */
  readonly clock: () => number;
  /** Called with what the history failed with, instead of throwing it. */
  readonly onLoss: (error: unknown) => void;
}

/** A history that is open, and the run and the job there. */
interface Opened {
  readonly history: BackupHistory | undefined;
  readonly run: RunRecord;
  readonly job: RecordedJob;
}

/**
 * Keeps what is to be remembered, with the times at which it happened. It is written at the end, or when
 * something is about to be removed: that has to be written before.
 */
export class LateRecord implements JobRecord {
  readonly #options: LateRecordOptions;
  readonly #calls: { readonly at: number; readonly act: (job: RecordedJob) => Promise<void> }[] =
    [];
  #now: number;
  #opened: Promise<Opened | undefined> | undefined;

  constructor(options: LateRecordOptions) {
    this.#options = options;
    this.#now = options.clock();
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

  async removing(place: PlaceOf, why: RemovalReason): Promise<void> {
    await this.#keep((job) => job.removing(place, why));
    await this.#write();
  }

  removed(place: PlaceOf): Promise<void> {
    return this.#keep((job) => job.removed(place));
  }

  warn(text: string): Promise<void> {
    return this.#keep((job) => job.warn(text));
  }

  observe(seen: Observation): Promise<void> {
    return this.#keep((job) => job.observe(seen));
  }

  /** For this, the history is opened: looking at a site takes longer than that. */
  async lastSeen(): Promise<Observation | undefined> {
    return await (await this.#write())?.job.lastSeen();
  }

  /** Writes down everything, and that the job has ended like this. */
  async end(outcome: JobOutcome): Promise<void> {
    await this.#keep((job) => job.end(outcome));
    const opened = await this.#write();
    await opened?.run.end();
    await opened?.history?.close();
  }

  #keep(act: (job: RecordedJob) => Promise<void>): Promise<void> {
    this.#calls.push({ at: this.#options.clock(), act });
    return Promise.resolve();
  }

  async #write(): Promise<Opened | undefined> {
    const opened = await (this.#opened ??= this.#open());
    if (opened === undefined) return undefined;
    for (const { at, act } of this.#calls.splice(0)) {
      this.#now = at;
      await act(opened.job);
    }
    return opened;
  }

  async #open(): Promise<Opened | undefined> {
    const { open, run: about, job, onLoss } = this.#options;
    const clock = () => this.#now;
    try {
      const history = await open(clock);
      const run = await RunRecord.begin(history, about, { clock, onLoss });
      return { history, run, job: await run.job(job) };
    } catch (error) {
      onLoss(error);
      return undefined;
    }
  }
}
