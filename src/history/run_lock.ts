/** What shows that a run lives: a kernel lock, which the system takes away from a process that ends. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type FileLock, lockOn } from "../files/file_lock.ts";

/**
 * The lock of a run that begins.
 *
 * @returns `false` where somebody else has it; nothing where the file system has no locks
 */
export function lockRun(folder: string, id: string): FileLock | false | undefined {
  const runs = join(folder, "runs");
  try {
    mkdirSync(runs, { recursive: true, mode: 0o700 });
  } catch {
    // No lock can be made there, which shows now.
  }
  return lockOn(join(runs, `${id}.lock`), { isTemporary: true });
}

/** Somebody else who looks has the lock for a moment: it is looked for so often, */
const LOOKS = 3;

/** with such pauses, ms. */
const PAUSE_MS = 10;

/** Whether a run has died. Where there are no locks, nobody can know: then it counts as alive. */
export async function hasDied(
  folder: string,
  id: string,
  sleep: (ms: number) => Promise<void>,
): Promise<boolean> {
  for (let look = 1; look < LOOKS; look++) {
    if (isDead(folder, id)) return true;
    await sleep(PAUSE_MS);
  }
  return isDead(folder, id);
}

/** As {@linkcode hasDied}, at this moment: also where somebody else only looks, it counts as alive. */
export function isDead(folder: string, id: string): boolean {
  const lock = lockRun(folder, id);
  if (!lock) return false;
  lock.close();
  return true;
}
