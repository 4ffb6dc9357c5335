/**
 * Whether another backup of the site began while this one ran.
 *
 * A start kills the backup that is running. If a step is at work at that moment, that backup lives on all
 * the same, and both end as complete; but the archive of the first has zeros where it had been written
 * to until then (observed: 10.2.1, 9.9.3, 9.3.3, 8.0.3). So `complete` proves nothing by itself.
 */
import { SitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import { utcTime } from "./utc_time.ts";

/**
 * The record of a backup that began while ours ran.
 *
 * @param records the newest records of the site, newest first
 * @param own ours, which is complete
 * @param since records with a higher number than this came into being after our start: the number of ours,
 * or that of the newest record before it if the start does not report a number
 */
export function displacing(
  records: readonly BackupRecord[],
  own: BackupRecord,
  since: number,
): BackupRecord | undefined {
  const ended = Date.parse(own.end ?? "");
  // Both times are the server's, in whole seconds: within the same second nobody knows which was first.
  const isLater = ({ start }: BackupRecord) => Date.parse(start ?? "") > ended;
  return records.findLast((record) =>
    record.id > since && record.id !== own.id && !isLater(record)
  );
}

/** `backup/displaced`, with the number and the time of the other one. */
export function displacedError(own: BackupRecord, other: BackupRecord): SitehaulError {
  const when = other.start === undefined ? "" : ` (at ${utcTime(other.start)})`;
  return new SitehaulError(
    "backup/displaced",
    `Backup ${own.id} ended as complete, but backup ${other.id} of the site began while it was ` +
      `running${when}, which damages the archive silently`,
    {
      hint:
        "Nothing was downloaded or deleted. The archive is still on the server for inspection; it " +
        "must not be trusted before it has been downloaded and verified. Find out what else starts " +
        "backups of this site, and take a new backup.",
    },
  );
}
