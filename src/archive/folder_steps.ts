/** One step down into a folder, for all that walk through folders. */
import { type BigIntStats, constants, lstatSync, mkdirSync } from "node:fs";
import process from "node:process";
import { Refusal } from "./refusal.ts";
import { quotedName } from "./spelling.ts";
import { systemCode } from "../base/message_text.ts";

/** Permission bits that are restored: never setuid, setgid or sticky. */
export const PLAIN_BITS = 0o777;

/** Opens a folder, and nothing else; Windows knows neither of the two. */
export const OPEN_FOLDER: number = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) |
  (constants.O_NOFOLLOW ?? 0);

/** What is at a place, a link itself; undefined if nothing is. */
export function factsOf(place: string): BigIntStats | undefined {
  return lstatSync(place, { bigint: true, throwIfNoEntry: false });
}

/** Makes a folder where nothing is; for its owner alone to write into, where that is asked for. */
export function makeFolder(place: string, isOwn: boolean): void {
  try {
    mkdirSync(place, { mode: isOwn ? 0o755 : 0o777 });
  } catch (error) {
    // Somebody else was faster: what it is will be looked at.
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

/** Whether two looks were at the same thing. Some file systems of Windows give it another number. */
export function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return process.platform === "win32" || one.dev === other.dev && one.ino === other.ino;
}

/** Why something that is no folder cannot be entered. */
export function notEntered(path: string, facts: BigIntStats | undefined): Refusal {
  const name = quotedName(path);
  if (facts?.isSymbolicLink()) {
    return new Refusal("target-link", `the target folder has a link ${name}`);
  }
  if (facts === undefined || facts.isDirectory()) return changed(path);
  return new Refusal("target-conflict", `the target folder has a file ${name}`);
}

/** Root does not write where others may. */
export function shared(path: string): Refusal {
  const message = `others than root may write into ${quotedName(path)} in the target folder`;
  return new Refusal("target-shared", message);
}

/** Somebody else is at work. */
export function changed(path: string): Refusal {
  const message = `somebody else has replaced ${quotedName(path)} in the target folder meanwhile`;
  return new Refusal("target-changed", message);
}
