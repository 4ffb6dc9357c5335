/**
 * The events of fetching a backup.
 * @module
 */
import type { VerifyReport } from "../archive/report.ts";
import type { PartsEvent } from "../download/parts_events.ts";

/** The archive is being read to its end. */
export interface VerifyingArchive {
  /** Which event this is. */
  readonly type: "verifying";
  /** The path of the archive. */
  readonly path: string;
}

/** The archive has been read to its end. */
export interface VerifiedArchive {
  /** Which event this is. */
  readonly type: "verified";
  /** What was found. */
  readonly report: VerifyReport;
}

/** The server's copy has been deleted. */
export interface DeletedRemote {
  /** Which event this is. */
  readonly type: "deleted";
  /** The number of the backup record. */
  readonly id: number;
}

/** One event of {@linkcode Site.download}. */
export type DownloadEvent = PartsEvent | VerifyingArchive | VerifiedArchive | DeletedRemote;
