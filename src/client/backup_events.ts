/**
 * What happens while a backup is taken.
 * @module
 */
import type { BackupRecord } from "../protocol/replies.ts";

/** The backup has begun. */
export interface BackupStarted {
  /** Which event this is. */
  readonly type: "started";
  /** The profile's number. */
  readonly profile: number;
  /** The number of the backup record; some old versions report it only at the end. */
  readonly recordId: number | undefined;
  /** The name of the archive, `""` when it is not known yet. */
  readonly archive: string;
}

/** A backup that an earlier run left behind is taken up again. */
export interface BackupResumed {
  /** Which event this is. */
  readonly type: "resumed";
  /** The profile's number. */
  readonly profile: number;
  /** The number of the backup record. */
  readonly recordId: number;
  /** The name of the archive. */
  readonly archive: string;
  /** How many steps it had. */
  readonly steps: number;
}

/** An earlier run was interrupted in a step, which may still be at work: nothing is sent before it is over. */
export interface BackupHolding {
  /** Which event this is. */
  readonly type: "holding";
  /** The number of the backup record; `undefined` where only the start was sent. */
  readonly recordId: number | undefined;
  /** How long at most, unless something moves in the record, ms. */
  readonly waitMs: number;
}

/** A backup that an earlier run left behind cannot be taken up: the new one replaces it. */
export interface BackupReplacing {
  /** Which event this is. */
  readonly type: "replacing";
  /** The number of the record of the one that is replaced. */
  readonly recordId: number;
  /** Why it is not taken up. */
  readonly reason: string;
}

/** A step has been done. */
export interface BackupStep {
  /** Which event this is. */
  readonly type: "step";
  /** Counts the steps from 1. */
  readonly step: number;
  /** Per cent, 0–100; may go back a little, and sits at 100 for several steps. */
  readonly progress: number;
  /** What the engine is doing: `init`, `installer`, `PackDB`, `Packing`, `finale`. */
  readonly domain: string;
  /** Details, such as the folder on the server. */
  readonly detail: string;
}

/** The site warns of something, such as a file that cannot be read. */
export interface BackupWarning {
  /** Which event this is. */
  readonly type: "warning";
  /** The site's text. */
  readonly message: string;
}

/** The answer to a step was lost; the backup record is watched before anything else is sent. */
export interface BackupRecovering {
  /** Which event this is. */
  readonly type: "recovering";
  /** What happened. */
  readonly reason: string;
  /** How long at most, unless something moves in the record or the site stays away, ms. */
  readonly waitMs: number;
}

/**
 * The reply to a step was lost, and nothing proves that the step is over: the record has only been still
 * for as long as a step can last. The next step is sent on this guess. If it is wrong, two steps overlap,
 * which damages the archive silently.
 */
export interface BackupGuess {
  /** Which event this is. */
  readonly type: "guess";
  /** The number of the backup record; `undefined` while it is not known. */
  readonly recordId: number | undefined;
  /** How long the record has been still, ms. */
  readonly stillMs: number;
}

/** The list of backups could not be read at the end: another backup may have begun meanwhile. */
export interface BackupUnchecked {
  /** Which event this is. */
  readonly type: "unchecked";
  /** Why. */
  readonly reason: string;
}

/** What is known of a finished backup besides its record. */
export interface BackupProof {
  /**
   * How many steps were sent without knowing whether the one before was over. If it is not 0, the backup
   * is unproven: only reading its archive to the end, as {@linkcode Site.download} does, shows
   * whether it is whole.
   */
  readonly guessedSteps: number;
  /**
   * Whether the list of backups was read at the end, and no other backup of the site had begun
   * meanwhile. It is false only if the list could not be read.
   */
  readonly listChecked: boolean;
}

/** The record of a finished backup, and what proves it. */
export interface TakenBackup extends BackupRecord, BackupProof {}

/** The backup is complete. */
export interface BackupFinished extends BackupProof {
  /** Which event this is. */
  readonly type: "finished";
  /** The finished record, with its files. */
  readonly record: BackupRecord;
  /** All warnings, in order. */
  readonly warnings: readonly string[];
}

/** One event of {@linkcode Site.takeBackup}. */
export type BackupEvent =
  | BackupStarted
  | BackupResumed
  | BackupHolding
  | BackupReplacing
  | BackupStep
  | BackupWarning
  | BackupRecovering
  | BackupGuess
  | BackupUnchecked
  | BackupFinished;

/** How to take a backup. */
export interface BackupOptions {
  /** The profile's number. @default {1} */
  readonly profile?: number | undefined;
  /** Shown in the list of backups. @default {"Backup taken by sitehaul on … UTC"} */
  readonly description?: string | undefined;
  /** A longer comment. */
  readonly comment?: string | undefined;
  /** Configuration overrides by key (API level 335). */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /**
   * Starts even if another backup of the site is running, which this kills. What an earlier run left
   * behind is replaced at once, even if a step of it may still be at work.
   */
  readonly force?: boolean | undefined;
  /** Ends the loop. The backup on the server stays where it is. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long a step can last on this site, ms: so long its reply is waited for, and after a lost reply
   * the record must be still for so long before the next step is sent. Two steps at once damage the
   * archive silently.
   * @default {that of the connection, or {@linkcode STEP_LIMIT_MS}: ten minutes}
   */
  readonly stepLimitMs?: number | undefined;
  /** After a lost answer: how often the record is checked, ms. @default {5_000} */
  readonly watchMs?: number | undefined;
}
