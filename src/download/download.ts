/**
 * Fetches the parts of a backup.
 * @module
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fetchSegments, fetchWhole } from "./fetch_part.ts";
import { safeFileName } from "./file_name.ts";
import { save } from "./save.ts";
import { SitehaulError } from "../errors.ts";
import type { BackupRecord, Part } from "../replies.ts";
import type { Caller } from "../connection/caller.ts";

/** How the bytes are asked for: whole files, or segments of 1 MiB in base64. */
export type DownloadMode = "http" | "chunk";

/** What to fetch, and where to. */
export interface DownloadOptions {
  /** The folder; made when it is not there. */
  readonly dir: string;
  /** Only the part with this number of the server; absent: all. */
  readonly part?: number | undefined;
  /** How to ask for the bytes. @default {"http"} */
  readonly mode?: DownloadMode | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** So far, of one part. */
export interface DownloadProgress {
  /** Which event this is. */
  readonly type: "progress";
  /** The file's name. */
  readonly name: string;
  /** Which of the parts it is, from 1. */
  readonly index: number;
  /** How many parts there are. */
  readonly count: number;
  /** Bytes received. */
  readonly received: number;
  /** Bytes in all. */
  readonly size: number;
}

/** A part is whole and under its name. */
export interface DownloadedPart {
  /** Which event this is. */
  readonly type: "part";
  /** The path it was written to. */
  readonly path: string;
  /** Its size in bytes. */
  readonly size: number;
}

/** One event of a download. */
export type DownloadEvent = DownloadProgress | DownloadedPart;

/**
 * Fetches the parts of a backup record by their names, checks their sizes, and gives each its name
 * only when it is whole.
 *
 * @returns the paths, in the order of the server's numbers
 * @throws {SitehaulError} `download/no-files`, `download/no-such-part`, `download/path`,
 * `download/failed`, `file/write`
 */
export async function* download(
  caller: Caller,
  id: number,
  options: DownloadOptions,
): AsyncGenerator<DownloadEvent, readonly string[], void> {
  const { dir, signal } = options;
  const record = await caller.send("getBackupInfo", { id }, { signal });
  const parts = chosenParts(record, options.part);
  await makeFolder(dir);
  const paths: string[] = [];
  for (const [index, part] of parts.entries()) {
    const path = join(dir, safeFileName(part.name));
    const place = { name: part.name, index: index + 1, count: parts.length, size: part.size };
    yield* fetchPart(caller, { id, part, path }, options, place);
    yield { type: "part", path, size: part.size };
    paths.push(path);
  }
  return paths;
}

function chosenParts(record: BackupRecord, wanted: number | undefined): readonly Part[] {
  const { id, files = [], parts } = record;
  if (files.length === 0) {
    throw new SitehaulError("download/no-files", `Backup ${id} has no files on the server`, {
      hint: "They were deleted, by a quota or by hand, or were uploaded elsewhere and removed.",
    });
  }
  const names = new Set(files.map(({ name }) => safeFileName(name).toLowerCase()));
  if (names.size !== files.length) {
    throw new SitehaulError("download/path", `Backup ${id} names the same file twice`, {
      hint: "Do not trust this site's answers.",
    });
  }
  // Numbers are positions among the files that exist now: a lost file shifts the rest.
  if (record.status === "complete" && files.length < parts) {
    throw new SitehaulError(
      "download/no-files",
      `Backup ${id} had ${parts} parts; only ${files.length} are still on the server: ` +
        files.map(({ name }) => name).join(", "),
      { hint: "Without the missing parts it cannot be restored. Take a new backup." },
    );
  }
  if (wanted === undefined) return files;
  const chosen = files.filter(({ part }) => part === wanted);
  if (chosen.length > 0) return chosen;
  throw new SitehaulError("download/no-such-part", `Backup ${id} has no part ${wanted}`, {
    hint: `It has the parts ${files.map(({ part }) => part).join(", ")}.`,
  });
}

async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    throw new SitehaulError("file/write", `Cannot make the folder ${dir}`, {
      hint: "Check the path and its permissions.",
      cause,
    });
  }
}

/** What one part is fetched from, and to. */
interface Fetching {
  readonly id: number;
  readonly part: Part;
  readonly path: string;
}

/** How much has to come in before the next word about it, bytes. */
const REPORT_EVERY = 256 * 1024;

async function* fetchPart(
  caller: Caller,
  { id, part, path }: Fetching,
  options: DownloadOptions,
  place: Omit<DownloadProgress, "type" | "received">,
): AsyncGenerator<DownloadProgress, void, void> {
  const { mode = "http", signal } = options;
  const bytes = mode === "chunk"
    ? fetchSegments(caller, { id, part }, signal)
    : await fetchWhole(caller, { id, part }, signal);
  let said = 0;
  for await (const received of save(path, bytes, part.size)) {
    if (received - said < REPORT_EVERY && received !== part.size) continue;
    said = received;
    yield { type: "progress", received, ...place };
  }
}
