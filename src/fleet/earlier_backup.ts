/** The backup that an earlier attempt at a job, or an interrupted run, has completed. */
import { join } from "node:path";
import { isSitehaulError } from "../base/errors.ts";
import type { TakenBackup } from "../client/backup_events.ts";
import type { Site } from "../client/site.ts";
import { sizeIfSame } from "../files/checksum.ts";
import { safeFileName } from "../files/file_name.ts";
import type { NewBackup, NewCopy } from "../history/history.ts";
import type { BackupRecord } from "../protocol/replies.ts";

/** A copy of a backup that was read to its end, away from the site. */
export interface ProvenCopy {
  /** Where it is, and its parts. */
  readonly copy: NewCopy;
  /** How many files of the archive were read. */
  readonly files: number;
}

/** A backup that is complete: another attempt at its job takes no second one. */
export interface EarlierBackup extends NewBackup {
  /** The number of the profile that it was taken with. @default {that of the job} */
  readonly profile?: number | undefined;
  /** What the site warned of while it was taken, oldest first. */
  readonly warnings: readonly string[];
  /** `undefined` while none was read. */
  readonly proven: ProvenCopy | undefined;
}

/** What the job goes on with. */
export interface FoundBackup {
  /** As the site shows it now. */
  readonly record: BackupRecord;
  /** The same with what is known of how it was taken; `undefined` for a record that somebody named. */
  readonly taken: TakenBackup | undefined;
  /** The copy for whose sake nothing is left to do: the site has no files of the backup any more. */
  readonly done: ProvenCopy | undefined;
}

/** What the job needs, and who may call it off. */
export interface WantedBackup {
  /** That of the configuration by now. */
  readonly profile: number;
  /** Whether its files are needed. */
  readonly isFetched: boolean;
  /** Calls it off. */
  readonly signal: AbortSignal | undefined;
}

/** A record that was named: what it is good for shows when it is fetched. */
export async function namedBackup(
  site: Site,
  id: number,
  { signal }: WantedBackup,
): Promise<FoundBackup> {
  const record = await site.record(id, { signal, isPatient: true });
  return { record, taken: undefined, done: undefined };
}

/** The backup, if the site still has it; nothing if another one is to be taken. */
export async function earlierBackup(
  site: Site,
  earlier: EarlierBackup | undefined,
  { profile, isFetched, signal }: WantedBackup,
): Promise<FoundBackup | undefined> {
  if (earlier === undefined) return undefined;
  try {
    const record = await site.record(earlier.record, { signal, isPatient: true });
    // After a restore of the site another backup may have the same number.
    if (record.archive !== earlier.archive) return undefined;
    // The configuration may say another one by now; some versions do not report it (0).
    if (record.profile !== 0 && record.profile !== profile) return undefined;
    const { guessedSteps, listChecked, warnings } = earlier;
    const taken = { ...record, guessedSteps, listChecked, warnings };
    const isGone = isFetched && record.files?.length === 0 && record.remote === undefined;
    if (!isGone) return { record, taken, done: undefined };
    const { proven } = earlier;
    return proven !== undefined && await isThere(proven)
      ? { record, taken, done: proven }
      : undefined;
  } catch (error) {
    if (isSitehaulError(error, "backup/not-found")) return undefined;
    throw error;
  }
}

/** Whether a copy is what was proven, byte for byte; of one in a store, nobody looks here. */
async function isThere({ copy: { kind, place, files } }: ProvenCopy): Promise<boolean> {
  if (kind !== "folder") return true;
  for (const { name, size, sha256 } of files) {
    if (sha256 === undefined) return false;
    if (await sizeIfSame(join(place, safeFileName(name)), size, sha256) === undefined) return false;
  }
  return files.length > 0;
}
