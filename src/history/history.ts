/**
 * What is remembered of backups: the contract that every history keeps, wherever it is stored. The facts
 * that it takes and gives stand in `facts.ts`.
 */
import type {
  BackupFacts,
  CopyFacts,
  DecisionFacts,
  GroupFacts,
  JobFacts,
  JobOutcome,
  JobStage,
  KnownBackup,
  NewBackup,
  NewCopy,
  NewDecision,
  NewJob,
  NewProof,
  NewRun,
  Observation,
  RunFacts,
  RunState,
} from "./facts.ts";

export * from "./facts.ts";

/** Which runs, jobs or decisions are wanted: those that all of it is true of. */
export interface HistoryFilter {
  /** Only of sites with one of these names. */
  readonly sites?: readonly string[] | undefined;
  /** Only what began then or later. */
  readonly since?: number | undefined;
  /** Only what failed: of runs, those in which a job did; of decisions, those of such a job. @default {false} */
  readonly failed?: boolean | undefined;
  /** Only of this run. */
  readonly run?: string | undefined;
  /** At most so many, the newest. @default {all} */
  readonly limit?: number | undefined;
}

/** Records a run. Whatever is acknowledged here is still known after the process was killed. */
export interface RunWriter {
  /** What `resumes` of a later run refers to. */
  readonly id: string;
  /** From now on the site counts as being worked on. */
  beginJob(job: NewJob): Promise<JobWriter>;
  /** The run is over, and lets go of what shows that it lives. Without a state, as its jobs show. */
  end(state?: Exclude<RunState, "running">): Promise<void>;
}

/** Records a job. */
export interface JobWriter {
  /** The same as {@linkcode JobFacts.id}. */
  readonly id: number;
  /** The next stage is at work. */
  stage(stage: JobStage): Promise<void>;
  /** What is known of the backup; said again, it replaces what was known. Gives its id. */
  backup(backup: NewBackup): Promise<number>;
  /**
   * A copy of that backup is at a place; said again for one place, it replaces what was known. Copies of other
   * backups of the site whose files have become these, of the same name, are removed by that.
   */
  copy(backup: number, copy: NewCopy): Promise<number>;
  /** A copy was checked: this counts until it is checked again, or written anew. */
  proof(copy: number, proof: NewProof): Promise<void>;
  /** A copy is about to be removed: what this has acknowledged survives even a loss of power. */
  removing(copy: number, decision: NewDecision): Promise<void>;
  /** A copy is gone. */
  removed(copy: number): Promise<void>;
  /** Of many, only the first ones are kept. */
  warn(text: string): Promise<void>;
  /** What was not seen this time stays as it was seen before. */
  observe(seen: Observation): Promise<void>;
  /** Nothing follows it. */
  end(outcome: JobOutcome): Promise<void>;
}

/** What is remembered of backups. Every method throws `SitehaulError` `history/unusable`. */
export interface BackupHistory {
  /** A run begins; while its process lives, it counts as running. */
  beginRun(run: NewRun): Promise<RunWriter>;
  /** Newest first. */
  runs(filter?: HistoryFilter): AsyncGenerator<RunFacts, void, void>;
  /** One run; `undefined` if there is none of that id. */
  run(id: string): Promise<RunFacts | undefined>;
  /** Newest first. */
  jobs(filter?: HistoryFilter): AsyncGenerator<JobFacts, void, void>;
  /** Of what was removed, newest first. */
  decisions(filter?: HistoryFilter): AsyncGenerator<DecisionFacts, void, void>;
  /** The backups of a site that its record of that number was of, newest first; mostly one. */
  backupsOf(address: string, record: number): Promise<readonly BackupFacts[]>;
  /** The copies of a backup, oldest first. */
  copies(backup: number): Promise<readonly CopyFacts[]>;
  /**
   * Runs that were interrupted, newest first, and that no later run has gone on with. Those whose process
   * has died are settled by this: they and their open jobs are `interrupted` from then on.
   */
  interrupted(): Promise<readonly RunFacts[]>;
  /** The names of all sites that ever had a job, in their order. */
  sites(): Promise<readonly string[]>;
  /** All backups of these sites, by site and profile, oldest first. @default {of all sites} */
  backups(sites?: readonly string[]): AsyncGenerator<KnownBackup, void, void>;
  /**
   * A backup stays, whatever a policy says; without a reason it is as others again.
   *
   * @param backup by its number in the history
   */
  pin(backup: number, reason: string | undefined): Promise<void>;
  /** What was last seen of a site, field by field; `undefined` if nothing ever was. */
  seen(site: string): Promise<GroupFacts["seen"]>;
  /** Everything that is known of every group, by site and profile, in the order of their names. */
  groups(): AsyncGenerator<GroupFacts, void, void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}
