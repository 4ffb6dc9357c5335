/** The errors that end a backup. */
import { SitehaulError } from "../base/errors.ts";
import { cutOff } from "../base/message_text.ts";
import type { BackupRecord, StepReply } from "../protocol/replies.ts";

/** `backup/failed`, with the word that the record has for its status. */
export function failedRecord(record: BackupRecord): SitehaulError {
  return new SitehaulError(
    "backup/failed",
    `Backup ${record.id} did not complete: the site reports its status as "${record.status}"`,
    { hint: "Another backup may have been started in the meantime, which kills the running one." },
  );
}

/** An error in a good answer. */
export function reportedError(text: string): SitehaulError {
  return new SitehaulError("backup/failed", `The backup failed: ${cutOff(text, 300)}`, {
    hint: "See the site's own log of this backup for details.",
  });
}

/**
 * With the identifier of an older backup, steps would be about that, or begin yet another one.
 *
 * @param reply the answer to the start
 * @param newest the number of the newest backup before it
 * @throws {SitehaulError} `site/cached`
 */
export function refuseOldStart({ recordId }: StepReply, newest: number): void {
  if (recordId === undefined || recordId > newest) return;
  throw new SitehaulError(
    "site/cached",
    `The answer to startBackup is that of backup ${recordId}, and backup ${newest} is newer`,
    {
      hint: "A cache in front of the site repeats old answers, so that no backup was started: " +
        "exclude the address of the API from it.",
    },
  );
}

/** The backup is over, wherever it is. */
export function recordNotFound(): SitehaulError {
  return new SitehaulError("backup/no-id", "The backup ended, but its record cannot be found", {
    hint: "List the site's backups: the newest one should be it.",
  });
}
