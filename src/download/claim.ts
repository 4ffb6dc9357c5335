/**
 * Who fetches a file: two at one file would mix their bytes.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import { diskError } from "./disk.ts";
import { removeForeign } from "./own_file.ts";

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
function lockOnOwn(target: string, temporary: string): Lock | false | undefined {
  const lock = lockOn(temporary);
  if (lock === false) return false;
  try {
    if (!removeForeign(temporary)) return lock;
  } catch (cause) {
    lock?.close();
    throw diskError(target, cause);
  }
  lock?.close();
  return lockOn(temporary);
}

/** Ends with the file. */
interface Lock {
  close(): void;
}

/** An open file that is locked; `false` where another process has it, nothing where none can be had. */
function lockOn(path: string): Lock | false | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  if (deno?.FsFile?.prototype.tryLockSync === undefined) return undefined;
  // There a lock keeps this process itself from writing as well.
  if (deno.build.os === "windows") return undefined;
  const file = openToLock(deno, path);
  if (file === undefined) return undefined;
  try {
    if (file.tryLockSync(true)) return file;
  } catch {
    // Some file systems, such as those on a network, have no locks.
    file.close();
    return undefined;
  }
  file.close();
  return false;
}

/** Opens the file; a new one is created here, never through a link. */
function openToLock(deno: typeof Deno, path: string): Deno.FsFile | undefined {
  try {
    return deno.openSync(path, { createNew: true, write: true, mode: 0o600 });
  } catch {
    // It is there already.
  }
  try {
    // To open a pipe would wait for its other end.
    const { isFile, nlink } = deno.lstatSync(path);
    return isFile && nlink === 1 ? deno.openSync(path, { write: true }) : undefined;
  } catch {
    // Opening it for writing reports why that is impossible.
    return undefined;
  }
}

function taken(target: string, hint: string): SitehaulError {
  const message = `Cannot write ${target}: it is already being downloaded`;
  return new SitehaulError("file/write", message, { hint });
}
