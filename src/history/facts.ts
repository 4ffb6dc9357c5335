/**
 * What is remembered of runs, jobs, backups and their copies: the facts that a history takes and gives.
 *
 * Times are ms since 1970, sizes are bytes. Texts of sites are given without secrets: whoever records
 * takes them out before.
 */

/** How a job ends: three colours, never two, and two ways of not having been done. */
export type JobEnd = "ok" | "warnings" | "failed" | "skipped" | "interrupted";

/** How a run stands. */
export type RunState = "running" | "done" | "interrupted";

/** What a job is at, in the order in which the stages come. */
export type JobStage = "connect" | "backup" | "download" | "verify" | "delete";

/** Where a copy is. */
export type PlaceKind = "site" | "folder" | "store";

/** How thoroughly a copy was looked at, from little to much. */
export type ProofDepth = "sizes" | "checksums" | "read" | "extracted";

/** What came of looking: `not checked` is a verdict of its own, and never a good one. */
export type Verdict = "good" | "bad" | "not checked";

/** A run that is about to begin. */
export interface NewRun {
  /** The name of the command, such as `run` or `backup`. */
  readonly command: string;
  /** What the jobs are to do, without secrets, so that they can be taken up again. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The names of all sites, in their order. */
  readonly sites: readonly string[];
  /** The interrupted run that this one goes on with. */
  readonly resumes?: string | undefined;
}

/** One go over a selection of sites. */
export interface RunFacts extends NewRun {
  /** Such as `r-20261128-073012-4f2a`: no site can be called that by chance, and they sort by time. */
  readonly id: string;
  /** `interrupted` also when its process has died, once `BackupHistory.interrupted()` was asked. */
  readonly state: RunState;
  /** ms since 1970. */
  readonly started: number;
  /** `undefined` while it runs; of one whose process died, the last sign of life. */
  readonly ended: number | undefined;
  /** How many jobs have ended so, by attempt that counts: the last one of each site. */
  readonly counts: Readonly<Record<JobEnd, number>>;
}

/** A job that is about to begin. */
export interface NewJob {
  /** The site's name in the configuration, or its address where it has none. */
  readonly site: string;
  /** The address of its root: by it a site is known under another name. */
  readonly address: string;
  /** The number of the backup profile. */
  readonly profile: number;
  /** From 1. */
  readonly attempt: number;
  /** The moment for which a scheduled job is due. */
  readonly slot?: number | undefined;
}

/** How a job ended, and why. */
export interface JobOutcome {
  /** One of the five ways in which a job can end. */
  readonly state: JobEnd;
  /** The code of the error, where there is one. */
  readonly code?: string | undefined;
  /** What happened, or why it was skipped, such as `busy`. */
  readonly message?: string | undefined;
  /** What to do next. */
  readonly hint?: string | undefined;
}

/** One site in a run. */
export interface JobFacts extends NewJob, Omit<JobOutcome, "state"> {
  /** Counts up over all runs of a history. */
  readonly id: number;
  /** The name of the run, such as `r-20261128-073012-4f2a`. */
  readonly run: string;
  /** `running` until it has ended. */
  readonly state: JobEnd | "running";
  /** The last stage that it came to; `undefined` if it came to none. */
  readonly stage: JobStage | undefined;
  /** ms since 1970. */
  readonly started: number;
  /** `undefined` while it runs; of one whose process died, the last sign of life. */
  readonly ended: number | undefined;
  /** Of the site and of this program, oldest first; of many, the first ones. */
  readonly warnings: readonly string[];
  /** The backup that it took or worked on. */
  readonly backup: BackupFacts | undefined;
}

/** A backup of a site, as its record describes it. */
export interface NewBackup {
  /** By this number the site knows it. */
  readonly record: number;
  /** When the site began it, as its record says. */
  readonly begun: number | undefined;
  /** The file name of the archive. */
  readonly archive: string;
  /** Of all parts; `undefined` if unknown. */
  readonly size: number | undefined;
  /** At least 1. */
  readonly parts: number;
  /** How many steps were sent on a guess after lost replies. */
  readonly guessedSteps: number;
  /** Whether it is known that no other backup began meanwhile. */
  readonly listChecked: boolean;
}

/** A backup that is known. */
export interface BackupFacts extends NewBackup {
  /** What copies and jobs refer to. */
  readonly id: number;
  /** As it was called when the backup was last worked on. */
  readonly site: string;
  /** Together with {@linkcode NewBackup.record} and the archive it tells backups from each other. */
  readonly address: string;
  /** By its number on the site. */
  readonly profile: number;
  /** When it was first noted here. */
  readonly noted: number;
}

/** What was one part when it was fetched. */
export interface CopyFile {
  /** Without a folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** 64 hexadecimal digits; `undefined` where nobody has read it. */
  readonly sha256: string | undefined;
}

/** All parts of a backup at one place. */
export interface NewCopy {
  /** The site itself is a place as well. */
  readonly kind: PlaceKind;
  /** The folder, or the address of the store without a password; `""` for the site itself. */
  readonly place: string;
  /** All parts, in the order of the site. */
  readonly files: readonly CopyFile[];
}

/** A copy that is known. */
export interface CopyFacts extends NewCopy {
  /** What proofs refer to. */
  readonly id: number;
  /** By the number that it has in the history. */
  readonly backup: number;
  /** When it was last told of here. */
  readonly noted: number;
  /** When it was removed, as far as known here. */
  readonly removed: number | undefined;
  /** The newest proof of it. */
  readonly proof: ProofFacts | undefined;
}

/** What was checked on a copy. */
export interface NewProof {
  /** How far the check went. */
  readonly depth: ProofDepth;
  /** What came of it. */
  readonly verdict: Verdict;
  /** How many files of the archive were read. */
  readonly files: number;
  /** How many bytes of it were read. */
  readonly bytes: number;
  /** Why it is bad, or was not checked. */
  readonly reason?: string | undefined;
}

/** What was checked on a copy, and when. */
export interface ProofFacts extends NewProof {
  /** ms since 1970. */
  readonly at: number;
}

/** Why a copy is removed. */
export interface NewDecision {
  /** What says so: the flag, or the rule of the configuration. */
  readonly rule: string;
  /** The copy elsewhere for whose sake it may go; `undefined` if nothing needs to cover it. */
  readonly coveredBy?: number | undefined;
}

/** A backup with everything that decides how long its copies stay. */
export interface KnownBackup {
  /** As its record described it. */
  readonly backup: BackupFacts;
  /** Oldest first; those that are gone are among them. */
  readonly copies: readonly CopyFacts[];
  /** The moment for which it was due, where it was taken by a schedule. */
  readonly slot: number | undefined;
  /** Why it stays, whatever a policy says; `undefined` if nobody said so. */
  readonly pinned: string | undefined;
}

/** What was removed, or was about to be. */
export interface DecisionFacts extends NewDecision {
  /** Counts up over all decisions of a history. */
  readonly id: number;
  /** In which it was decided, as {@linkcode RunFacts.id}. */
  readonly run: string;
  /** In which it was decided, as {@linkcode JobFacts.id}. */
  readonly job: number;
  /** Whose copy it is. */
  readonly site: string;
  /** By its number in the history. */
  readonly copy: number;
  /** The number of its backup in the history. */
  readonly backup: number;
  /** By this number the site knew it. */
  readonly record: number;
  /** The sort of place that the copy is at. */
  readonly kind: PlaceKind;
  /** The folder or the address that the copy is at. */
  readonly place: string;
  /** ms since 1970: before anything is removed. */
  readonly decided: number;
  /** When it was done; `undefined` if nobody knows whether it was. */
  readonly done: number | undefined;
}

/** What a site showed of itself; what is `undefined` was not seen this time. */
export interface Observation {
  /** The id of the product. */
  readonly product?: string | undefined;
  /** The product's version. */
  readonly version?: string | undefined;
  /** The API level. */
  readonly level?: number | undefined;
  /** The newest version that the product itself knows of. */
  readonly latestVersion?: string | undefined;
  /** When the certificate of the site ends. */
  readonly tlsExpires?: number | undefined;
  /** How far the site's clock is ahead of this one's, ms. */
  readonly clockAheadMs?: number | undefined;
  /** What is free in the folder of its downloads, bytes. */
  readonly freeBytes?: number | undefined;
  /** When it was looked at for its own sake, ms since 1970: this costs a request, once a day. */
  readonly looked?: number | undefined;
}

/** Everything that the state of a site is made from: a group is a site and a profile. */
export interface GroupFacts {
  /** As its jobs were called. */
  readonly site: string;
  /** Where the newest job was done. */
  readonly address: string;
  /** A site with two profiles is two groups. */
  readonly profile: number;
  /**
   * The newest ones, at most {@linkcode RECENT}, newest first; those that run are among them. Those of commands
   * that only remove copies, or read them again, are not: `prune`, `verify`, `delete` and `delete-files`.
   */
  readonly jobs: readonly JobFacts[];
  /** How many of such jobs have failed since the last one that did not; those skipped or interrupted aside. */
  readonly failuresInARow: number;
  /**
   * The newest backup of which a copy was proven good and is still there, with that copy, wherever it is;
   * where all of them are gone, the newest that there was. The time is that at which it was taken.
   */
  readonly lastGood: { readonly backup: BackupFacts; readonly copy: CopyFacts } | undefined;
  /** The newest backup at all, with all its copies. */
  readonly lastBackup:
    | { readonly backup: BackupFacts; readonly copies: readonly CopyFacts[] }
    | undefined;
  /** The sizes of the newest backups that were proven good, at most {@linkcode RECENT}, newest first. */
  readonly sizes: readonly number[];
  /** For each field what was seen last, and when anything was. */
  readonly seen: (Observation & { readonly at: number }) | undefined;
}

/** How many jobs, and how many sizes, stand in {@linkcode GroupFacts}. */
export const RECENT = 10;
