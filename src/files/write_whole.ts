/** Files that have their name only when they are whole. */
import { temporaryBeside } from "./temporary_name.ts";

/** How to write a file. */
export interface WholeOptions {
  /** Whether a file of that name is replaced; if not, it is an error. @default {true} */
  readonly replace?: boolean;
  /** Its permissions. @default {0o600} */
  readonly mode?: number;
  /** Whether what was written outlasts a loss of power. @default {true} */
  readonly sync?: boolean;
  /**
   * The path until it is whole, where nobody else writes: what was left there is removed.
   * @default {one that nobody can foresee: what is created is no link, and belongs to nobody else}
   */
  readonly temporary?: string;
}

/**
 * Writes a text under another name, and then gives it its own: whoever reads the file has the old text
 * or the new one.
 *
 * @throws {Error} what the system says; then everything is as it was
 */
export async function writeWhole(
  path: string,
  text: string,
  { replace = true, mode = 0o600, sync = true, temporary: given }: WholeOptions = {},
): Promise<void> {
  // Loaded when something is written: it would double the time that the program takes to start.
  const { link, open, rename, rm } = await import("node:fs/promises");
  const temporary = given ?? temporaryBeside(path);
  let isLeft = true;
  try {
    if (given !== undefined) await rm(temporary, { force: true });
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      // The mode given when a file is created is restricted by the umask.
      if (mode !== 0o600) await file.chmod(mode);
      if (sync) await file.sync();
    } finally {
      await file.close();
    }
    // Unlike a rename, a link fails where something is already.
    await (replace ? rename(temporary, path) : link(temporary, path));
    isLeft = !replace;
  } finally {
    if (isLeft) await rm(temporary, { force: true }).catch(() => {});
  }
}
