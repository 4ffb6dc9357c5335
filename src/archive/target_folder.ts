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
import type { ProblemCode } from "./problem.ts";

/** Permission bits that are restored: never setuid, setgid or sticky. */
const PLAIN_BITS = 0o777;

/** How many folders are remembered; the others are checked again. */
const MOST_KNOWN = 10_000;

/** Why something was not written. */
export class Refusal extends Error {
  /** The kind of problem. */
  readonly code: ProblemCode;

  /** Takes the kind, and half a sentence. */
  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
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

  /** Writes a file under a temporary name, and gives it its own name when it is complete. */
  async *file(entry: Entry): AsyncGenerator<number, void, void> {
    const path = await this.#place(entry.path);
    const folder = join(path, "..");
    const temporary = join(folder, `.${randomBytes(6).toString("hex")}.part`);
    // Nobody else may read a file before its own permissions say so.
    const file = await open(temporary, CREATE, entry.mode === undefined ? 0o666 : 0o600);
    let isWhole = false;
    try {
      yield* pour(file, entry.content());
      if (entry.mode !== undefined) await file.chmod(entry.mode & PLAIN_BITS);
      if (entry.mtime !== undefined) await file.utimes(entry.mtime, entry.mtime);
      await file.close();
      await rename(temporary, path);
      isWhole = true;
    } finally {
      if (!isWhole) {
        await file.close().catch(() => {});
        await rm(temporary, { force: true });
      }
    }
  }

  /** Makes a folder, and those above it. */
  async directory(path: string): Promise<void> {
    if (path === "" || this.#known.has(path)) return;
    let parent = "";
    for (const step of path.split("/")) {
      parent = parent === "" ? step : `${parent}/${step}`;
      if (!this.#known.has(parent)) await this.#step(parent);
    }
  }

  /** Gives a folder its permissions and time; last of all, since writing into it changes them. */
  async finishDirectory({ path, mode, mtime }: Entry): Promise<void> {
    const place = join(this.#root, path);
    if (!(await lstat(place)).isDirectory()) throw new Refusal("conflict", "it is not a folder");
    if (mode !== undefined) await chmod(place, mode & PLAIN_BITS);
    if (mtime !== undefined) await utimes(place, mtime, mtime);
  }

  /** Makes a symbolic link. */
  async link(path: string, target: string): Promise<void> {
    const place = join(this.#root, path);
    const isThere = await readlink(place).then((there) => there === target, () => false);
    if (isThere && this.#overwrite) return;
    await this.#place(path);
    if (this.#overwrite) await rm(place, { force: true });
    await symlink(target, place);
  }

  /** Where something is written; its folder is created, and nothing is there that must be kept. */
  async #place(path: string): Promise<string> {
    await this.directory(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    const place = join(this.#root, path);
    const there = await look(place);
    if (there === undefined) return place;
    if (there.isDirectory()) throw new Refusal("conflict", "there is a folder with this name");
    if (!this.#overwrite) throw new Refusal("exists", "there is already a file with this name");
    return place;
  }

  async #step(path: string): Promise<void> {
    const place = join(this.#root, path);
    const there = await look(place);
    if (there === undefined) await mkdir(place);
    else if (there.isSymbolicLink()) {
      throw new Refusal("through-link", `${JSON.stringify(path)} is a link in the target folder`);
    } else if (!there.isDirectory()) {
      throw new Refusal("conflict", `${JSON.stringify(path)} is a file in the target folder`);
    }
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(path);
  }
}

const CREATE: number = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL |
  (constants.O_NOFOLLOW ?? 0);

async function look(place: string) {
  try {
    return await lstat(place);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function* pour(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<number, void, void> {
  let written = 0;
  for await (const piece of content) {
    for (let at = 0; at < piece.length;) {
      at += (await file.write(piece, at, piece.length - at)).bytesWritten;
    }
    written += piece.length;
    yield written;
  }
}
