/**
 * Locks on files, which the system takes away from a process that ends, however that ends.
 *
 * Node has no call for them, but every runtime has SQLite, which locks its files: an exclusive
 * transaction on an empty file is such a lock, and programs on Deno, Node and Bun respect each other's.
 */
import type * as Sqlite from "node:sqlite";
import { closeSync, lstatSync, openSync, type Stats, unlinkSync } from "node:fs";
import { resolve } from "node:path";
import { builtIn, quietly } from "../base/built_in.ts";
import { isForeign, removeForeign } from "./own_file.ts";

/** A lock that somebody has. */
export interface FileLock {
  /** Lets others have it. */
  close(): void;
}

/** What becomes of a file that served for a lock. */
export interface LockOptions {
  /** Removes the file along with the lock. @default {false} */
  readonly isTemporary?: boolean;
}

/** How often the file may be removed by whoever had it, between two looks at it. */
const ATTEMPTS = 20;

/**
 * Locks a file that serves for nothing else, which is created if it is not there. There is no waiting.
 *
 * @returns the lock; `false` where somebody else has it, within this process as well; nothing where none
 * can be had, since the file cannot be made or the file system has no such thing
 */
export function lockOn(
  path: string,
  { isTemporary = false }: LockOptions = {},
): FileLock | false | undefined {
  // SQLite takes a name that begins with `file:` for more than a name.
  const file = resolve(path);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = lockFile(file);
    if (found === undefined) return undefined;
    const database = begin(file);
    if (!database) return database;
    // Whoever had it may have removed the file before it was locked here: then it is nobody's, or one that
    // SQLite has made anew, with rights for which others would take it for a stranger's.
    if (isSame(found.facts, lookAt(file)) && (found.isNew || !isForeign(file))) {
      return { close: () => isTemporary ? closeAndRemove(database, file) : database.close() };
    }
    database.close();
  }
  return false;
}

/** What serves for a lock, and for nothing else. */
interface LockFile {
  readonly facts: Stats;
  /** Whether it was made just now, so that it is nobody else's. */
  readonly isNew: boolean;
}

/**
 * The empty file of this user that can be locked. SQLite would act on what others have written there,
 * and on a journal beside it; beside an empty file, it takes none for its own.
 */
function lockFile(file: string): LockFile | undefined {
  let isNew = false;
  try {
    removeForeign(file);
    closeSync(openSync(file, "wx", 0o600));
    isNew = true;
  } catch {
    // It is there already, or cannot be made, which shows now.
  }
  const facts = lookAt(file);
  return facts?.isFile() && facts.size === 0 ? { facts, isNew } : undefined;
}

function lookAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isSame({ dev, ino }: Stats, other: Stats | undefined): boolean {
  return other !== undefined && dev === other.dev && ino === other.ino;
}

function begin(file: string): Sqlite.DatabaseSync | false | undefined {
  let database: Sqlite.DatabaseSync | undefined;
  try {
    const sqlite = quietly(() => builtIn("node:sqlite"));
    database = new sqlite.DatabaseSync(file);
    // Nothing is ever written: no journal is needed beside it.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    // Some file systems, such as those on a network, have no locks: that is another message. So is that of
    // a runtime without SQLite.
    return error instanceof Error && /database is locked/.test(error.message) ? false : undefined;
  }
}

/** While it is still locked, so that nobody gets hold of a file that is about to go. */
function closeAndRemove(database: Sqlite.DatabaseSync, file: string): void {
  const isGone = remove(file);
  database.close();
  // Windows removes no file that is open, and none that somebody else has opened by now.
  if (!isGone) remove(file);
}

function remove(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}
