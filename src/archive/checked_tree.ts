/**
 * Folders that are known by their numbers, and looked at before and after whatever is done in them.
 */
import {
  type BigIntStats,
  closeSync,
  fchmodSync,
  fstatSync,
  futimesSync,
  openSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
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
import { isShared } from "./shared_folder.ts";

/**
 * How often a file is looked at, with its folders before and after each look. Whoever swaps a folder
 * back and forth would have to hit every gap between them.
 */
const LOOKS = 4;

/** A folder on the way. */
interface Step {
  /** Below the root. */
  readonly path: string;
  readonly place: string;
  readonly facts: BigIntStats;
}

/**
 * The folders below one folder. For systems and runtimes that cannot do better: somebody else may
 * still replace a folder in the instant between a look and the call that it is for.
 */
export class CheckedTree implements FolderTree {
  readonly #root: Step;
  #refusesShared = false;

  private constructor(root: Step) {
    this.#root = root;
  }

  /** Notes a folder that is there. */
  static open(root: string): CheckedTree {
    const facts = factsOf(root);
    if (facts === undefined || !facts.isDirectory()) throw notEntered(root, facts);
    return new CheckedTree({ path: "", place: root, facts });
  }

  enter(path: string): EnteredFolder {
    const steps = [this.#root];
    for (const name of path === "" ? [] : path.split("/")) {
      confirmAll(steps);
      const step = descend(steps.at(-1) ?? this.#root, name, this.#refusesShared);
      if (this.#refusesShared && isShared(step.facts)) throw shared(step.path);
      steps.push(step);
    }
    confirmAll(steps);
    return new CheckedFolder(steps);
  }

  refuseShared(): void {
    this.#refusesShared = true;
  }

  isThere(): boolean {
    const facts = factsOf(this.#root.place);
    return facts !== undefined && isSame(facts, this.#root.facts);
  }

  close(): void {}
}

class CheckedFolder implements EnteredFolder {
  readonly #steps: readonly Step[];
  readonly #place: string;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#place = steps.at(-1)?.place ?? "";
  }

  child(name: string): string {
    return join(this.#place, name);
  }

  confirm(name: string, file: BigIntStats): void {
    for (let look = 0; look < LOOKS; look++) {
      confirmAll(this.#steps);
      const facts = factsOf(this.child(name));
      if (facts === undefined || !isSame(facts, file)) throw changed(name);
    }
    confirmAll(this.#steps);
  }

  dress(entry: Pick<Entry, "mode" | "mtime">): void {
    // Windows opens no folders, and has no such permissions.
    if (process.platform === "win32") {
      if (entry.mtime !== undefined) utimesSync(this.#place, entry.mtime, entry.mtime);
      return;
    }
    const handle = openSync(this.#place, OPEN_FOLDER);
    try {
      const facts = fstatSync(handle, { bigint: true });
      const last = this.#steps.at(-1);
      if (last !== undefined && !isSame(facts, last.facts)) throw changed(last.path);
      if (entry.mode !== undefined) fchmodSync(handle, entry.mode & PLAIN_BITS);
      if (entry.mtime !== undefined) futimesSync(handle, entry.mtime, entry.mtime);
    } finally {
      closeSync(handle);
    }
  }
}

function descend({ path, place }: Step, name: string, isOwn: boolean): Step {
  const inner = path === "" ? name : `${path}/${name}`;
  const there = join(place, name);
  if (factsOf(there) === undefined) makeFolder(there, isOwn);
  const facts = factsOf(there);
  if (facts === undefined || !facts.isDirectory()) throw notEntered(inner, facts);
  return { path: inner, place: there, facts };
}

/** Whether each folder on the way is still the one that was entered, and no link to it. */
function confirmAll(steps: readonly Step[]): void {
  for (const { path, place, facts } of steps) {
    const now = factsOf(place);
    if (now === undefined || !now.isDirectory() || !isSame(now, facts)) throw changed(path);
  }
}
