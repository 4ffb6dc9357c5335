/** What shows that a run lives: a kernel lock, which the system takes away from a process that ends. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type FileLock, lockOn } from "../files/file_lock.ts";

/** The lock of a run that begins; nothing where the file system has none. */
export function lockRun(folder: string, id: string): FileLock | undefined {
  mkdirSync(join(folder, "runs"), { recursive: true, mode: 0o700 });
  return lockOn(lockFile(folder, id), { isTemporary: true }) || undefined;
}

/** Whether a run has died. Where there are no locks, nobody can know: then it counts as alive. */
export function isDead(folder: string, id: string): boolean {
  const lock = lockOn(lockFile(folder, id), { isTemporary: true });
  if (!lock) return false;
  lock.close();
  return true;
}

function lockFile(folder: string, id: string): string {
  return join(folder, "runs", `${id}.lock`);
}
