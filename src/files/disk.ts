/** What the disk refuses, as an error that says what to do. */
import { SitehaulError } from "../base/errors.ts";
import { messageOf, systemCode } from "../base/message_text.ts";

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Free some space, and run the same command again: it resumes.",
  EDQUOT: "Your quota is used up. Free some space, and run the same command again.",
  EACCES:
    "You do not have permission to write there. Choose another folder with `dir`, or change its owner.",
  EPERM:
    "You do not have permission to write there. Choose another folder with `dir`, or change its owner.",
  EROFS: "The file system is mounted read-only. Choose another folder with `dir`.",
  ENOENT: "The folder does not exist. Create it, or choose another one with `dir`.",
  ENOTDIR: "A component of the path is a file, not a folder. Choose another folder with `dir`.",
  ENAMETOOLONG: "The name is too long for this file system. Choose a shorter folder with `dir`.",
  EISDIR: "There is a folder with that name. Move it, or choose another one with `dir`.",
  ELOOP: "There is a link in place of a temporary file. Remove it, or choose a folder with `dir`.",
  EMFILE: "Too many files are open. Raise the limit (ulimit -n).",
};

/**
 * Runs an action on the disk.
 *
 * @param path what it is about, for the message
 * @throws {SitehaulError} `file/write`, with the system's reason and what to do about it
 */
export async function withWriteError<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw diskError(path, cause);
  }
}

/** The error for something that the disk refused. */
export function diskError(path: string, cause: unknown): SitehaulError {
  const hint = HINTS[systemCode(cause) ?? ""] ??
    "Check the folder, its permissions, and the free disk space.";
  return cannotWrite(path, cause, hint);
}

/** The error for a file that cannot be written, for the reason that the cause gives. */
export function cannotWrite(path: string, cause: unknown, hint: string): SitehaulError {
  return new SitehaulError("file/write", `Cannot write ${path}: ${messageOf(cause)}`, {
    hint,
    cause,
  });
}
