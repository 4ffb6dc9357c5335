/** One file on its way into its folder: created, filled, and given its name. */
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import type { Entry } from "./entry.ts";
import { PLAIN_BITS } from "./folder_steps.ts";
import type { EnteredFolder } from "./folder_tree.ts";
import { ArchiveError } from "./problem.ts";
import { attempt, Refusal } from "./refusal.ts";
import { areSame } from "./same_content.ts";

/** A name in a folder that was entered. */
export interface Place {
  readonly folder: EnteredFolder;
  readonly name: string;
}

/** What is known where no earlier entry had the name. */
export const NO_EARLIER: { readonly replaced: undefined; readonly isSame: false } = {
  replaced: undefined,
  isSame: false,
};

const CREATE: number = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL |
  (constants.O_NOFOLLOW ?? 0);

/** Opening a pipe must not wait for whoever writes into it. */
const READ: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

export function pathOf({ folder, name }: Place): string {
  return folder.child(name);
}

/** A name that nobody knows before. */
export function temporaryName(ending: string): string {
  return `.${crypto.randomUUID().slice(0, 13)}.${ending}`;
}

/** Creates a file, and makes sure that it is where it should be before anything is written into it. */
export async function create({ folder, name }: Place, { mode }: Entry): Promise<FileHandle> {
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
export async function settle(temporary: Place, name: string, facts: BigIntStats): Promise<void> {
  const { folder } = temporary;
  folder.confirm(temporary.name, facts);
  await rename(pathOf(temporary), folder.child(name));
  folder.confirm(name, facts);
}

/** Gives a file its permissions and time, or returns why that is not possible here. */
export async function dress(
  file: FileHandle,
  { mode, mtime }: Entry,
): Promise<Refusal | undefined> {
  try {
    await attempt(async () => {
      if (mode !== undefined) await file.chmod(mode & PLAIN_BITS);
      if (mtime !== undefined) await file.utimes(mtime, mtime);
    });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Compares a file with the one that an earlier entry has left, if that is there. */
export async function compare(place: Place, file: FileHandle) {
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
export async function* pour(
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
