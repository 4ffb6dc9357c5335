/**
 * Writing below one folder, and nowhere else.
 * @module
 */
import { randomBytes } from "node:crypto";
import { type BigIntStats, constants } from "node:fs";
import {
  type FileHandle,
  mkdir,
  open,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from "node:fs/promises";
import { CheckedTree } from "./checked_tree.ts";
import type { Entry } from "./entry.ts";
import { changed, factsOf, PLAIN_BITS } from "./folder_steps.ts";
import type { EnteredFolder, FolderTree } from "./folder_tree.ts";
import { HandleTree } from "./handle_tree.ts";
import { ArchiveError } from "./problem.ts";
import { attempt, Refusal, systemCode } from "./refusal.ts";
import { partialName } from "./safe_path.ts";
import { areSame } from "./same_content.ts";

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

/** A name in a folder that was entered. */
interface Place {
  readonly folder: EnteredFolder;
  readonly name: string;
}

/** A folder that is written into. Folders are entered step by step: no link is ever followed. */
export class TargetFolder {
  readonly #tree: FolderTree;
  readonly #overwrite: boolean;

  private constructor(tree: FolderTree, overwrite: boolean) {
    this.#tree = tree;
    this.#overwrite = overwrite;
  }

  /** Makes the folder if it is not there. */
  static async open(path: string, overwrite: boolean): Promise<TargetFolder> {
    await mkdir(path, { recursive: true });
    const root = await realpath(path);
    return new TargetFolder(HandleTree.open(root) ?? CheckedTree.open(root), overwrite);
  }

  /** Whether the folder itself is still there. */
  isThere(): boolean {
    return this.#tree.isThere();
  }

  /** Ends the work. */
  close(): void {
    this.#tree.close();
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
    const place = await attempt(() => this.#place(entry.path, options.isRepeat));
    const temporary = { ...place, name: temporaryName("part") };
    const file = await attempt(() => create(temporary, entry));
    let isDone = false;
    try {
      const { size, damage } = yield* pour(file, entry);
      if (damage !== undefined && (options.isStrict || options.isRepeat || size === 0)) {
        throw damage;
      }
      const undressed = await refusalOf(() => dress(file, entry));
      const earlier = options.isRepeat ? await compare(place, file) : NO_EARLIER;
      const facts = await file.stat({ bigint: true });
      await attempt(() => file.close());
      const isPart = damage !== undefined && size < entry.size;
      if (!isPart) await attempt(() => settle(temporary, place.name, facts));
      else await this.#keepPart(temporary, { path: entry.path, facts, damage });
      isDone = true;
      const path = isPart ? partialName(entry.path) : entry.path;
      yield { path, size, damage, undressed, ...earlier };
    } finally {
      if (!isDone) {
        await file.close().catch(() => {});
        await rm(pathOf(temporary), { force: true });
      }
    }
  }

  /** Makes a folder, and those above it. */
  async directory(path: string): Promise<void> {
    await attempt(() => this.#enter(path === "." ? "" : path));
  }

  /** Gives a folder its permissions and time; last of all, since writing into it changes them. */
  async finishDirectory(entry: Entry): Promise<void> {
    await attempt(() => this.#enter(entry.path).dress(entry));
  }

  /** Makes a symbolic link. */
  async link(path: string, target: string): Promise<void> {
    await attempt(async () => {
      const place = this.#split(path);
      const before = await readlink(pathOf(place)).catch(() => undefined);
      if (before === target && this.#overwrite) return;
      this.#mayWrite(place, false);
      const temporary = { ...place, name: temporaryName("link") };
      await symlink(target, pathOf(temporary));
      const facts = factsOf(pathOf(temporary));
      if (facts === undefined) throw changed(path);
      await settle(temporary, place.name, facts);
    });
  }

  #enter(path: string): EnteredFolder {
    return this.#tree.enter(path);
  }

  #split(path: string): Place {
    const at = path.lastIndexOf("/");
    return { folder: this.#enter(path.slice(0, Math.max(0, at))), name: path.slice(at + 1) };
  }

  /** Where something is written; its folder is created, and nothing is there that must be kept. */
  #place(path: string, isRepeat: boolean): Place {
    const place = this.#split(path);
    this.#mayWrite(place, isRepeat);
    return place;
  }

  #mayWrite(place: Place, isRepeat: boolean): void {
    const facts = factsOf(pathOf(place));
    if (facts === undefined) return;
    if (facts.isDirectory()) {
      throw new Refusal("target-conflict", "the target folder has a folder with this name");
    }
    if (!this.#overwrite && !isRepeat) {
      throw new Refusal("exists", "there is already a file with this name");
    }
  }

  /** Keeps what there is of a file, or else fails as the file did. */
  async #keepPart(
    temporary: Place,
    { path, facts, damage }: { path: string; facts: BigIntStats; damage: ArchiveError },
  ): Promise<void> {
    const name = partialName(path.slice(path.lastIndexOf("/") + 1));
    try {
      this.#mayWrite({ ...temporary, name }, false);
      await settle(temporary, name, facts);
    } catch (error) {
      if (error instanceof Refusal || systemCode(error) !== undefined) throw damage;
      throw error;
    }
  }
}

const NO_EARLIER = { replaced: undefined, isSame: false } as const;

const CREATE: number = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL |
  (constants.O_NOFOLLOW ?? 0);

/** Opening a pipe must not wait for whoever writes into it. */
const READ: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

function pathOf({ folder, name }: Place): string {
  return folder.child(name);
}

/** A name that nobody knows before. */
function temporaryName(ending: string): string {
  return `.${randomBytes(6).toString("hex")}.${ending}`;
}

/** Creates a file, and makes sure that it is where it should be before anything is written into it. */
async function create({ folder, name }: Place, { mode }: Entry): Promise<FileHandle> {
  // Nobody else may read a file before its own permissions say so.
  const file = await open(folder.child(name), CREATE, mode === undefined ? 0o666 : 0o600);
  try {
    folder.confirm(name, await file.stat({ bigint: true }));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Gives a file or a link its name; what has it by then must be this one. */
async function settle(temporary: Place, name: string, facts: BigIntStats): Promise<void> {
  const { folder } = temporary;
  folder.confirm(temporary.name, facts);
  await rename(pathOf(temporary), folder.child(name));
  folder.confirm(name, facts);
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
async function compare(place: Place, file: FileHandle) {
  const earlier = await open(pathOf(place), READ).catch(() => undefined);
  if (earlier === undefined) return NO_EARLIER;
  try {
    const facts = await earlier.stat({ bigint: true });
    if (!facts.isFile()) return NO_EARLIER;
    place.folder.confirm(place.name, facts);
    return { replaced: Number(facts.size), isSame: await areSame(earlier, file) };
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
