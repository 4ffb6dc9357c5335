/** What is to be done on many sites, and what happens meanwhile. */
import type { SitehaulError } from "../base/errors.ts";
import type { BackupEvent } from "../client/backup_events.ts";
import type { DownloadEvent } from "../client/download_events.ts";
import type { Waiting } from "../connection/patience.ts";
import type { BackupHistory, JobEnd } from "../history/history.ts";
import type { Clock, Sleep } from "../transport/transport.ts";
import type { EarlierBackup } from "./earlier_backup.ts";
import type { JobRecord } from "./job_record.ts";

/** What happens within a job. */
export type JobEvent = BackupEvent | DownloadEvent | Waiting;

/** What a job has while it runs. */
export interface JobContext {
  /** The id of the run that the job belongs to. */
  readonly run: string;
  /** From 1. */
  readonly attempt: number;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  /** Ends the job at the next moment at which nothing is half done. */
  readonly stop: AbortSignal;
  /** Takes what happens. */
  readonly emit: (event: JobEvent) => void;
  /** Remembers what is done; it never throws. */
  readonly record: JobRecord;
}

/** What came of a job that was done. */
export interface JobDone<Result> {
  /** Whether anything was warned of. */
  readonly state: "ok" | "warnings";
  /** For whoever made the job. */
  readonly result: Result;
}

/** One site, and what is to be done there. Nothing of it is made before its turn but this. */
export interface FleetJob<Result> {
  /** The site's name; no two jobs of a run have the same. */
  readonly site: string;
  /** The address of its root: of two jobs with the same one, only one can be at work, also in other runs. */
  readonly address: string;
  /** The number of the backup profile. */
  readonly profile: number;
  /** The backup that an interrupted run has completed, as `leftOf()` says: no second one is taken. */
  readonly earlier?: EarlierBackup | undefined;
  /** How long it may take, ms, over all its attempts. @default {that of the plan} */
  readonly deadlineMs?: number | undefined;
  /**
   * Does it.
   *
   * @throws {SitehaulError} with which the job has failed
   */
  readonly run: (context: JobContext) => Promise<JobDone<Result>>;
}

/** What is to be done, and how much of it at once. */
export interface FleetPlan<Result> {
  /** In the order in which they are begun, as far as their hosts allow. */
  readonly jobs: readonly FleetJob<Result>[];
  /** What the history calls it. @default {"run"} */
  readonly command?: string | undefined;
  /** What the history has to know in order to go on with it: without secrets. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** The interrupted run that this one goes on with. */
  readonly resumes?: string | undefined;
  /** Remembers the run; without one, nothing is. */
  readonly history?: BackupHistory | undefined;
  /** The folder of the locks by which runs respect each other; without one, they do not. */
  readonly locks?: string | undefined;
  /** Jobs at once. @default {20} */
  readonly concurrency?: number | undefined;
  /** Jobs at once on one host. @default {1} */
  readonly perHost?: number | undefined;
  /** Attempts for each site, where what went wrong may pass by itself. @default {2} */
  readonly attempts?: number | undefined;
  /** How long a job may take, ms, over all its attempts. @default {no limit} */
  readonly deadlineMs?: number | undefined;
  /** The start is put off by a random time up to this, ms, so that not all programs begin at once. @default {0} */
  readonly jitterMs?: number | undefined;
  /** Gives the address of a host, so that sites on one server are known. @default {the system's} */
  readonly resolve?: ((host: string) => Promise<string>) | undefined;
  /** Ends gracefully: no new jobs, and those that run end where nothing is half done. */
  readonly stop?: AbortSignal | undefined;
  /** Ends at once. */
  readonly signal?: AbortSignal | undefined;
  /** ms since 1970. @default {Date.now} */
  readonly clock?: Clock | undefined;
  /** Waits. @default {a timer} */
  readonly sleep?: Sleep | undefined;
  /** From 0 to 1. @default {Math.random} */
  readonly random?: (() => number) | undefined;
}

/** How many jobs ended so. */
export type FleetCounts = Readonly<Record<JobEnd, number>>;

/** How a job ended. */
export type JobOutcomeOf<Result> =
  | (JobDone<Result> & { readonly error?: undefined })
  | { readonly state: "failed" | "interrupted"; readonly error: SitehaulError }
  | { readonly state: "skipped"; readonly reason: SkipReason; readonly error?: undefined };

/** Why nothing was done on a site. */
export type SkipReason = "busy" | "host unreachable";

/** Which job an event is about. */
export interface OfJob {
  /** Such as `r-20261128-073012-4f2a`. */
  readonly run: string;
  /** As the plan calls it. */
  readonly site: string;
  /** From 1. */
  readonly attempt: number;
}

/** One event of a run. */
export type FleetEvent<Result = unknown> =
  | { readonly type: "run"; readonly run: string; readonly sites: number }
  | (OfJob & { readonly type: "job" })
  | (OfJob & { readonly type: "work"; readonly event: JobEvent })
  | (OfJob & {
    readonly type: "again";
    readonly error: SitehaulError;
    /** Until the next attempt, ms. */
    readonly waitMs: number;
  })
  | (OfJob & { readonly type: "job-ended"; readonly outcome: JobOutcomeOf<Result> })
  | { readonly type: "history-lost"; readonly run: string; readonly error: SitehaulError }
  | { readonly type: "run-ended"; readonly run: string; readonly counts: FleetCounts };

/** What came of a run. */
export interface FleetSummary {
  /** Such as `r-20261128-073012-4f2a`. */
  readonly run: string;
  /** Each site counts once, however often it was tried. */
  readonly counts: FleetCounts;
}
