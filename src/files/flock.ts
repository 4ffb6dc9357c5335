/**
 * Locks on files that are written to, as Deno has them (flock on Linux and macOS): they also tell of
 * other users and other programs. Between runs of sitehaul, `file_lock.ts` is what counts.
 */
import type { FileLock } from "./file_lock.ts";

/**
 * Locks a file, which is created if it is not there. There is no waiting.
 *
 * @returns the lock; `false` where somebody else has it, within this process as well; nothing where none
 * can be had, since the runtime (Node, Bun) or the file system has no such thing
 */
export function flock(path: string): FileLock | false | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  if (deno?.FsFile?.prototype.tryLockSync === undefined) return undefined;
  // There a lock keeps this process itself from writing as well.
  if (deno.build.os === "windows") return undefined;
  const file = openToLock(deno, path);
  if (file === undefined) return undefined;
  try {
    if (file.tryLockSync(true)) return { close: () => release(file) };
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
    // Whoever writes to it learns why that is impossible.
    return undefined;
  }
}
