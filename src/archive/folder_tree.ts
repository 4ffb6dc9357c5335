/** What a folder that is written into must be able to do. */
import type { BigIntStats } from "node:fs";
import type { Entry } from "./entry.ts";

/** A folder that something is written into; good until another one is entered. */
export interface EnteredFolder {
  /** The path by which the system reaches something in it. */
  child(name: string): string;
  /**
   * Makes sure that it is still the folder that was entered, and that `name` in it is that file.
   *
   * @throws {Refusal} if it is not
   */
  confirm(name: string, file: BigIntStats): void;
  /** Gives the folder itself its permissions and time. */
  dress(entry: Pick<Entry, "mode" | "mtime">): void;
}

/** The folders below one folder, entered step by step. No link is ever followed. */
export interface FolderTree {
  /**
   * Enters a folder; makes it, and those above it, where they are missing.
   *
   * @param path below the root; `""` is the root itself
   * @throws {Refusal} where a link or a file is in the way
   */
  enter(path: string): EnteredFolder;
  /** From now on, folders into which others than root may write are refused. */
  refuseShared(): void;
  /** Whether the root is still there. */
  isThere(): boolean;
  /** Gives back the handle of the folder, where there is one. */
  close(): void;
}
