/**
 * Where the bytes of parts come from: from the site, through its API, or from a store in which the
 * same files lie. What is configured decides; how the site is asked is its own matter.
 */
import type { Caller } from "../connection/caller.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import type { FetchOptions, Received } from "./fetch_part.ts";
import type { PartFile } from "./part_file.ts";
import type { DownloadWay } from "./parts_events.ts";
import type { DownloadOptions } from "./download_options.ts";
import type { PlannedPart } from "./plan.ts";

/** One part of a download. */
export interface Fetching {
  readonly caller: Caller;
  readonly record: BackupRecord;
  readonly part: PlannedPart;
  /** Which of the parts it is, from 0. */
  readonly index: number;
  readonly count: number;
}

/** How the parts are fetched, with every default. */
export interface Settings extends FetchOptions {
  /** The folder that the parts are written to; it exists. */
  readonly dir: string;
  /** Where the bytes come from. */
  readonly source: BytesSource;
  /** Whether what has the name already is set aside. @default {false} */
  readonly keepsBefore?: boolean | undefined;
  /** Holds it back. */
  readonly pace?: DownloadOptions["pace"];
  /** Ends the download; what has come so far is kept for the next one. */
  readonly signal?: AbortSignal | undefined;
}

/** A source of the bytes of parts. */
export interface BytesSource {
  /** How many requests at the same time keep it busy, where nobody says otherwise. */
  readonly connections: number;
  /** Whether it can go on where a part broke off. */
  readonly resumes: boolean;
  /** Fetches what is missing of a part; tells how many bytes there are so far. */
  fetch(
    fetching: Fetching,
    file: PartFile,
    settings: Settings,
  ): AsyncGenerator<Received, void, void>;
  /** How the bytes of a file came. */
  wayOf(file: PartFile): DownloadWay;
}
