/** Remembers what a job does. A history that fails is told once, and never stops a backup. */
import type {
  BackupHistory,
  JobOutcome,
  JobStage,
  JobWriter,
  NewBackup,
  NewCopy,
  NewJob,
  NewProof,
  NewRun,
  Observation,
  RunWriter,
} from "../history/history.ts";
import type { EarlierBackup } from "./earlier_backup.ts";
import { isSame, type JobsBefore, jobsBefore } from "./other_runs.ts";
import { newRunId } from "../history/run_id.ts";

/** Where a copy of the backup of a job is. */
export type PlaceOf = Pick<NewCopy, "kind" | "place">;

/** Why a copy is removed. */
export interface RemovalReason {
  /** What says so: an option, or a rule of the configuration. */
  readonly rule: string;
  /** Where the copy is that covers it. */
  readonly coveredBy?: PlaceOf | undefined;
}

/** What is to be remembered of a job, as it happens. Nothing of it throws. */
export interface JobRecord {
  /** What an earlier attempt at the job, or an interrupted run, has completed: no second one is taken. */
  readonly earlier?: EarlierBackup | undefined;
  /** Said when a stage begins. */
  stage(stage: JobStage): Promise<void>;
  /** The backup that the job is about, as far as it is known. */
  backup(backup: NewBackup): Promise<void>;
  /** A copy of that backup, and what was checked on it. */
  copy(copy: NewCopy, proof: NewProof): Promise<void>;
  /**
   * The copy at a place is about to be removed, for the sake of another one if it is covered. When this
   * returns, that is written down.
   */
  removing(place: PlaceOf, why: RemovalReason): Promise<void>;
  /** The copy at that place is gone. */
  removed(place: PlaceOf): Promise<void>;
  /** Something was warned of. */
  warn(text: string): Promise<void>;
  /** What the site showed of itself. */
  observe(seen: Observation): Promise<void>;
  /** What it showed before, in any job. */
  lastSeen(): Promise<Observation | undefined>;
}

/** What a run is recorded with. */
interface Recording {
  readonly history: BackupHistory | undefined;
  readonly run: NewRun;
  /** What others had done before; nothing where nobody asks. */
  readonly before: JobsBefore | undefined;
  readonly onLoss: (error: unknown) => void;
}

/** So many jobs of a site are looked at, the newest: each attempt of each run is one. */
const LATELY = 10;

/** Of a run: with or without a history. */
export class RunRecord {
  readonly id: string;
  readonly #writer: RunWriter | undefined;
  readonly #recording: Recording;

  private constructor(id: string, writer: RunWriter | undefined, recording: Recording) {
    this.id = id;
    this.#writer = writer;
    this.#recording = recording;
  }

  /**
   * A run begins.
   *
   * @param isOfSeveral whether {@linkcode RunRecord.isDoneElsewhere} will be asked
   * @param onLoss called once with what the history failed with
   */
  static async begin(
    history: BackupHistory | undefined,
    run: NewRun,
    { clock, onLoss, isOfSeveral = false }: {
      readonly clock: () => number;
      readonly onLoss: (error: unknown) => void;
      readonly isOfSeveral?: boolean;
    },
  ): Promise<RunRecord> {
    let isTold = false;
    const once = (error: unknown) => {
      if (!isTold) onLoss(error);
      isTold = true;
    };
    const found = isOfSeveral && history !== undefined
      ? await jobsBefore(history).catch((error) => void once(error))
      : undefined;
    const writer = await history?.beginRun(run).catch((error) => void once(error));
    const recording = { history, run, before: found ?? undefined, onLoss: once };
    return new RunRecord(writer?.id ?? newRunId(clock()), writer ?? undefined, recording);
  }

  /**
   * Whether another run that does the same has come to the end of this site since this one began: of two
   * that work on the same sites at once, each site is for one.
   */
  async isDoneElsewhere({ site, profile }: Pick<NewJob, "site" | "profile">): Promise<boolean> {
    const { history, run: { command, options }, before } = this.#recording;
    if (history === undefined || before === undefined) return false;
    try {
      for await (const job of history.jobs({ sites: [site], limit: LATELY })) {
        const { id, run, state } = job;
        const isOver = state === "ok" || state === "warnings" || state === "failed";
        const isSince = id > before.newest || before.atWork.has(id);
        if (!isOver || !isSince || run === this.id || job.profile !== profile) continue;
        const other = await history.run(run);
        if (other?.command === command && isSame(other.options, options)) return true;
      }
    } catch (error) {
      this.#recording.onLoss(error);
    }
    return false;
  }

  /**
   * A job begins.
   *
   * @param given the backup that an earlier attempt, or an interrupted run, has completed
   */
  async job(job: NewJob, given?: EarlierBackup): Promise<RecordedJob> {
    // The configuration may say another profile by now: then it is not a backup of this job.
    const earlier = (given?.profile ?? job.profile) === job.profile ? given : undefined;
    const writer = await this.#writer?.beginJob(job).catch((error) =>
      void this.#recording.onLoss(error)
    );
    const { history } = this.#recording;
    const lastSeen = () => history?.seen(job.site) ?? Promise.resolve(undefined);
    const recorded = new RecordedJob(
      writer ?? undefined,
      lastSeen,
      this.#recording.onLoss,
      earlier,
    );
    // Whoever resumes the run finds it, wherever this attempt is interrupted.
    if (earlier !== undefined) await recorded.backup(earlier);
    return recorded;
  }

  async end(state?: "done" | "interrupted"): Promise<void> {
    await this.#writer?.end(state).catch(this.#recording.onLoss);
  }
}

/** Of a job: it knows the numbers that the history has given. */
export class RecordedJob implements JobRecord {
  /** Called when a stage begins. */
  onStage: (stage: JobStage) => void = () => {};
  readonly #writer: JobWriter | undefined;
  readonly #onLoss: (error: unknown) => void;
  readonly #copies = new Map<string, number>();
  readonly #lastSeen: () => Promise<Observation | undefined>;
  readonly earlier: EarlierBackup | undefined;
  #backup: number | undefined;
  #completed: EarlierBackup | undefined;

  constructor(
    writer: JobWriter | undefined,
    lastSeen: () => Promise<Observation | undefined>,
    onLoss: (error: unknown) => void,
    earlier?: EarlierBackup,
  ) {
    this.#writer = writer;
    this.#lastSeen = lastSeen;
    this.#onLoss = onLoss;
    this.earlier = earlier;
    this.#completed = earlier;
  }

  /** The backup that is complete by now, for another attempt. */
  get completed(): EarlierBackup | undefined {
    return this.#completed;
  }

  stage(stage: JobStage): Promise<void> {
    this.onStage(stage);
    return this.#try((writer) => writer.stage(stage));
  }

  backup(backup: NewBackup): Promise<void> {
    const { record, archive } = backup;
    const known = this.#completed;
    const isSame = known?.record === record && known.archive === archive;
    const { warnings = [], proven } = isSame ? known : {};
    this.#completed = { ...backup, warnings, proven };
    return this.#try(async (writer) => {
      this.#backup = await writer.backup(backup);
    });
  }

  copy(copy: NewCopy, proof: NewProof): Promise<void> {
    if (this.#completed !== undefined && copy.kind !== "site" && proof.verdict === "good") {
      this.#completed = { ...this.#completed, proven: { copy, files: proof.files } };
    }
    return this.#try(async (writer) => {
      if (this.#backup === undefined) return;
      const id = await writer.copy(this.#backup, copy);
      this.#copies.set(`${copy.kind} ${copy.place}`, id);
      await writer.proof(id, proof);
    });
  }

  removing(place: PlaceOf, { rule, coveredBy }: RemovalReason): Promise<void> {
    return this.#try(async (writer) => {
      const id = this.#idAt(place);
      const cover = coveredBy && this.#idAt(coveredBy);
      if (id !== undefined) await writer.removing(id, { rule, coveredBy: cover });
    });
  }

  removed(place: PlaceOf): Promise<void> {
    return this.#try(async (writer) => {
      const id = this.#idAt(place);
      if (id !== undefined) await writer.removed(id);
    });
  }

  #idAt({ kind, place }: PlaceOf): number | undefined {
    return this.#copies.get(`${kind} ${place}`);
  }

  warn(text: string): Promise<void> {
    const known = this.#completed;
    if (known !== undefined && !known.warnings.includes(text)) {
      this.#completed = { ...known, warnings: [...known.warnings, text] };
    }
    return this.#try((writer) => writer.warn(text));
  }

  observe(seen: Observation): Promise<void> {
    return this.#try((writer) => writer.observe(seen));
  }

  async lastSeen(): Promise<Observation | undefined> {
    try {
      return await this.#lastSeen();
    } catch (error) {
      this.#onLoss(error);
      return undefined;
    }
  }

  end(outcome: JobOutcome): Promise<void> {
    return this.#try((writer) => writer.end(outcome));
  }

  async #try(act: (writer: JobWriter) => Promise<void>): Promise<void> {
    if (this.#writer === undefined) return;
    try {
      await act(this.#writer);
    } catch (error) {
      this.#onLoss(error);
    }
  }
}
