/**
 * Work files of an earlier run, which are used again only where no other user can have made them.
 */
import { closeSync, fstatSync, lstatSync, openSync, type Stats, unlinkSync } from "node:fs";
import { temporaryBeside } from "./temporary_name.ts";

/** What a mode allows the group and all others. */
const OTHERS = 0o077;

/**
 * Removes whatever has the name of a work file and is none of this user's: the name can be guessed,
 * and in a folder of many users anybody may put a file, a link or a pipe there. Only the name goes;
 * what a link leads to stays as it is.
 *
 * @returns whether there was anything to remove
 * @throws whatever the system says, also of a folder of that name
 */
export function removeForeign(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || isOwn(path, found)) return false;
  if (found.isDirectory()) {
    throw Object.assign(new Error("a folder has that name"), { code: "EISDIR" });
  }
  unlinkSync(path);
  return true;
}

/** Whether something of that name is there that this user cannot have made. */
export function isForeign(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && !isOwn(path, found);
}

/** Whether it is a file of one name, with the owner and the rights of a file that is made here now. */
function isOwn(path: string, found: Stats): boolean {
  if (!found.isFile() || found.nlink > 1) return false;
  const { uid, mode } = factsOfNew(path);
  return found.uid === uid && (found.mode & OTHERS & ~mode) === 0;
}

/** Who owns a new file is up to the file system: on the network, or a stick, it may be nobody. */
function factsOfNew(path: string): Stats {
  const sample = temporaryBeside(path);
  const file = openSync(sample, "wx", 0o600);
  try {
    return fstatSync(file);
  } finally {
    closeSync(file);
    unlinkSync(sample);
  }
}
