/**
 * Writing below one folder, and nowhere else.
 * @module
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
} from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "./entry.ts";
import { ArchiveError } from "./problem.ts";
import { attempt, Refusal, systemCode } from "./refusal.ts";
import { partialName } from "./safe_path.ts";
import { areSame } from "./same_content.ts";
import { quotedName } from "./spelling.ts";

/** Permission bits that are restored: never setuid, setgid or sticky. */
const PLAIN_BITS = 0o777;

/** How many folders are remembered; the others are checked again. */
const MOST_KNOWN = 10_000;

/** How to write a file. */
export interface FileOptions {
  /** Whether an earlier entry of this archive has the same name: the last one counts. */
  readonly isRepeat: boolean;
  /** Whether nothing is kept of a file that is damaged. */
  readonly isStrict: boolean;
}

/** What has become of a file. */
export interface WrittenFile {
  /** Its path: another one than that of the entry, if its end is missing. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes of the file that an earlier entry of the same name had written; undefined without one. */
  readonly replaced: number | undefined;
  /** Whether that one was the same, byte for byte. */
  readonly isSame: boolean;
  /** Why it is not what it should be. */
  readonly damage: ArchiveError | undefined;
  /** Why it has not got its permissions and time. */
  readonly undressed: Refusal | undefined;
}

/** A folder that is written into. Every step of a path is checked: no link is ever followed. */
export class TargetFolder {
  readonly #root: string;
  readonly #overwrite: boolean;
  /** Folders that were looked at, or made. */
  readonly #known = new Set<string>();

  private constructor(root: string, overwrite: boolean) {
    this.#root = root;
    this.#overwrite = overwrite;
  }

  /** Makes the folder if it is not there. */
  static async open(path: string, overwrite: boolean): Promise<TargetFolder> {
    await mkdir(path, { recursive: true });
    return new TargetFolder(await realpath(path), overwrite);
  }

  /** Whether the folder itself is still there. */
  async isThere(): Promise<boolean> {
    return await look(this.#root) !== undefined;
  }

  /**
   * Writes a file under a temporary name, and gives it its own name when it is complete. Yields its
   * size while it grows, and in the end what has become of it.
   *
   * A damaged file that has its whole size is kept; of one whose end is missing, the rest is kept
   * under a name that says so.
   */
  async *file(
    entry: Entry,
    options: FileOptions,
  ): AsyncGenerator<number | WrittenFile, void, void> {
    const path = await attempt(() => this.#place(entry.path, options.isRepeat));
    const temporary = join(path, "..", `.${randomBytes(6).toString("hex")}.part`);
    // Nobody else may read a file before its own permissions say so.
    const mode = entry.mode === undefined ? 0o666 : 0o600;
    const file = await attempt(() => open(temporary, CREATE, mode));
    try {
      const { size, damage } = yield* pour(file, entry);
      if (damage !== undefined && (options.isStrict || options.isRepeat || size === 0)) {
        throw damage;
      }
      const undressed = await refusalOf(() => dress(file, entry));
      const earlier = options.isRepeat ? await compare(path, file) : NO_EARLIER;
      await attempt(() => file.close());
      const isPart = damage !== undefined && size < entry.size;
      if (!isPart) await attempt(() => rename(temporary, path));
      const name = isPart ? await this.#keepPart(temporary, entry.path, damage) : entry.path;
      yield { path: name, size, damage, undressed, ...earlier };
    } finally {
      await file.close().catch(() => {});
      await rm(temporary, { force: true });
    }
  }

  /** Makes a folder, and those above it. */
  async directory(path: string): Promise<void> {
    await attempt(() => this.#descend(path));
  }

  /** Gives a folder its permissions and time; last of all, since writing into it changes them. */
  async finishDirectory({ path, mode, mtime }: Entry): Promise<void> {
    const place = join(this.#root, path);
    await attempt(async () => {
      if (!(await lstat(place)).isDirectory()) {
        throw new Refusal("target-conflict", "it is no longer a folder");
      }
      if (mode !== undefined) await chmod(place, mode & PLAIN_BITS);
      if (mtime !== undefined) await utimes(place, mtime, mtime);
    });
  }

  /** Makes a symbolic link. */
  async link(path: string, target: string): Promise<void> {
    const place = join(this.#root, path);
    const isThere = await readlink(place).then((there) => there === target, () => false);
    if (isThere && this.#overwrite) return;
    await attempt(async () => {
      await this.#place(path, false);
      if (this.#overwrite) await rm(place, { force: true });
      await symlink(target, place);
    });
  }

  /** Where something is written; its folder is created, and nothing is there that must be kept. */
  async #place(path: string, isRepeat: boolean): Promise<string> {
    await this.#descend(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    const place = join(this.#root, path);
    const there = await look(place);
    if (there === undefined) return place;
    if (there.isDirectory()) {
      throw new Refusal("target-conflict", "the target folder has a folder with this name");
    }
    if (!this.#overwrite && !isRepeat) {
      throw new Refusal("exists", "there is already a file with this name");
    }
    return place;
  }

  /** Keeps what there is of a file, or else fails as the file did. */
  async #keepPart(temporary: string, path: string, damage: ArchiveError): Promise<string> {
    const name = partialName(path);
    try {
      await rename(temporary, await this.#place(name, false));
    } catch (error) {
      if (error instanceof Refusal || systemCode(error) !== undefined) throw damage;
      throw error;
    }
    return name;
  }

  async #descend(path: string): Promise<void> {
    if (path === "" || path === "." || this.#known.has(path)) return;
    let parent = "";
    for (const step of path.split("/")) {
      parent = parent === "" ? step : `${parent}/${step}`;
      if (!this.#known.has(parent)) await this.#step(parent);
    }
  }

  async #step(path: string): Promise<void> {
    const place = join(this.#root, path);
    const there = await look(place);
    if (there === undefined) await mkdir(place);
    else if (there.isSymbolicLink()) {
      throw new Refusal("target-link", `the target folder has a link ${quotedName(path)}`);
    } else if (!there.isDirectory()) {
      throw new Refusal("target-conflict", `the target folder has a file ${quotedName(path)}`);
    }
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(path);
  }
}

const NO_EARLIER = { replaced: undefined, isSame: false } as const;

const CREATE: number = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL |
  (constants.O_NOFOLLOW ?? 0);

/** Opening a pipe must not wait for whoever writes into it. */
const READ: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

async function look(place: string) {
  try {
    return await lstat(place);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Permissions and time. */
async function dress(file: FileHandle, { mode, mtime }: Entry): Promise<void> {
  if (mode !== undefined) await file.chmod(mode & PLAIN_BITS);
  if (mtime !== undefined) await file.utimes(mtime, mtime);
}

async function refusalOf(action: () => Promise<void>): Promise<Refusal | undefined> {
  try {
    await attempt(action);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Compares a file with the one that an earlier entry has left, if that is there. */
async function compare(path: string, file: FileHandle) {
  const earlier = await open(path, READ).catch(() => undefined);
  if (earlier === undefined) return NO_EARLIER;
  try {
    const facts = await earlier.stat();
    if (!facts.isFile()) return NO_EARLIER;
    return { replaced: facts.size, isSame: await areSame(earlier, file) };
  } finally {
    await earlier.close();
  }
}

/** Writes a content; when that turns out to be damaged, says why. */
async function* pour(
  file: FileHandle,
  entry: Entry,
): AsyncGenerator<number, { size: number; damage: ArchiveError | undefined }, void> {
  let size = 0;
  try {
    for await (const piece of entry.content()) {
      await attempt(() => writeAll(file, piece));
      size += piece.length;
      yield size;
    }
  } catch (damage) {
    if (!(damage instanceof ArchiveError) || isLocked(damage)) throw damage;
    return { size, damage };
  }
  return { size, damage: undefined };
}

function isLocked({ problems }: ArchiveError): boolean {
  return problems.some(({ code }) => code === "password");
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) {
    at += (await file.write(piece, at, piece.length - at)).bytesWritten;
  }
}
