/**
 * Files that the program finds by itself: they are used only where nobody but the user, or root, can
 * have written them.
 */
import { systemCode } from "../base/message_text.ts";
import { basename, dirname, join, resolve } from "../base/paths.ts";
import { systemName, userNumber } from "../base/system.ts";
import { type Found, look, type OpenFile } from "../files/look.ts";

/** Who runs the program. */
export interface Owner {
  /** `linux`, `darwin`, `windows`, … */
  readonly os: string;
  /** The number of the user; `undefined` where the program may not know it. */
  readonly uid: number | undefined;
}

/** A file that nobody else could have written, with the text it had when that was checked. */
export interface OwnFile {
  /** Its path, without links in the folders that lead to it: relative paths in it start from there. */
  readonly path: string;
  readonly text: string;
}

/** Why a file is not used. */
export interface NotOwn {
  /** What stands after its name, such as `it belongs to another user (uid 1000)`. */
  readonly fault: string;
}

const UNKNOWN_OWNER = "who it belongs to can only be checked with the permission --allow-sys=uid";

/** Tens of thousands of sites; a larger file is nothing that this program would look for. */
export const LARGEST_CONFIGURATION: number = 32 * 1024 * 1024;

/**
 * Reads a file if it, and the folder that it is in, belong to the user or to root and can be written by
 * nobody else. Every link on the way has to belong to the user or to root, and behind one at the end,
 * the same holds for both folders. What is read comes from the file that was looked at, whatever is put
 * in its place meanwhile.
 *
 * Windows has no such rights: there, every file is read. Access lists are not looked at.
 *
 * @param file an absolute path
 * @returns nothing if there is no such file, or the program may not look there
 * @throws whatever the system says of a file that is the user's own, and cannot be read
 */
export async function readOwnFile(
  file: string,
  owner: Owner,
): Promise<OwnFile | NotOwn | undefined> {
  const { lstat, open, realpath } = await look();
  const place = await unlessMissing(() => Promise.all([lstat(file), realpath(file)]));
  if (place === undefined) return undefined;
  const [, target] = place;
  const fault = await faultAround(file, target, owner);
  if (fault !== undefined) return { fault };
  const handle = await open(target);
  try {
    const content = await contentOf(handle, owner);
    return typeof content === "string" ? { path: await placeOf(file), text: content } : content;
  } finally {
    await handle.close();
  }
}

/**
 * Why a folder cannot be believed to hold only what the user, or root, has put there. Its own owner and
 * mode count, and whose the links are that lead to it: whoever replaces it has to put a folder or a link
 * of their own in its place.
 *
 * @returns nothing where it can be believed, or is not there
 */
export async function folderFault(folder: string, owner: Owner): Promise<string | undefined> {
  if (owner.os === "windows") return undefined;
  const { stat } = await look();
  const found = await unlessMissing(() => stat(folder));
  if (found === undefined) return undefined;
  if (owner.uid === undefined) return UNKNOWN_OWNER;
  return faultOf(found, "it", owner) ?? await faultOfLinks(folder, owner);
}

/**
 * Why a file cannot be believed to hold only what the user, or root, has written. A link is none of theirs.
 *
 * @returns nothing where it can be believed, or is not there
 */
export async function fileFault(file: string, owner: Owner): Promise<string | undefined> {
  const { lstat } = await look();
  const found = await unlessMissing(() => lstat(file));
  if (found === undefined) return undefined;
  if (found.kind !== "file") return "it is not a plain file";
  if (owner.os === "windows") return undefined;
  return owner.uid === undefined ? UNKNOWN_OWNER : faultOf(found, "it", owner);
}

/** Who runs this process. The number of the user is unknown where it may not be asked for. */
export function currentOwner(): Owner {
  return { os: systemName(), uid: userNumber() };
}

/** The path of a file without links in the folders that lead to it; it may be a link itself. */
export async function placeOf(file: string): Promise<string> {
  const { realpath } = await look();
  return join(await realpath(dirname(file)), basename(file));
}

async function contentOf(file: OpenFile, owner: Owner): Promise<string | NotOwn> {
  const found = await file.look();
  if (found.kind !== "file") return { fault: "it is not a plain file" };
  if (found.size > LARGEST_CONFIGURATION) return { fault: "it is too large" };
  const fault = faultOf(found, "it", owner);
  return fault === undefined ? await file.text() : { fault };
}

async function faultAround(
  file: string,
  target: string,
  owner: Owner,
): Promise<string | undefined> {
  if (owner.os === "windows") return undefined;
  if (owner.uid === undefined) return UNKNOWN_OWNER;
  const ofLinks = await faultOfLinks(file, owner);
  if (ofLinks !== undefined) return ofLinks;
  const { stat } = await look();
  for (const folder of new Set([dirname(file), dirname(target)])) {
    const around = await unlessMissing(() => stat(folder));
    if (around === undefined) return `its folder ${folder} cannot be checked`;
    const fault = faultOf(around, `its folder ${folder}`, owner);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** So many links on the way are no honest path. */
const MOST_LINKS = 40;

/**
 * Whoever owns a link can let it lead elsewhere, also to what the user has and did not mean: an archive
 * that was extracted, for example. The mode of a link means nothing.
 */
async function faultOfLinks(path: string, owner: Owner): Promise<string | undefined> {
  const { lstat, readlink } = await look();
  const steps = stepsOf(resolve(path));
  let [place, links] = ["/", 0];
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const next = step === ".." ? dirname(place) : join(place, step);
    // Where the program may not look, it does not get past a link either.
    const found = await unlessMissing(() => lstat(next));
    if (found?.kind !== "link") {
      place = next;
      continue;
    }
    if (!isOwner(found, owner)) {
      return belongs(next === path ? "the link" : `the link ${next}`, found);
    }
    if (++links > MOST_LINKS) return "too many links lead to it";
    const leads = await readlink(next);
    steps.unshift(...stepsOf(leads));
    if (leads.startsWith("/")) place = "/";
  }
  return undefined;
}

function stepsOf(path: string): string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

/** Why something cannot be believed: whose it is, or who can write it. */
function faultOf(found: Found, what: string, owner: Owner): string | undefined {
  if (owner.os === "windows") return undefined;
  if (!isOwner(found, owner)) return belongs(what, found);
  const mode = (found.mode & 0o777).toString(8);
  if ((found.mode & 0o002) !== 0) return `${what} can be written by everybody (mode ${mode})`;
  if ((found.mode & 0o020) === 0 || isPrivateGroup(found, owner)) return undefined;
  return `${what} can be written by the group ${found.gid} (mode ${mode})`;
}

function isOwner({ uid }: Found, owner: Owner): boolean {
  return uid === 0 || uid === owner.uid;
}

/** Where each user has a group of their own, it has the number of the user: nobody else is in it. */
function isPrivateGroup({ uid, gid }: Found, owner: Owner): boolean {
  return gid === uid || gid === owner.uid;
}

function belongs(what: string, { uid }: Found): string {
  return `${what} belongs to another user (uid ${uid})`;
}

/** Where there is nothing, or this program may not look, nothing was put for it. */
async function unlessMissing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const isDenied = error instanceof Error && error.name === "NotCapable";
    if (isDenied || ["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
