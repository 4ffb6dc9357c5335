/**
 * What happens while a backup is downloaded.
 * @module
 */

/** Progress of one part. */
export interface DownloadProgress {
  /** Which event this is. */
  readonly type: "progress";
  /** The file's name. */
  readonly name: string;
  /** Which of the parts it is, from 1. */
  readonly index: number;
  /** How many parts there are. */
  readonly count: number;
  /** Bytes that are there. */
  readonly received: number;
  /** Bytes in all; `undefined` where the server does not know it. */
  readonly size: number | undefined;
}

/** A part is complete and has its final name. */
export interface DownloadedPart {
  /** Which event this is. */
  readonly type: "part";
  /** The file's name. */
  readonly name: string;
  /** The path it was written to. */
  readonly path: string;
  /** Its size in bytes. */
  readonly size: number;
  /** Its checksum: sha256 in hex. */
  readonly sha256: string;
  /** Whether it was there already. */
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
  /** Which event this is. */
  readonly type: "doubted";
  /** What happened, as a sentence without a full stop. */
  readonly reason: string;
}

/** One event of a download. */
export type PartsEvent = DownloadProgress | DownloadedPart | DownloadDoubted;
