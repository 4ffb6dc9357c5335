/**
 * Downloads the parts of a backup: several at once, each resumable, each with its final name only when
 * it is complete.
 * @module
 */
import { lstat, mkdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Caller } from "../connection/caller.ts";
import { SitehaulError } from "../errors.ts";
import type { BackupRecord, Part } from "../replies.ts";
import type { Sleep } from "../transport/transport.ts";
import { hasChecksum } from "./checksum.ts";
import { withWriteError } from "./disk.ts";
import { type DownloadMode, fetchPart } from "./fetch_part.ts";
import { fetchFromStore } from "./from_store.ts";
import { safeFileName } from "./file_name.ts";
import { merge } from "./merge.ts";
import {
  finishedBefore,
  forgetState,
  MAX_REFETCH_BYTES,
  PartFile,
  workPaths,
} from "./part_file.ts";
import { planParts } from "./plan.ts";
import type { RemoteStore } from "./remote_settings.ts";
import type { PartIdentity } from "./transfer_state.ts";

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
  /** Bytes in all. */
  readonly size: number;
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
}

/** One event of a download. */
export type DownloadEvent = DownloadProgress | DownloadedPart;

/** What a download needs in addition to its options. */
export interface DownloadSite {
  /** The site. */
  readonly caller: Caller;
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
  { caller, sleep }: DownloadSite,
  record: BackupRecord,
  options: DownloadOptions,
): AsyncGenerator<DownloadEvent, readonly DownloadedPart[], void> {
  const { dir, store, signal } = options;
  const { connections = store === undefined ? CONNECTIONS : STORE_CONNECTIONS } = options;
  refuseNoConnection(connections);
  const parts = planParts(record, options.part);
  // A backup holds the database with its passwords; a folder that is there keeps its rights.
  await withWriteError(dir, () => mkdir(dir, { recursive: true, mode: 0o700 }));
  const done = new Map<string, DownloadedPart>();
  const fetchings = parts.map((part, index) => ({
    caller,
    record,
    part,
    index,
    count: parts.length,
  }));
  for (const fetching of fetchings) {
    signal?.throwIfAborted();
    const there = await partThere(fetching, options);
    if (there === undefined) continue;
    done.set(there.name, there);
    yield there;
  }
  const missing = fetchings.filter(({ part }) => !done.has(part.name));
  await refuseFullDisk(dir, missing.map(({ part }) => part));
  const over = new AbortController();
  const both = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const atOnce = Math.min(connections, missing.length);
  const settings = {
    ...options,
    mode: options.mode ?? "auto",
    connections: Math.max(1, Math.floor(connections / atOnce)),
    maxRefetchBytes: Math.max(SEGMENT, (MAX_REFETCH_BYTES - connections * SEGMENT) / atOnce),
    signal: both,
    sleep,
  };
  const sources = missing.map((fetching) => () => fetchOne(fetching, settings));
  for await (const event of merge(sources, atOnce, () => over.abort())) {
    if (event.type === "part") done.set(event.name, event);
    yield event;
  }
  const fetched = parts.flatMap(({ name }) => done.get(name) ?? []);
  for (const { path } of fetched) await forgetState(path);
  return fetched;
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
  readonly sleep: Sleep;
}

/** The part, if it is there already: of an earlier download, or of this one before it broke off. */
async function partThere(
  fetching: Fetching,
  { dir, checksums }: DownloadOptions,
): Promise<DownloadedPart | undefined> {
  const { name, size } = fetching.part;
  const path = join(dir, safeFileName(name));
  const known = checksums?.[name];
  const sha256 = known !== undefined && await hasChecksum(path, size, known)
    ? known
    : await finishedBefore(path, identityOf(fetching));
  if (sha256 === undefined) return undefined;
  return { type: "part", name, path, size, sha256, wasThere: true };
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
    const source = { caller, id, part, signal: settings.signal };
    const bytes = settings.store === undefined
      ? fetchPart(source, file, settings)
      : fetchFromStore(settings.store, part, file, settings);
    for await (const received of bytes) {
      yield { type: "progress", name, received, size, index: index + 1, count };
    }
    const sha256 = await file.finish();
    isDone = true;
    yield { type: "part", name, path, size, sha256, wasThere: false };
  } finally {
    if (!isDone) await file.suspend();
  }
}

async function refuseFullDisk(dir: string, parts: readonly Part[]): Promise<void> {
  const missing = await Promise.all(parts.map(async ({ name, size }) => {
    const { temporary } = workPaths(join(dir, name));
    const there = await lstat(temporary).then((found) => found.isFile() ? found.size : 0, () => 0);
    return Math.max(0, size - there);
  }));
  const needed = missing.reduce((sum, bytes) => sum + bytes, 0);
  // Where the system does not tell, the disk itself will.
  const free = await statfs(dir).then(({ bavail, bsize }) => bavail * bsize, () => Infinity);
  if (needed <= free) return;
  throw new SitehaulError(
    "file/write",
    `Cannot write to ${dir}: the parts need ${needed} more bytes, but only ${free} are free`,
    { hint: "Free some space, or choose another folder with --dir." },
  );
}
