/** A file that this program writes to bit by bit, in a folder where others may put things. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { temporaryBeside } from "./temporary_name.ts";

/** What identifies a file, whatever its name is. */
interface Identity {
  readonly dev: number;
  readonly ino: number;
}

/** No link is followed; Windows, which lacks the flag, has none that anybody may plant. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** A file of one's own, readable by nobody else. */
export class OwnLog {
  readonly #path: string;
  readonly #identity: Identity;

  /**
   * Creates the file under a name that nobody can foresee, and gives it its own: a link is never
   * followed, and a second name of another file is replaced.
   *
   * @param path the file
   * @throws {Error} when it cannot be created, or something other than a file is there
   */
  constructor(path: string) {
    this.#path = path;
    refuseWhatIsNoFile(path);
    const temporary = temporaryBeside(path);
    const { O_WRONLY, O_CREAT, O_EXCL } = constants;
    const file = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | NO_FOLLOW, 0o600);
    try {
      this.#identity = fstatSync(file);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  }

  /**
   * Adds a text.
   *
   * @throws {Error} when it cannot be written, or another file is there by now
   */
  append(text: string): void {
    const { O_WRONLY, O_APPEND } = constants;
    // Whoever puts another file there may be between taking this one away and that.
    if (lstatSync(this.#path, { throwIfNoEntry: false }) === undefined) throw this.#replaced();
    const file = openSync(this.#path, O_WRONLY | O_APPEND | NO_FOLLOW);
    try {
      const { dev, ino } = fstatSync(file);
      if (dev !== this.#identity.dev || ino !== this.#identity.ino) {
        throw this.#replaced();
      }
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
  }

  #replaced(): Error {
    return new Error(`${this.#path} was replaced or removed`);
  }
}

/** A pipe would block, a device would be replaced, and a link is what somebody else may have planted. */
function refuseWhatIsNoFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  if (found.isSymbolicLink()) throw new Error("it is a link: name the file itself");
  throw new Error(found.isDirectory() ? "it is a folder" : "it is not a regular file");
}
