/** A small file that is noted into again and again: its last whole line counts. */
import { closeSync, constants, fdatasync, fstatSync, openSync, write } from "node:fs";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { writeWhole } from "./write_whole.ts";

/** How many bytes were added. `promisify()` gives them in another form in each runtime. */
const append = (file: number, bytes: Uint8Array): Promise<number> =>
  new Promise((resolve, reject) => {
    write(file, bytes, (error, written) => error ? reject(error) : resolve(written));
  });

const sync = promisify(fdatasync);

/** A longer file begins anew. */
const MOST_BYTES = 128 * 1024;

/** No link is followed; Windows lacks the flag. */
const APPENDING = constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

/**
 * A file into which one process writes. Each line is added to those before, and synced. To put a new file
 * in the place of the old one each time took six times the processor's time, and more where files come and
 * go quickly (ext4, 6.18: it uses the number of a file that was deleted again only after a while, and
 * searches for another one).
 */
export class LastLine {
  readonly #path: string;
  readonly #temporary: string;
  #file: number | undefined;
  #bytes = 0;

  /**
   * Nothing is written yet.
   *
   * @param path the file, in a folder to which nobody else can write
   */
  constructor(path: string) {
    this.#path = path;
    this.#temporary = `${path}.new`;
  }

  /**
   * Notes a line, so that it outlasts a loss of power; what the file held before this object was made is
   * replaced as a whole.
   *
   * @throws {Error} what the system says; then nothing is sure about the file
   */
  async put(line: string): Promise<void> {
    const bytes = new TextEncoder().encode(`${line}\n`);
    const isLong = this.#bytes + bytes.byteLength > MOST_BYTES;
    if (this.#file === undefined || isLong || isRemoved(this.#file)) return await this.#begin(line);
    const written = await append(this.#file, bytes);
    // A line without its end would take the next one into itself.
    if (written < bytes.byteLength) throw new Error("The line was not written as a whole");
    await sync(this.#file);
    this.#bytes += bytes.byteLength;
  }

  async #begin(line: string): Promise<void> {
    this.close();
    await writeWhole(this.#path, `${line}\n`, { temporary: this.#temporary });
    this.#file = openSync(this.#path, APPENDING);
    this.#bytes = fstatSync(this.#file).size;
  }

  /** Removes the file. Never throws. */
  async erase(): Promise<void> {
    this.close();
    await rm(this.#path, { force: true }).catch(() => {});
  }

  /** Leaves the file as it is. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Whether somebody has removed the file in the meantime, along with what would be added. */
function isRemoved(file: number): boolean {
  return fstatSync(file).nlink === 0;
}

/**
 * The value in the last whole line of such a file: one that was cut off, or never came to the disk, was not
 * noted.
 *
 * @returns nothing where no line is JSON
 */
export function lastValue(text: string): unknown {
  const lines = text.split("\n").slice(0, -1);
  for (const line of lines.reverse()) {
    try {
      return JSON.parse(line);
    } catch {
      // The one before holds.
    }
  }
  return undefined;
}
