/**
 * Downloads the parts of a backup: several at once, each resumable, each with its final name only when
 * it is complete.
 */
import { mkdir } from "node:fs/promises";
import type { Caller } from "../connection/caller.ts";
import { SitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import type { Sleep } from "../transport/transport.ts";
import { withWriteError } from "../files/disk.ts";
import type { DownloadedPart, PartsEvent } from "./parts_events.ts";
import type { PartsOptions } from "./download_options.ts";
import { forgetState } from "./finished_part.ts";
import { fromSite } from "./from_site.ts";
import { fromStore } from "./from_store.ts";
import { withKept } from "./kept.ts";
import { merge } from "./merge.ts";
import { fetchOne, partThere } from "./one_part.ts";
import type { Fetching, Settings } from "./bytes_source.ts";
import { MAX_REFETCH_BYTES } from "./part_file.ts";
import { planParts } from "./plan.ts";
import { refuseFullDisk } from "./disk_space.ts";
import type { WholeFiles } from "./whole_file.ts";

/** What a download needs in addition to its options. */
export interface PartsSite {
  /** Sends the calls of the download. */
  readonly caller: Caller;
  /** What is known of its whole files; the download adds to it. @default {they are believed} */
  readonly wholeFiles?: WholeFiles | undefined;
  /** Whether what has the name of a part already is set aside. @default {false} */
  readonly keepsBefore?: boolean | undefined;
  /** Waits before something is requested again. */
  readonly sleep: Sleep;
}

/** A segment that is on its way when the program is killed is lost as well. Bytes. */
const SEGMENT = 1 << 20;

/**
 * Fetches the parts of a backup record by their names and checks their sizes.
 *
 * @returns the parts, in the order of the server's numbers
 * @throws {SitehaulError} `download/no-files`, `download/no-such-part`, `download/path`,
 * `download/failed`, `file/write`, `usage/value`
 */
export async function* fetchParts(
  site: PartsSite,
  record: BackupRecord,
  options: PartsOptions,
): AsyncGenerator<PartsEvent, readonly DownloadedPart[], void> {
  const { dir, store, signal, mode = "auto" } = options;
  const source = store === undefined ? fromSite(mode) : fromStore(store);
  const { connections = source.connections } = options;
  const { caller, sleep, keepsBefore, wholeFiles = { areBelieved: true } } = site;
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
  const settings = { ...options, mode, source, connections, wholeFiles, keepsBefore, sleep };
  const missing = fetchings.filter(({ part }) => !done.has(part.name));
  try {
    yield* fetchSeveral(missing, settings, done);
    // What has the name by then came just now.
    yield* fetchAgain(fetchings, { ...settings, keepsBefore: false }, done);
  } catch (error) {
    throw await withKept(error, { dir, parts, done, resumes: source.resumes });
  }
  const fetched = parts.flatMap(({ name }) => done.get(name) ?? []);
  for (const { path } of fetched) await forgetState(path);
  return fetched;
}

/** Who alters one whole file alters others as well, even where it does not show. */
async function* fetchAgain(
  fetchings: readonly Fetching[],
  settings: Omit<Settings, "maxRefetchBytes">,
  done: Map<string, DownloadedPart>,
): AsyncGenerator<PartsEvent, void, void> {
  if (settings.mode !== "auto" || settings.wholeFiles.altered === undefined) return;
  const doubtful = fetchings.filter(({ part }) => done.get(part.name)?.way === "whole");
  yield* fetchSeveral(doubtful, settings, done);
}

/** Fetches some parts, several at a time, and notes those that are done. */
async function* fetchSeveral(
  fetchings: readonly Fetching[],
  settings: Omit<Settings, "maxRefetchBytes">,
  done: Map<string, DownloadedPart>,
): AsyncGenerator<PartsEvent, void, void> {
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
