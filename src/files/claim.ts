/**
 * Who fetches a file: two at one file would mix their bytes.
 * @module
 */
import { SitehaulError } from "../base/errors.ts";
import { diskError } from "./disk.ts";
import { type FileLock, lockOn } from "./file_lock.ts";
import { isForeign, removeForeign } from "./own_file.ts";

/** What this program is fetching now. */
const BUSY = new Set<string>();

/** A claim on a file. */
export interface Claim {
  /** Lets others have it. Said again, it does nothing. */
  release(): void;
}

/**
 * Claims a target for this run. Other runs on this computer are kept away by a lock on the temporary
 * file, where the runtime and the system have such a thing (Deno, but not on Windows; not Node): the
 * system takes it away from a process that ends, however that ends.
 *
 * @param target the file that is to be
 * @param temporary the file that is written to
 * @throws {SitehaulError} `file/write` when somebody else has it
 */
export function claim(target: string, temporary: string): Claim {
  if (BUSY.has(target)) {
    throw taken(
      target,
      "Sites may give their archives the same name. Use a folder for each, such as --dir 'backups/{site}'.",
    );
  }
  const lock = lockOnOwn(target, temporary);
  if (lock === false) {
    if (isForeign(temporary)) throw lockedByOthers(target, temporary);
    throw taken(
      target,
      "Another run of sitehaul is writing it: wait until it ends, then run this again.",
    );
  }
  BUSY.add(target);
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      BUSY.delete(target);
      lock?.close();
    },
  };
}

/** The lock on a file that no other user has made: what is none of ours is removed, if nobody has it. */
function lockOnOwn(target: string, temporary: string): FileLock | false | undefined {
  const lock = lockOnTemporary(temporary);
  if (lock === false) return false;
  try {
    if (!removeForeign(temporary)) return lock;
  } catch (cause) {
    lock?.close();
    throw diskError(target, cause);
  }
  lock?.close();
  return lockOnTemporary(temporary);
}

/** An open file that is locked; `false` where another process has it, nothing where none can be had. */
function lockOnTemporary(path: string): FileLock | false | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  // There a lock keeps this process itself from writing as well.
  return deno?.build.os === "windows" ? undefined : lockOn(path);
}

function lockedByOthers(target: string, temporary: string): SitehaulError {
  const message = `Cannot write ${target}: another user has locked ${temporary}`;
  return new SitehaulError("file/write", message, {
    hint:
      "It may be another user's download into the same folder, or somebody who keeps you away: " +
      "use a folder that only you can write to.",
  });
}

function taken(target: string, hint: string): SitehaulError {
  const message = `Cannot write ${target}: it is already being downloaded`;
  return new SitehaulError("file/write", message, { hint });
}
