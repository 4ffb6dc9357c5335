/**
 * Locks on files that are written to, as Deno has them (flock on Linux and macOS): they also tell of
 * other users and other programs. Between runs of sitehaul, `file_lock.ts` is what counts.
 */
import type { FileLock } from "./file_lock.ts";

/** A lock on the file itself that is written to. */
export interface Flock extends FileLock {
  /** Whether the file was made for it just now. */
  readonly isNew: boolean;
}

interface OpenedToLock {
  readonly file: Deno.FsFile;
  readonly isNew: boolean;
}

/**
 * Locks a file, which is created if it is not there. There is no waiting.
 *
 * @returns the lock; `false` where somebody else has it, within this process as well; nothing where none
 * can be had, since the runtime (Node, Bun) or the file system has no such thing
 */
export function flock(path: string): Flock | false | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  if (deno?.FsFile?.prototype.tryLockSync === undefined) return undefined;
  // There a lock keeps this process itself from writing as well.
  if (deno.build.os === "windows") return undefined;
  const opened = openToLock(deno, path);
  if (opened === undefined) return undefined;
  const { file, isNew } = opened;
  try {
    if (file.tryLockSync(true)) return { close: () => release(file), isNew };
  } catch {
    // Some file systems, such as those on a network, have no locks.
    file.close();
    return undefined;
  }
  file.close();
  return false;
}

/** Not by closing alone: a program that is just being started may have the open file for a moment, too. */
function release(file: Deno.FsFile): void {
  try {
    file.unlockSync();
  } finally {
    file.close();
  }
}

/** Opens the file; a new one is created here, never through a link. */
function openToLock(deno: typeof Deno, path: string): OpenedToLock | undefined {
  try {
    return {
      file: deno.openSync(path, { createNew: true, write: true, mode: 0o600 }),
      isNew: true,
    };
  } catch {
    // It is there already.
  }
  try {
    // To open a pipe would wait for its other end.
    const { isFile, nlink } = deno.lstatSync(path);
    if (!isFile || nlink !== 1) return undefined;
    return { file: deno.openSync(path, { write: true }), isNew: false };
  } catch {
    // Whoever writes to it learns why that is impossible.
    return undefined;
  }
}
