/** The folder of a history: the user's own, as are the files in it. */
import { closeSync, mkdirSync, openSync } from "node:fs";
import { systemCode } from "../base/message_text.ts";
import { fileFault, folderFault, type Owner } from "../config/own_file.ts";

/** What SQLite puts beside a database: it would act on what others have written there. */
const BESIDE = ["", "-wal", "-shm", "-journal"];

/**
 * Makes the folder with mode 0700, and an empty file with mode 0600, where they are missing.
 *
 * @throws {Error} where somebody else has written, or could write, to any of it
 */
export async function claimOwnFile(folder: string, file: string, owner: Owner): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fault = await folderFault(folder, owner);
  if (fault !== undefined) throw new Error(`its folder is not used: ${fault}`);
  for (const path of BESIDE.map((ending) => file + ending)) {
    const wrong = await fileFault(path, owner);
    if (wrong !== undefined) throw new Error(`${path === file ? "" : `${path}: `}${wrong}`);
  }
  createUnlessThere(file);
}

/** SQLite gives its other files the rights of this one. */
function createUnlessThere(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}
