/** The events of fetching a backup. */
import type { VerifyReport } from "../archive/report.ts";
import type {
  DownloadDoubted,
  DownloadedPart,
  DownloadProgress,
} from "../download/parts_events.ts";

/** The archive is being read to its end. */
export interface VerifyingArchive {
  /** Tells it from the other events. */
  readonly type: "verifying";
  /** Of the file that names the archive: the last part. */
  readonly path: string;
}

/** The archive has been read to its end. */
export interface VerifiedArchive {
  /** Tells it from the other events. */
  readonly type: "verified";
  /** What verifying found, damage included. */
  readonly report: VerifyReport;
}

/** The server's copy has been deleted. */
export interface DeletedRemote {
  /** Tells it from the other events. */
  readonly type: "deleted";
  /** The number of the backup record. */
  readonly id: number;
}

/** One event of {@linkcode Site.download}. */
export type DownloadEvent =
  | DownloadProgress
  | DownloadedPart
  | DownloadDoubted
  | VerifyingArchive
  | VerifiedArchive
  | DeletedRemote;
