/**
 * What the disk refuses, as an error that says what to do.
 * @module
 */
import { SitehaulError } from "../errors.ts";

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Make room, and run the same command again: it goes on from there.",
  EDQUOT: "Your quota is used up. Make room, and run the same command again.",
  EACCES: "This user may not write there. Choose another folder with --dir, or change its owner.",
  EPERM: "This user may not write there. Choose another folder with --dir, or change its owner.",
  EROFS: "The file system is mounted read-only. Choose another folder with --dir.",
  ENOENT: "The folder is not there. Make it, or choose another one with --dir.",
  ENOTDIR: "A part of the path is a file, not a folder. Choose another folder with --dir.",
  ENAMETOOLONG: "The name is too long for this file system. Choose a shorter folder with --dir.",
  EISDIR: "A folder of that name is in the way. Move it, or choose another one with --dir.",
  ELOOP: "A link stands where a temporary file would be. Remove it, or choose a folder with --dir.",
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
  const code = codeOf(cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SitehaulError("file/write", `Cannot write ${path}: ${reason}`, {
    hint: HINTS[code] ?? "Check the folder, its permissions, and the room on the disk.",
    cause,
  });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
