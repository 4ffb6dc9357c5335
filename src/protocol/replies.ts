/**
 * What the API methods answer, as this library gives it: numbers as numbers, times as ISO 8601 UTC,
 * whatever the version of the server. The schemas in `reply_schemas.ts` make it of what servers send.
 */

/** The answer to `getVersion`, which also is what a site is recognised by. */
export interface SiteVersion {
  /** The API level, such as 400 or 600. */
  readonly level: number;
  /** The product's version, such as `10.2.1`. */
  readonly version: string;
  /** The release date as the site gives it; absent on some. */
  readonly date?: string | undefined;
  /** `pro` or `core`; absent where the site does not tell (before later builds of level 320). */
  readonly edition?: string | undefined;
  /** What the site knows of an update; only some versions tell. */
  readonly update?: UpdateInformation | undefined;
}

/** What a site knows of an update of the product. */
export interface UpdateInformation {
  /** False where the site knows of none, or could not look. */
  readonly hasUpdate: boolean;
  /** The new version; `""` where there is none. */
  readonly version: string;
  /** The makers' page about the version; `""` where there is none. */
  readonly infoUrl: string;
  /** Whether the site's update check is stuck. */
  readonly stuck: boolean;
  /** `alpha`, `beta`, `rc` or `stable`; `""` where the site does not tell. */
  readonly stability: string;
}

/** A set of settings for backups, made in the administration of the site. */
export interface Profile {
  /** What backups name the profile by. */
  readonly id: number;
  /** As it was typed on the site. */
  readonly name: string;
}

/** One file of a backup, as it exists on the server now. */
export interface Part {
  /**
   * The number to ask for. It is a position among the files that exist now: a lost file shifts the
   * rest without an error (observed: 10.2.1, 9.1.1 for WordPress).
   */
  readonly part: number;
  /** The file's name. */
  readonly name: string;
  /** Its size in bytes; `undefined` where the server does not know it (PHP of 32 bits). */
  readonly size: number | undefined;
}

/** The state of a backup record: files present, gone, elsewhere; still running; failed. */
export type RecordState = "ok" | "obsolete" | "remote" | "pending" | "fail";

/** What a site knows of a backup, whether its files still exist or not. */
export interface BackupRecord {
  /** What every call about the backup names it by. */
  readonly id: number;
  /** One line, given when the backup was taken. */
  readonly description: string;
  /** A longer text, given when the backup was taken; `""` for none. */
  readonly comment: string;
  /** The server's own word: `run`, `fail` or `complete`. */
  readonly status: string;
  /** Its state; `undefined` if the server does not report it. */
  readonly meta?: RecordState | undefined;
  /** When it began, ISO 8601 UTC. */
  readonly start?: string | undefined;
  /** When it ended, or when the last step was; ISO 8601 UTC. */
  readonly end?: string | undefined;
  /** The number of the profile that it was taken with. */
  readonly profile: number;
  /** `full`, `dbonly`, `fileonly`, … */
  readonly type: string;
  /** What took it: `json`, `frontend`, `backend`, … */
  readonly origin: string;
  /** The identifier used in stepBackup; `""` where the version has none. */
  readonly backupId: string;
  /** The name of the last part. */
  readonly archive: string;
  /** The path of that part on the server; `undefined` if the server does not report it. */
  readonly path?: string | undefined;
  /** Parts when it was taken; `files` has those that exist now. */
  readonly parts: number;
  /** Size of all parts in bytes; `undefined` where the server does not know it. */
  readonly size?: number | undefined;
  /** Whether it is protected from deletion. */
  readonly frozen: boolean;
  /** The storage that the site uploaded it to; absent where it did not. */
  readonly remote?: string | undefined;
  /** The files that exist now, by the server's numbers; only in `getBackupInfo`. */
  readonly files?: readonly Part[] | undefined;
}

/** The answer to startBackup and stepBackup. */
export interface StepReply {
  /** False once the backup is complete. */
  readonly hasRun: boolean;
  /** What the engine is doing: `init`, `installer`, `PackDB`, `Packing`, `finale`. */
  readonly domain: string;
  /** Details, such as the folder being packed. */
  readonly step: string;
  /** More of it, such as the table of the database. */
  readonly substep: string;
  /** The error that ended the backup; `""` when all is well. */
  readonly error: string;
  /** Those of this step; earlier ones are not repeated. */
  readonly warnings: readonly string[];
  /** The file name; `""` when unknown. */
  readonly archive: string;
  /** Per cent, 0–100; may go back a little. */
  readonly progress: number;
  /**
   * The backup's identifier; `undefined` when the answer does not name one. An empty one is a sign
   * that the server has lost the backup and begun another (observed: 9.1.1 for WordPress).
   */
  readonly backupId?: string | undefined;
  /** The number of the backup record; the last answer has none. */
  readonly recordId?: number | undefined;
  /** Counts the steps; `undefined` below level 340. */
  readonly stepNumber?: number | undefined;
  /** How long to wait before the next step, ms. */
  readonly sleepTime: number;
}

/** An exported profile. It holds secrets in the clear. */
export interface ProfileExport {
  /** The name that the new profile gets. */
  readonly description: string;
  /** JSON text of the configuration. */
  readonly configuration: string;
  /** JSON text of the filters. */
  readonly filters: string;
}
