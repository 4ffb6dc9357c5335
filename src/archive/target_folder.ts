/** Writing below one folder, and nowhere else. */
import type { BigIntStats } from "node:fs";
import { readlink, rm, symlink } from "node:fs/promises";
import type { Entry } from "./entry.ts";
import { changed, factsOf } from "./folder_steps.ts";
import type { EnteredFolder, FolderTree } from "./folder_tree.ts";
import { openTarget } from "./open_target.ts";
import type { ArchiveError } from "./problem.ts";
import { attempt, Refusal } from "./refusal.ts";
import { partialName } from "./safe_path.ts";
import {
  compare,
  create,
  dress,
  NO_EARLIER,
  pathOf,
  type Place,
  pour,
  settle,
  temporaryName,
} from "./target_file.ts";
import { systemCode } from "../base/message_text.ts";

/** How to write into a folder. */
export interface TargetOptions {
  /** Whether files that exist are replaced. */
  readonly overwrite?: boolean | undefined;
  /** Whether root writes where others may write, too. */
  readonly allowShared?: boolean | undefined;
}

/** What is different about writing this file. */
export interface FileOptions {
  /** Whether an earlier entry of this archive has the same name: the last one counts. */
  readonly isRepeat: boolean;
  /** Whether nothing is kept of a file that is damaged. */
  readonly isStrict: boolean;
}

/** What is there after an attempt to write a file, which may be damaged. */
export interface WrittenFile {
  /** Its path: another one than that of the entry, if its end is missing. */
  readonly path: string;
  /** Bytes written. */
  readonly size: number;
  /** Bytes of the file that an earlier entry of the same name had written; undefined without one. */
  readonly replaced: number | undefined;
  /** Whether that one was the same, byte for byte. */
  readonly isSame: boolean;
  /** Why its content is not that of the entry; undefined if it is. */
  readonly damage: ArchiveError | undefined;
  /** Why it has not got its permissions and time. */
  readonly undressed: Refusal | undefined;
}

/** A folder that is written into. Folders are entered step by step: no link is ever followed. */
export class TargetFolder {
  readonly #tree: FolderTree;
  readonly #overwrite: boolean;

  private constructor(tree: FolderTree, overwrite: boolean) {
    this.#tree = tree;
    this.#overwrite = overwrite;
  }

  /**
   * Makes the folder if it is not there.
   *
   * @throws {SitehaulError} `file/write` when root would write where others may
   */
  static async open(path: string, options: TargetOptions): Promise<TargetFolder> {
    const tree = await openTarget(path, options.allowShared ?? false);
    return new TargetFolder(tree, options.overwrite ?? false);
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
      const undressed = await dress(file, entry);
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

  /** Together with those above it; one that is there already stays as it is. */
  async directory(path: string): Promise<void> {
    await attempt(() => this.#enter(path === "." ? "" : path));
  }

  /** Gives a folder its permissions and time; last of all, since writing into it changes them. */
  async finishDirectory(entry: Entry): Promise<void> {
    await attempt(() => this.#enter(entry.path).dress(entry));
  }

  /** Puts a symbolic link in place as a whole: under another name first, then renamed. */
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
