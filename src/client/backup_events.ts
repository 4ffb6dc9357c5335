/**
 * What happens while a backup is taken.
 * @module
 */
import type { BackupRecord } from "../replies.ts";

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
}

/** The backup is complete. */
export interface BackupFinished {
  /** Which event this is. */
  readonly type: "finished";
  /** The finished record, with its files. */
  readonly record: BackupRecord;
  /** All warnings, in order. */
  readonly warnings: readonly string[];
}

/** One event of {@linkcode Client.takeBackup}. */
export type BackupEvent =
  | BackupStarted
  | BackupStep
  | BackupWarning
  | BackupRecovering
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
  /** Starts even if another backup of the site is running, which this kills. */
  readonly force?: boolean | undefined;
  /** Ends the loop. The backup on the server stays where it is. */
  readonly signal?: AbortSignal | undefined;
  /**
   * After a lost answer: how long the backup record must be still before the next step is sent, ms.
   * Longer than a step can last, since two steps at once corrupt the archive.
   * @default {180_000}
   */
  readonly stillMs?: number | undefined;
  /** After a lost answer: how often the record is checked, ms. @default {5_000} */
  readonly watchMs?: number | undefined;
}
