/** What happens while a backup is downloaded. */

/** More of a part is on this machine. */
export interface DownloadProgress {
  /** Tells it from the other events. */
  readonly type: "progress";
  /** The file's name. */
  readonly name: string;
  /** Which of the parts it is, from 1. */
  readonly index: number;
  /** Parts in all that this download is about. */
  readonly count: number;
  /** Bytes that are here, those of an earlier run included. */
  readonly received: number;
  /** Bytes in all; `undefined` where the server does not know it. */
  readonly size: number | undefined;
}

/** A part is complete and has its final name. */
export interface DownloadedPart {
  /** Tells it from the other events. */
  readonly type: "part";
  /** The file's name. */
  readonly name: string;
  /** Absolute where `dir` is; the final name, not that of the work in progress. */
  readonly path: string;
  /** Bytes on the disk. */
  readonly size: number;
  /** Its checksum: sha256 in hex. */
  readonly sha256: string;
  /** Nothing was requested: the file of an earlier download has the right size and checksum. */
  readonly wasThere: boolean;
  /** How its bytes came; absent if it was there already, and that is not known. */
  readonly way?: DownloadWay | undefined;
}

/**
 * How the bytes of a part came: all or some of them as a whole file, all in segments, or from the
 * folder of a store.
 */
export type DownloadWay = "whole" | "segments" | "store";

/** Whole files of the site are not believed any more; segments are requested instead. */
export interface DownloadDoubted {
  /** Tells it from the other events. */
  readonly type: "doubted";
  /** What happened, as a sentence without a full stop. */
  readonly reason: string;
}

/** What can happen while parts are fetched, in any order of the parts. */
export type PartsEvent = DownloadProgress | DownloadedPart | DownloadDoubted;
