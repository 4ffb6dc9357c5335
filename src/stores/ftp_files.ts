/** What FTP commands say of files and folders, and how files come by them. */
import type { Client, FileInfo } from "basic-ftp";
import { PassThrough } from "node:stream";
import { pathsTo } from "./remote_url.ts";
import { replyCode } from "./ftp_session.ts";

/** "No such file", which may also mean that it must not be seen. */
const NOT_THERE = 550;

/** The replies of servers that do not know a command. */
const UNKNOWN_COMMAND: ReadonlySet<number> = new Set([500, 502, 504]);

/** The size of a file; `undefined` where there is none, `untold` where the server cannot tell. */
export async function sizeOf(client: Client, path: string): Promise<number | "untold" | undefined> {
  try {
    return await client.size(path);
  } catch (error) {
    const code = replyCode(error) ?? 0;
    if (code === NOT_THERE) return undefined;
    if (UNKNOWN_COMMAND.has(code)) return "untold";
    throw error;
  }
}

/** When a file was last written; `undefined` where the server does not tell. */
export async function modifiedOf(client: Client, path: string): Promise<Date | undefined> {
  try {
    return await client.lastMod(path);
  } catch (error) {
    if (replyCode(error) !== undefined) return undefined;
    throw error;
  }
}

/** What is in a folder; `undefined` where there is no such folder. */
export async function entriesOf(
  client: Client,
  folder: string,
): Promise<readonly FileInfo[] | undefined> {
  // The replies to an unknown command tell that it is one; MLSD is exact, and not known everywhere.
  client.availableListCommands = ["MLSD", "LIST -a", "LIST"];
  const home = folder === "" ? undefined : await client.pwd();
  if (folder !== "" && !await mayEnter(client, folder)) return undefined;
  // In a path of its own, servers would take blanks and signs for something else.
  const entries = await client.list();
  if (home !== undefined) await client.cd(home);
  return entries;
}

/** Makes a folder with those above it, unless it is there. */
export async function makeFolder(client: Client, folder: string): Promise<void> {
  if (folder === "") return;
  const home = await client.pwd();
  if (!await mayEnter(client, folder)) {
    for (const path of pathsTo(folder)) {
      await client.sendIgnoringError(`MKD ${await client.protectWhitespace(path)}`);
    }
  }
  await client.cd(home);
}

/** Whether a folder is there; an error where something is there that must not be entered. */
async function mayEnter(client: Client, folder: string): Promise<boolean> {
  try {
    await client.cd(folder);
    return true;
  } catch (error) {
    if (replyCode(error) !== NOT_THERE || !await isMissing(client, folder)) throw error;
    return false;
  }
}

/** "550" may mean either; the nearest folder above that can be entered tells. */
async function isMissing(client: Client, folder: string): Promise<boolean> {
  const home = await client.pwd();
  const paths = pathsTo(folder);
  for (let at = paths.length - 1; at >= 0; at--) {
    const above = paths[at - 1] ?? (folder.startsWith("/") ? "/" : home);
    try {
      await client.cd(above);
    } catch (error) {
      if (replyCode(error) === NOT_THERE && at > 0) continue;
      throw error;
    }
    const name = paths[at]?.split("/").at(-1);
    const isThere = (await client.list()).some((entry) => entry.name === name);
    await client.cd(home);
    return !isThere;
  }
  return false;
}

/** Which bytes are wanted. */
export interface Extent {
  readonly from: number;
  readonly size: number | "untold";
}

/** The bytes of a file, to its end. */
export async function* receive(
  client: Client,
  path: string,
  { from, size }: Extent,
): AsyncGenerator<Uint8Array, void, void> {
  const pipe = new PassThrough();
  const begin = from > 0 && await canBeginAt(client, from) ? from : 0;
  const done = client.downloadTo(pipe, path, begin);
  done.catch((error) => pipe.destroy(error));
  let position = begin;
  for await (const bytes of pipe) {
    const known = Math.max(0, from - position);
    position += bytes.byteLength;
    if (known < bytes.byteLength) yield bytes.subarray(known);
    if (position === size) endOfTls(client);
  }
  await done;
}

/** Servers that cannot begin in the middle send the whole file: its beginning is passed over. */
async function canBeginAt(client: Client, from: number): Promise<boolean> {
  try {
    await client.send(`REST ${from}`);
    return true;
  } catch (error) {
    if ((replyCode(error) ?? 0) >= 500) return false;
    throw error;
  }
}

/**
 * A TLS socket that had to wait in between does not tell its end (observed: Deno 2.9.6); the server
 * does, so that what it announced being there is the end.
 */
function endOfTls(client: Client): void {
  const socket = client.ftp.dataSocket;
  if (socket !== undefined && "encrypted" in socket && !socket.readableEnded) socket.push(null);
}
