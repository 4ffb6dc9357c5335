/** What is not fetched as a good backup, and what is not deleted on the server. */
import { SitehaulError } from "../base/errors.ts";
import { quoted } from "../base/message_text.ts";
import type { BackupRecord } from "../protocol/replies.ts";

/**
 * The files of a running or failed backup may be readable to their end, but are not a backup.
 *
 * @throws {SitehaulError} `download/failed`, `backup/failed`, `delete/files`
 */
export function refuseUnfinished({ id, status }: BackupRecord, deleteRemote: boolean): void {
  if (status === "run") {
    throw new SitehaulError("download/failed", `Cannot fetch backup ${id}: it is not finished`, {
      hint: "Wait until it is. If it is no longer running, it was interrupted, and what exists " +
        "cannot be restored: take a new backup.",
    });
  }
  if (status === "fail") {
    throw new SitehaulError("backup/failed", `Cannot fetch backup ${id}: it has failed`, {
      hint: "Its log on the site may show why. Take a new backup.",
    });
  }
  if (!deleteRemote || status === "complete") return;
  throw new SitehaulError(
    "delete/files",
    `Backup ${id} will not be deleted from the server: the site reports its status as ` +
      `${quoted(status, 40)}, not complete`,
    { hint: "Download it without `deleteRemote`, and look at it in the product." },
  );
}

/**
 * A dump is text without a checksum or an end mark that could be checked.
 *
 * @param cause why its bytes cannot be had in another way
 */
export function notProvable({ id, archive }: BackupRecord, cause?: SitehaulError): SitehaulError {
  const why = cause === undefined ? "" : `: it cannot be had in another way (${cause.message})`;
  return new SitehaulError(
    "delete/files",
    `Backup ${id} was downloaded, but not deleted from the server: ${archive} is a plain dump, and ` +
      `nothing proves that it is complete${why}`,
    { hint: "Use `verify: false` if sizes and checksums are enough.", cause },
  );
}

/** Nothing tells in which of the two ways a dump is as it is on the server. */
export function otherBytes({ id }: BackupRecord, name: string): SitehaulError {
  return new SitehaulError(
    "delete/files",
    `Backup ${id} was downloaded, but not deleted from the server: ${name} is a plain dump, and has ` +
      "other bytes when it is requested in another way",
    {
      hint:
        "Something alters what the site sends, or the file is changing. Run the same download " +
        'again with `mode: "auto"`: it downloads it anew.',
    },
  );
}

/** Nothing in an encrypted archive can be proven without its password. */
export function notProven({ id, archive }: BackupRecord): SitehaulError {
  return new SitehaulError(
    "archive/password",
    `Backup ${id} was downloaded, but not deleted from the server: ${archive} is encrypted, and without ` +
      "its password nothing proves that it can be read",
    {
      hint: "Run the same download again with the password: nothing is downloaded again. " +
        "Use `verify: false` if sizes and checksums are enough.",
    },
  );
}

/** Without a size and without verifying, a part may end anywhere. */
export function notSized({ id }: BackupRecord, names: readonly string[]): SitehaulError {
  return new SitehaulError(
    "delete/files",
    `Backup ${id} was downloaded, but not deleted from the server: the site does not know the size of ` +
      `${names.join(", ")}, and nothing else proves that it is complete`,
    { hint: "Run the same download without `verify: false`: nothing is downloaded again." },
  );
}
