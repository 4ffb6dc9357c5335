/** Names of files that are on their way to another name. */
import { basename, dirname, join } from "../base/paths.ts";

/** The longest name that common file systems take, in bytes. */
const LONGEST = 255;
/** Of a name that would be too long, so many letters are kept. */
const KEPT = 60;
/** What follows the dot at the end. */
const ENDING = /^[0-9a-f]{8}$/;

/** A hidden name in the same folder that nobody can foresee: what is created there is no link. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), beginningOf(path) + crypto.randomUUID().slice(0, 8));
}

/**
 * Removes what a process that was killed has left beside a file that only this one writes now. Whatever
 * cannot be removed stays: it takes room, and nothing else.
 */
export async function removeTemporariesOf(path: string): Promise<void> {
  const { readdir, rm } = await import("node:fs/promises");
  const beginning = beginningOf(path);
  // The beginning of a long name may be that of another file as well.
  if (!beginning.includes(basename(path))) return;
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(beginning) || !ENDING.test(name.slice(beginning.length))) continue;
    await rm(join(dirname(path), name), { force: true }).catch(() => {});
  }
}

function beginningOf(path: string): string {
  const name = basename(path);
  const isLong = new TextEncoder().encode(name).length + 10 > LONGEST;
  return `.${isLong ? name.slice(0, KEPT) : name}.`;
}
