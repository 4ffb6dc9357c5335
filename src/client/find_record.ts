/** Finds the record of a backup whose number the server did not tell. */
import type { BackupRecord } from "../protocol/replies.ts";
import type { Caller } from "../connection/caller.ts";

/** What a backup of one's own can be told by, before its record is known. */
export interface RecordTraces {
  /** The newest record before the backup began; 0 for none. */
  readonly after: number;
  /** The backup's identifier, where the version has one. */
  readonly backupId?: string | undefined;
  /** The description that was sent; the site stores it as it is. */
  readonly description: string;
}

/**
 * The newest record created since then that has the identifier or the description. Up to level 330,
 * startBackup does not report the number of the record (observed: 1.3.4 for WordPress).
 */
export async function findRecord(
  caller: Caller,
  traces: RecordTraces,
  signal?: AbortSignal,
): Promise<BackupRecord | undefined> {
  return recordAmong(await caller.send("listBackups", NEWEST, { signal }), traces);
}

/** As many records as are looked at: among the newest are all that matter for a running backup. */
export const NEWEST = { from: 0, limit: 20 } as const;

/** The same among records that were listed already. */
export function recordAmong(
  records: readonly BackupRecord[],
  traces: RecordTraces,
): BackupRecord | undefined {
  const since = records.filter(({ id }) => id > traces.after);
  const { backupId, description } = traces;
  return since.find((record) => backupId !== undefined && record.backupId === backupId) ??
    since.find((record) => plain(record.description) === plain(description));
}

/** Servers strip tags and add backslashes: letters and digits are what stays. */
function plain(text: string): string {
  return text.replace(/<[^>]*>/g, "").replace(/[^\p{L}\p{N}]+/gu, "");
}
