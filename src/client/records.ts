/** Backup records: list, show, delete. */
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import type { Caller } from "../connection/caller.ts";

/** Which backup records to list. */
export interface ListOptions {
  /** How many of the newest to skip. @default {0} */
  readonly from?: number | undefined;
  /** How many to give at most; absent: all. */
  readonly limit?: number | undefined;
  /** Ends the call; it rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** Number of records per request: the server's own default. */
const PAGE = 50;

/**
 * The backup records, newest first, page by page. Always begins at the newest and skips here:
 * version 9.3.3 ignores `from` and `limit` and returns everything each time (observed).
 *
 * @throws {SitehaulError} `usage/value` for a range that is none, `list/failed`
 */
export async function* listRecords(
  caller: Caller,
  options: ListOptions & { readonly retry?: boolean | undefined } = {},
): AsyncGenerator<BackupRecord, void, void> {
  const { from = 0, limit = Infinity, signal, retry } = options;
  refuseRange(from, limit);
  const seen = new Set<number>();
  const asked = Math.min(PAGE, from + limit);
  if (limit <= 0) return;
  while (true) {
    const page = await caller.send("listBackups", { from: seen.size, limit: asked }, {
      signal,
      retry,
    });
    const fresh = page.filter(({ id }) => !seen.has(id));
    for (const record of fresh) {
      seen.add(record.id);
      if (seen.size > from) yield record;
      if (seen.size >= from + limit) return;
    }
    // A page that is not full is the last one; one without anything new comes from such a server.
    if (page.length !== asked || fresh.length === 0) return;
  }
}

/**
 * The newest record whose backup is complete. What is running, failed or was left behind is passed over.
 *
 * @throws {SitehaulError} `backup/not-found` where there is none
 */
export async function latestRecord(
  caller: Caller,
  { signal, isPatient = false }: {
    readonly signal?: AbortSignal | undefined;
    readonly isPatient?: boolean | undefined;
  } = {},
): Promise<BackupRecord> {
  const find = async ({ retry }: { readonly retry?: boolean }) => {
    for await (const record of listRecords(caller, { signal, retry })) {
      if (record.status === "complete") return record;
    }
    throw new SitehaulError("backup/not-found", "The site has no complete backup", {
      hint: "`records()` lists the others.",
    });
  };
  return isPatient ? await caller.outlast(find, { signal }) : await find({});
}

/** The server would answer a negative number with an error of its database (observed: 10.2.1). */
function refuseRange(from: number, limit: number): void {
  const isCount = (value: number) => Number.isInteger(value) && value >= 0;
  if (!isCount(from)) throw noRange(`from: ${from} is not a number of records to skip`);
  if (limit !== Infinity && !isCount(limit)) {
    throw noRange(`limit: ${limit} is not a number of records`);
  }
}

function noRange(message: string): SitehaulError {
  return new SitehaulError("usage/value", message, { hint: "Use a whole number from 0." });
}

/**
 * Deletes a backup record and its files, and makes sure that it is gone: servers answer `true` for
 * records that never were, and version 1.3.4 for WordPress deletes nothing (observed).
 *
 * @throws {SitehaulError} `backup/not-found`, `delete/record`
 */
export async function deleteBackup(
  caller: Caller,
  id: number,
  signal?: AbortSignal,
): Promise<void> {
  await caller.send("getBackupInfo", { id }, { signal });
  try {
    await caller.send("delete", { id }, { signal });
    await caller.send("getBackupInfo", { id }, { signal });
  } catch (error) {
    // Also from delete itself: it is sent again when its answer was lost, and then finds nothing.
    if (isSitehaulError(error, "backup/not-found")) return;
    throw error;
  }
  throw new SitehaulError(
    "delete/record",
    `The site reports that it deleted backup ${id}, but the record still exists`,
    { hint: "Delete it in the product itself, or update the product." },
  );
}

/**
 * Deletes the files of a backup record on the server, keeps the record, and makes sure that the
 * files are gone.
 *
 * @throws {SitehaulError} `backup/not-found`, `delete/files`
 */
export async function deleteFiles(
  caller: Caller,
  id: number,
  signal?: AbortSignal,
): Promise<void> {
  await caller.send("getBackupInfo", { id }, { signal });
  await caller.send("deleteFiles", { id }, { signal });
  const { files = [] } = await caller.send("getBackupInfo", { id }, { signal });
  if (files.length === 0) return;
  const names = files.map(({ name }) => name).join(", ");
  throw new SitehaulError(
    "delete/files",
    `The site reports that it deleted the files of backup ${id}, but ${names} still exists`,
    { hint: "Check the permissions of the files on the server." },
  );
}

/** The record, also of a site that is blocked or away for a while. */
export async function patientRecord(
  caller: Caller,
  id: number,
  signal?: AbortSignal,
): Promise<BackupRecord> {
  const ask = (options: { readonly retry: boolean }) =>
    caller.send("getBackupInfo", { id }, { signal, ...options });
  return await caller.outlast(ask, { signal });
}
