/**
 * One part of a download, from the request to the file.
 * @module
 */
import { join } from "node:path";
import type { Caller } from "../connection/caller.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import { sizeIfSame } from "../files/checksum.ts";
import type { DownloadedPart, DownloadWay, PartsEvent } from "./parts_events.ts";
import { safeFileName } from "../files/file_name.ts";
import { type FetchOptions, fetchPart, type Received } from "./fetch_part.ts";
import { finishedBefore } from "./finished_part.ts";
import { fetchFromStore } from "./from_store.ts";
import { numberNow, refuseMoved } from "./moved_part.ts";
import { PartFile } from "./part_file.ts";
import type { PlannedPart } from "./plan.ts";
import type { RemoteStore } from "../stores/remote_settings.ts";
import type { PartIdentity, TransferFacts } from "./transfer_state.ts";

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
  /** A folder on another server to take the files from. */
  readonly store?: RemoteStore | undefined;
  /** Whether what has the name already is set aside. @default {false} */
  readonly keepsBefore?: boolean | undefined;
  /** Ends the download; what has come so far is kept for the next one. */
  readonly signal?: AbortSignal | undefined;
}

/** A part that is there already, and what is known of it. */
export interface PartThere {
  readonly part: DownloadedPart;
  readonly facts: TransferFacts;
}

/** Where finished parts may be, and how they are recognised. */
export interface KnownParts {
  /** Where the files of an earlier download would be. */
  readonly dir: string;
  /** Checksums by name: sha256 in hex. */
  readonly checksums?: Readonly<Record<string, string>> | undefined;
}

/** The part, if it is there already: of an earlier download, or of this one before it broke off. */
export async function partThere(
  fetching: Fetching,
  { dir, checksums }: KnownParts,
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

/** Receives it under another name, and renames it once it is complete. */
export async function* fetchOne(
  fetching: Fetching,
  settings: Settings,
): AsyncGenerator<PartsEvent, void, void> {
  const { part: { name, size }, index, count } = fetching;
  const path = join(settings.dir, safeFileName(name));
  const file = await PartFile.open(path, identityOf(fetching));
  let isDone = false;
  try {
    for await (const received of bytesOf(fetching, file, settings)) {
      yield typeof received === "number"
        ? { type: "progress", name, received, size, index: index + 1, count }
        : { type: "doubted", reason: received.doubt };
    }
    const sha256 = await file.finish(settings.keepsBefore);
    isDone = true;
    const way = settings.store === undefined ? wayOf(file.facts) : "store";
    yield { type: "part", name, path, size: file.bytes, sha256, wasThere: false, way };
  } finally {
    if (!isDone) await file.suspend();
  }
}

async function* bytesOf(
  { caller, record, part }: Fetching,
  file: PartFile,
  settings: Settings,
): AsyncGenerator<Received, void, void> {
  const { store, signal } = settings;
  if (store !== undefined) return yield* fetchFromStore(store, part, file, settings);
  const isOnly = record.parts === 1 && record.files?.length === 1;
  const source = { caller, id: record.id, part, isOnly, signal };
  const number = await numberNow(source, part.original);
  yield* fetchPart({ ...source, part: { ...part, part: number } }, file, settings);
  // Segments have no name.
  if (!isOnly && wayOf(file.facts) === "segments") await refuseMoved(source, file);
}
