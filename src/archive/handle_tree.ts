/** Folders that stay open: what is done in one happens there, wherever its path leads by then. */
import {
  type BigIntStats,
  closeSync,
  fchmodSync,
  fstatSync,
  futimesSync,
  openSync,
  statSync,
} from "node:fs";
import process from "node:process";
import type { Entry } from "./entry.ts";
import {
  changed,
  factsOf,
  isSame,
  makeFolder,
  notEntered,
  OPEN_FOLDER,
  PLAIN_BITS,
  shared,
} from "./folder_steps.ts";
import type { EnteredFolder, FolderTree } from "./folder_tree.ts";
import { mayRead } from "./may_read.ts";
import { isShared } from "./shared_folder.ts";
import { systemCode } from "../base/message_text.ts";

/** Where Linux shows the open files of a process; what follows the number is looked up in the folder. */
const OPEN_FILES = "/proc/self/fd";

/** The folders below one folder that is open. Nobody can make it lead elsewhere, at any moment. */
export class HandleTree implements FolderTree {
  readonly #root: number;
  /** The folder that was entered last, and where that is. */
  #current: number;
  #path = "";
  #refusesShared = false;

  private constructor(root: number) {
    this.#root = root;
    this.#current = root;
  }

  /** Opens a folder, if the system can reach files from an open one and the runtime permits it. */
  static open(root: string): HandleTree | undefined {
    if (process.platform !== "linux" || !mayRead(OPEN_FILES)) return undefined;
    const handle = open(root);
    if (handle === undefined) return undefined;
    if (leadsTo(handle)) return new HandleTree(handle);
    closeSync(handle);
    return undefined;
  }

  enter(path: string): EnteredFolder {
    if (path !== this.#path) {
      const isBelow = this.#path !== "" && path.startsWith(`${this.#path}/`);
      if (!isBelow) this.#move(this.#root, "");
      for (const step of path.slice(isBelow ? this.#path.length + 1 : 0).split("/")) {
        if (step !== "") this.#step(step);
      }
    }
    return new OpenFolder(this.#current, path);
  }

  refuseShared(): void {
    this.#refusesShared = true;
  }

  isThere(): boolean {
    return fstatSync(this.#root, { bigint: true }).nlink > 0n;
  }

  close(): void {
    this.#move(this.#root, "");
    closeSync(this.#root);
  }

  #step(step: string): void {
    const place = `${OPEN_FILES}/${this.#current}/${step}`;
    const path = this.#path === "" ? step : `${this.#path}/${step}`;
    const handle = open(place) ?? made(place, this.#refusesShared) ?? refuse(place, path);
    if (this.#refusesShared && isShared(fstatSync(handle, { bigint: true }))) {
      closeSync(handle);
      throw shared(path);
    }
    this.#move(handle, path);
  }

  #move(handle: number, path: string): void {
    if (this.#current !== this.#root) closeSync(this.#current);
    this.#current = handle;
    this.#path = path;
  }
}

class OpenFolder implements EnteredFolder {
  readonly #handle: number;
  readonly #path: string;

  constructor(handle: number, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  child(name: string): string {
    return `${OPEN_FILES}/${this.#handle}/${name}`;
  }

  confirm(name: string, file: BigIntStats): void {
    const facts = factsOf(this.child(name));
    if (facts === undefined || !isSame(facts, file)) {
      throw changed(this.#path === "" ? name : `${this.#path}/${name}`);
    }
  }

  dress({ mode, mtime }: Pick<Entry, "mode" | "mtime">): void {
    if (mode !== undefined) fchmodSync(this.#handle, mode & PLAIN_BITS);
    if (mtime !== undefined) futimesSync(this.#handle, mtime, mtime);
  }
}

/** Opens a folder; nothing where there is none. */
function open(place: string): number | undefined {
  try {
    return openSync(place, OPEN_FOLDER);
  } catch (error) {
    // What is there instead of a folder is told by several codes.
    if (["ENOENT", "ENOTDIR", "ELOOP", "EMLINK"].includes(systemCode(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
}

/** Makes a folder where nothing is, and opens it. */
function made(place: string, isOwn: boolean): number | undefined {
  if (factsOf(place) !== undefined) return undefined;
  makeFolder(place, isOwn);
  return open(place);
}

function refuse(place: string, path: string): never {
  throw notEntered(path, factsOf(place));
}

/** Whether the number of an open folder leads to it: not without `/proc`, nor without permission. */
function leadsTo(handle: number): boolean {
  try {
    const there = statSync(`${OPEN_FILES}/${handle}/.`, { bigint: true });
    return isSame(there, fstatSync(handle, { bigint: true }));
  } catch {
    return false;
  }
}
