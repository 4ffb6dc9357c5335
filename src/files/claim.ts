/** Who fetches a file: two at one file would mix their bytes. */
import { SitehaulError } from "../base/errors.ts";
import { diskError } from "./disk.ts";
import { type FileLock, lockOn } from "./file_lock.ts";
import { flock } from "./flock.ts";
import { isForeign, removeForeign } from "./own_file.ts";

/** What this program is fetching now. */
const BUSY = new Set<string>();

/** A claim on a file. */
export interface Claim {
  /** Lets others have it. Said again, it does nothing. */
  release(): void;
}

/**
 * Claims a target for this run. Other runs on this computer are kept away by a lock on a file
 * beside the temporary one, which goes with the claim: the system takes the lock away from a process that
 * ends, however that ends. On Deno (but not on Windows), locks of others on the temporary file itself count
 * as well.
 *
 * @param target the file that is to be
 * @param temporary the file that is written to
 * @throws {SitehaulError} `file/write` when somebody else has it
 */
export function claim(target: string, temporary: string): Claim {
  if (BUSY.has(target)) {
    throw taken(
      target,
      "Sites may give their archives the same name. Use a folder for each, such as " +
        '`dir: "backups/SITE"`.',
    );
  }
  const locks = locksOn(target, temporary);
  BUSY.add(target);
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      BUSY.delete(target);
      for (const lock of locks) lock.close();
    },
  };
}

/** Beside the file and on the work file itself; fewer where the file system has no locks. */
function locksOn(target: string, temporary: string): FileLock[] {
  const lock = lockOn(`${temporary}.lock`, { isTemporary: true });
  if (lock === false) throw takenByRun(target);
  try {
    const own = flockOnOwn(target, temporary);
    if (own === false) {
      throw isForeign(temporary) ? lockedByOthers(target, temporary) : takenByRun(target);
    }
    return [own, lock].filter((each) => each !== undefined);
  } catch (error) {
    lock?.close();
    throw error;
  }
}

/** The lock on a file that no other user has made: what is none of ours is removed, if nobody has it. */
function flockOnOwn(target: string, temporary: string): FileLock | false | undefined {
  const lock = flock(temporary);
  if (lock === false) return false;
  try {
    if (lock?.isNew || !removeForeign(temporary)) return lock;
  } catch (cause) {
    lock?.close();
    throw diskError(target, cause);
  }
  lock?.close();
  return flock(temporary);
}

function lockedByOthers(target: string, temporary: string): SitehaulError {
  const message = `Cannot write ${target}: another user has locked ${temporary}`;
  return new SitehaulError("file/write", message, {
    hint:
      "It may be another user's download into the same folder, or somebody who keeps you away: " +
      "use a folder that only you can write to.",
  });
}

function takenByRun(target: string): SitehaulError {
  return taken(
    target,
    "Another run of sitehaul is writing it: wait until it ends, then run this again.",
  );
}

function taken(target: string, hint: string): SitehaulError {
  const message = `Cannot write ${target}: it is already being downloaded`;
  return new SitehaulError("file/write", message, { hint });
}
