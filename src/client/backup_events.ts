/** What happens while a backup is taken. */
import type { BackupRecord } from "../protocol/replies.ts";

/** The site has taken the order, and works in steps from now on. */
export interface BackupStarted {
  /** Tells it from the other events. */
  readonly type: "started";
  /** The `id` of the profile on the site. */
  readonly profile: number;
  /** The number of the backup record; some old versions report it only at the end. */
  readonly recordId: number | undefined;
  /**
   * The file name that the archive will have; `""` where the site does not tell it at the start.
   */
  readonly archive: string;
}

/** A backup that an earlier run left behind is taken up again. */
export interface BackupResumed {
  /** Tells it from the other events. */
  readonly type: "resumed";
  /** The `id` of the profile on the site. */
  readonly profile: number;
  /** The record that the earlier run began. */
  readonly recordId: number;
  /** The file name that the archive will have; `""` where the site did not tell it. */
  readonly archive: string;
  /** Steps that the earlier run has seen the end of. */
  readonly steps: number;
}

/** An earlier run was interrupted in a step, which may still be at work: nothing is sent before it is over. */
export interface BackupHolding {
  /** Tells it from the other events. */
  readonly type: "holding";
  /** The number of the backup record; `undefined` where only the start was sent. */
  readonly recordId: number | undefined;
  /** How long at most, unless something moves in the record, ms. */
  readonly waitMs: number;
}

/** A backup that an earlier run left behind cannot be taken up: the new one replaces it. */
export interface BackupReplacing {
  /** Tells it from the other events. */
  readonly type: "replacing";
  /** The record that was left behind. */
  readonly recordId: number;
  /** What is in the way of going on with it, in half a sentence. */
  readonly reason: string;
}

/** The site has done a step, and says how far it is. */
export interface BackupStep {
  /** Tells it from the other events. */
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
  /** Tells it from the other events. */
  readonly type: "warning";
  /** The site's text. */
  readonly message: string;
}

/** The answer to a step was lost; the backup record is watched before anything else is sent. */
export interface BackupRecovering {
  /** Tells it from the other events. */
  readonly type: "recovering";
  /** How the answer was lost: the message of the error. */
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
  /** Tells it from the other events. */
  readonly type: "guess";
  /** `undefined` while it is not known. */
  readonly recordId: number | undefined;
  /** How long the record has been still, ms. */
  readonly stillMs: number;
}

/** The list of backups could not be read at the end: another backup may have begun meanwhile. */
export interface BackupUnchecked {
  /** Tells it from the other events. */
  readonly type: "unchecked";
  /** Why the list could not be read: the message of the error. */
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
export interface TakenBackup extends BackupRecord, BackupProof {
  /** What the site warned of, oldest first. */
  readonly warnings: readonly string[];
}

/** The last event: the archive is whole, as far as the site can tell. */
export interface BackupFinished extends BackupProof {
  /** Tells it from the other events. */
  readonly type: "finished";
  /** Read anew at the end, with the files on the server. */
  readonly record: BackupRecord;
  /** What the site warned of, oldest first. */
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

/** What to back up, what to call it, and how long to wait for a step. */
export interface BackupOptions {
  /** The number of the backup profile; it has to exist. @default {1} */
  readonly profile?: number | undefined;
  /** Shown in the list of backups. @default {"Backup taken by sitehaul on … UTC"} */
  readonly description?: string | undefined;
  /** Shown with the record, below the description. */
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
   * Called when the backup is complete, before the notes of it are erased: whoever writes it down there
   * takes no second one after an interruption.
   */
  readonly onTaken?: ((taken: TakenBackup) => Promise<void>) | undefined;
  /** Ends the loop, too, but only when the step that is at work has come to its end. */
  readonly stop?: AbortSignal | undefined;
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
