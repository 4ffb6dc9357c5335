/**
 * Files that hold secrets.
 * @module
 */
import { basename, dirname, join } from "node:path";
import { SitehaulError } from "../base/errors.ts";

/**
 * Writes a file that nobody else can read. It has its name only when it is whole.
 *
 * @param path the file
 * @param text what it holds
 * @param options whether a file that is there already is replaced; its rights, where others may read it
 * @throws {SitehaulError} `file/write`
 */
export async function writePrivateFile(
  path: string,
  text: string,
  { replace = false, mode = 0o600 } = {},
): Promise<void> {
  // Loaded when something is written: it would double the time that the program takes to start.
  const { chmod, link, open, rename, rm } = await import("node:fs/promises");
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID().slice(0, 8)}`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      // The mode given when a file is created is restricted by the umask.
      if (mode !== 0o600) await chmod(temporary, mode);
      await file.sync();
    } finally {
      await file.close();
    }
    // Unlike a rename, a link fails where something is already.
    await (replace ? rename(temporary, path) : link(temporary, path));
  } catch (cause) {
    throw cannotWrite(path, cause);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/**
 * Refuses a path where something is already, before the work that would end with it. Whether it is
 * still so is looked at again when the file is written.
 *
 * @throws {SitehaulError} `file/write`
 */
export async function refuseExisting(path: string): Promise<void> {
  const { lstat } = await import("node:fs/promises");
  if (await lstat(path).catch(() => undefined) === undefined) return;
  throw alreadyThere(path);
}

function cannotWrite(path: string, cause: unknown): SitehaulError {
  if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
    return alreadyThere(path, cause);
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SitehaulError("file/write", `Cannot write ${path}: ${reason}`, {
    hint: "Check that the folder exists and is writable.",
    cause,
  });
}

function alreadyThere(path: string, cause?: unknown): SitehaulError {
  return new SitehaulError("file/write", `${path} already exists`, {
    hint: "Choose another name, or overwrite it with --force.",
    cause,
  });
}
