/**
 * Whether another backup of the site is running. Starting one kills it, whatever its profile or
 * origin, silently (observed: 10.2.1, 9.1.1 for WordPress).
 */
import { SitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import { utcTime } from "./utc_time.ts";

/**
 * A record that says `run` and has moved within this time counts as running, ms. A step may take
 * minutes; a record that has been still for longer is one that died.
 */
const RECENT_MS = 15 * 60_000;

/** What a decision on running backups takes. */
export interface RunningContext {
  /** The server's time, ms since 1970. */
  readonly now: number;
  /** How long a step can last there, ms. */
  readonly stepLimitMs: number;
}

/**
 * @param records the newest records of the site
 * @throws {SitehaulError} `backup/already-running` when one of them is being taken
 */
export function refuseIfRunning(
  records: readonly BackupRecord[],
  { now, stepLimitMs }: RunningContext,
): void {
  const recentMs = Math.max(RECENT_MS, stepLimitMs);
  const running = records.find((record) =>
    record.status === "run" && now - lastMove(record) < recentMs
  );
  if (running === undefined) return;
  const moved = lastMove(running);
  throw new SitehaulError(
    "backup/already-running",
    `Backup ${running.id} of the site is running (last step at ${utcTime(moved)})`,
    {
      hint:
        "Starting another one would kill it silently. Wait until it ends. If nothing moves in it, " +
        `it counts as dead from ${
          utcTime(moved + recentMs)
        } on; use \`force: true\` if you know that it is ` +
        "dead now.",
    },
  );
}

/** When a record moved last, ms since 1970 by the server's clock; 0 if it does not tell. */
export function lastMove({ start, end }: BackupRecord): number {
  return Math.max(...[start, end].map((at) => Date.parse(at ?? "") || 0));
}
