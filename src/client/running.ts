/**
 * Whether another backup of the site is running. Starting one kills it, whatever its profile or
 * origin, silently (observed: 10.2.1, 9.1.1 for WordPress).
 * @module
 */
import { SitehaulError } from "../errors.ts";
import type { BackupRecord } from "../replies.ts";

/**
 * A record that says `run` and has moved within this time counts as running, ms. A step may take
 * minutes; a record that has been still for longer is one that died.
 */
const RECENT_MS = 15 * 60_000;

/**
 * @param records the newest records of the site
 * @param now the server's time, ms since 1970
 * @throws {SitehaulError} `backup/already-running` when one of them is being taken
 */
export function refuseIfRunning(records: readonly BackupRecord[], now: number): void {
  const running = records.find((record) => isRunning(record, now));
  if (running === undefined) return;
  throw new SitehaulError(
    "backup/already-running",
    `Backup ${running.id} of the site is running (last step ${running.end ?? running.start})`,
    {
      hint:
        "Starting another one would kill it silently. Wait until it ends, or use --force if you " +
        "know that it is dead.",
    },
  );
}

function isRunning(record: BackupRecord, now: number): boolean {
  if (record.status !== "run") return false;
  const moved = Math.max(...[record.start, record.end].map((at) => Date.parse(at ?? "") || 0));
  return now - moved < RECENT_MS;
}
