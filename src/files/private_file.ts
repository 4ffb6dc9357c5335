/** Files that hold secrets. */
import { SitehaulError } from "../base/errors.ts";
import { systemCode } from "../base/message_text.ts";
import { cannotWrite } from "./disk.ts";
import { writeWhole } from "./write_whole.ts";

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
  try {
    await writeWhole(path, text, { replace, mode });
  } catch (cause) {
    if (systemCode(cause) === "EEXIST") throw alreadyThere(path, cause);
    throw cannotWrite(path, cause, "Check that the folder exists and is writable.");
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

function alreadyThere(path: string, cause?: unknown): SitehaulError {
  return new SitehaulError("file/write", `${path} already exists`, {
    hint: "Choose another name, or overwrite it with `force: true`.",
    cause,
  });
}
