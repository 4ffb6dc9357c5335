/**
 * Downloads the parts of a backup: several at once, each resumable, each with its final name only when
 * it is complete.
 * @module
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Caller } from "../connection/caller.ts";
import { SitehaulError } from "../errors.ts";
import type { BackupRecord, Part } from "../replies.ts";
import type { Sleep } from "../transport/transport.ts";
import { sizeIfSame } from "./checksum.ts";
import { withWriteError } from "./disk.ts";
import { type DownloadMode, fetchPart } from "./fetch_part.ts";
import { fetchFromStore } from "./from_store.ts";
import { safeFileName } from "./file_name.ts";
import { finishedBefore, forgetState } from "./finished_part.ts";
import { merge } from "./merge.ts";
import { MAX_REFETCH_BYTES, PartFile } from "./part_file.ts";
import { planParts } from "./plan.ts";
import type { RemoteStore } from "./remote_settings.ts";
import { refuseFullDisk } from "./room.ts";
import type { PartIdentity, TransferFacts } from "./transfer_state.ts";
import type { WholeFiles } from "./whole_file.ts";

/** What to download, and where. */
export interface DownloadOptions {
  /** The folder, created if necessary. */
  readonly dir: string;
  /** Only the part with this number of the server; absent: all. */
  readonly part?: number | undefined;
  /** How to ask for the bytes. @default {"auto"} */
  readonly mode?: DownloadMode | undefined;
  /**
   * Takes the files from a folder that is reached by FTP or SFTP, instead of asking the site for
   * them. Created with `openRemoteStore()`, and closed by its creator.
   */
  readonly store?: RemoteStore | undefined;
  /**
   * Number of concurrent requests, over all parts and segments; with a `store`, of concurrent files.
   * @default {2, from a store 1}
   */
  readonly connections?: number | undefined;
  /**
   * Checksums (sha256 in hex) by name, from an earlier download of the same record: a file that is
   * there with its size and checksum is not fetched again.
   */
  readonly checksums?: Readonly<Record<string, string>> | undefined;
  /** Aborts it. What has been downloaded is kept for the next time. */
  readonly signal?: AbortSignal | undefined;
}

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
export type DownloadEvent = DownloadProgress | DownloadedPart | DownloadDoubted;

/** What a download needs in addition to its options. */
export interface DownloadSite {
  /** The site. */
  readonly caller: Caller;
  /** What is known of its whole files; the download adds to it. @default {they are believed} */
  readonly wholeFiles?: WholeFiles | undefined;
  /** Waits before something is requested again. */
  readonly sleep: Sleep;
}

/** Two keep the wire busy while one answer is worked on; more only press the server. */
export const CONNECTIONS: number = 2;

/** A segment that is on its way when the program is killed is lost as well. Bytes. */
const SEGMENT = 1 << 20;

/** A stream needs no second one to keep the wire busy, and servers often allow few logins. */
export const STORE_CONNECTIONS: number = 1;

/**
 * Fetches the parts of a backup record by their names and checks their sizes.
 *
 * @returns the parts, in the order of the server's numbers
 * @throws {SitehaulError} `download/no-files`, `download/no-such-part`, `download/path`,
 * `download/failed`, `file/write`, `usage/value`
 */
export async function* download(
  site: DownloadSite,
  record: BackupRecord,
  options: DownloadOptions,
): AsyncGenerator<DownloadEvent, readonly DownloadedPart[], void> {
  const { dir, store, signal, mode = "auto" } = options;
  const { connections = store === undefined ? CONNECTIONS : STORE_CONNECTIONS } = options;
  const { caller, sleep, wholeFiles = { areBelieved: true } } = site;
  refuseNoConnection(connections);
  const parts = planParts(record, options.part);
  // A backup holds the database with its passwords; a folder that is there keeps its rights.
  await withWriteError(dir, () => mkdir(dir, { recursive: true, mode: 0o700 }));
  const done = new Map<string, DownloadedPart>();
  const count = parts.length;
  const fetchings = parts.map((part, index) => ({ caller, record, part, index, count }));
  for (const fetching of fetchings) {
    signal?.throwIfAborted();
    const there = await partThere(fetching, options);
    if (there === undefined) continue;
    const { altered } = there.facts;
    if (altered !== undefined) Object.assign(wholeFiles, { areBelieved: false, altered });
    done.set(there.part.name, there.part);
    yield there.part;
  }
  const settings = { ...options, mode, connections, wholeFiles, sleep };
  const missing = fetchings.filter(({ part }) => !done.has(part.name));
  yield* fetchSeveral(missing, settings, done);
  // Who alters one whole file alters others as well, even where it does not show.
  const doubtful = mode !== "auto" || wholeFiles.altered === undefined
    ? []
    : fetchings.filter(({ part }) => done.get(part.name)?.way === "whole");
  yield* fetchSeveral(doubtful, settings, done);
  const fetched = parts.flatMap(({ name }) => done.get(name) ?? []);
  for (const { path } of fetched) await forgetState(path);
  return fetched;
}

/** Fetches some parts, several at a time, and notes those that are done. */
async function* fetchSeveral(
  fetchings: readonly Fetching[],
  settings: Omit<Settings, "maxRefetchBytes">,
  done: Map<string, DownloadedPart>,
): AsyncGenerator<DownloadEvent, void, void> {
  const { dir, connections, signal } = settings;
  if (fetchings.length === 0) return;
  const atOnce = Math.min(connections, fetchings.length);
  await refuseFullDisk(dir, fetchings.map(({ part }) => part), atOnce);
  const over = new AbortController();
  const each = {
    ...settings,
    connections: Math.max(1, Math.floor(connections / atOnce)),
    maxRefetchBytes: Math.max(SEGMENT, (MAX_REFETCH_BYTES - connections * SEGMENT) / atOnce),
    signal: signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]),
  };
  const sources = fetchings.map((fetching) => () => fetchOne(fetching, each));
  for await (const event of merge(sources, atOnce, () => over.abort())) {
    if (event.type === "part") done.set(event.name, event);
    yield event;
  }
}

function refuseNoConnection(connections: number): void {
  if (Number.isInteger(connections) && connections >= 1) return;
  throw new SitehaulError("usage/value", `${connections} is not a valid number of connections`, {
    hint: "Use a whole number from 1.",
  });
}

interface Fetching {
  readonly caller: Caller;
  readonly record: BackupRecord;
  readonly part: Part;
  /** Which of the parts it is, from 0. */
  readonly index: number;
  readonly count: number;
}

interface Settings extends DownloadOptions {
  readonly mode: DownloadMode;
  readonly connections: number;
  readonly maxRefetchBytes: number;
  readonly wholeFiles: WholeFiles;
  readonly sleep: Sleep;
}

/** A part that is there already, and what is known of it. */
interface PartThere {
  readonly part: DownloadedPart;
  readonly facts: TransferFacts;
}

/** The part, if it is there already: of an earlier download, or of this one before it broke off. */
async function partThere(
  fetching: Fetching,
  { dir, checksums }: DownloadOptions,
): Promise<PartThere | undefined> {
  const { name, size } = fetching.part;
  const path = join(dir, safeFileName(name));
  const part = { type: "part", name, path, wasThere: true } as const;
  const known = checksums?.[name];
  const there = known === undefined ? undefined : await sizeIfSame(path, size, known);
  if (known !== undefined && there !== undefined) {
    return { part: { ...part, size: there, sha256: known }, facts: {} };
  }
  const finished = await finishedBefore(path, identityOf(fetching));
  if (finished === undefined) return undefined;
  const { facts, ...found } = finished;
  return { part: { ...part, ...found, way: wayOf(facts) }, facts };
}

function wayOf({ hasWhole }: TransferFacts): DownloadWay {
  return hasWhole === false ? "segments" : "whole";
}

function identityOf({ caller, record, part: { name, size } }: Fetching): PartIdentity {
  const { id, start = "" } = record;
  return { site: caller.site.replace(/^\w+:\/\//, ""), record: id, start, name, size };
}

async function* fetchOne(
  fetching: Fetching,
  settings: Settings,
): AsyncGenerator<DownloadEvent, void, void> {
  const { caller, record: { id }, part, index, count } = fetching;
  const { name, size } = part;
  const path = join(settings.dir, safeFileName(name));
  const file = await PartFile.open(path, identityOf(fetching));
  let isDone = false;
  try {
    const isOnly = fetching.record.parts === 1 && fetching.record.files?.length === 1;
    const source = { caller, id, part, isOnly, signal: settings.signal };
    const { store } = settings;
    const bytes = store === undefined
      ? fetchPart(source, file, settings)
      : fetchFromStore(store, part, file, settings);
    for await (const received of bytes) {
      yield typeof received === "number"
        ? { type: "progress", name, received, size, index: index + 1, count }
        : { type: "doubted", reason: received.doubt };
    }
    const sha256 = await file.finish();
    isDone = true;
    const way = store === undefined ? wayOf(file.facts) : "store";
    yield { type: "part", name, path, size: file.bytes, sha256, wasThere: false, way };
  } finally {
    if (!isDone) await file.suspend();
  }
}
