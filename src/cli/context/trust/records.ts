/** Which configurations the user trusts: a file for each, in the user's own state folder. */
import { join } from "node:path";
import * as z from "zod";
import { readOwnFile } from "../../../config/own_file.ts";
import { sha256Of } from "../../../base/digest.ts";
import { SitehaulError } from "../../../base/errors.ts";
import { systemCode } from "../../../base/message_text.ts";
import { writePrivateFile } from "../../../files/private_file.ts";
import { stateFolder } from "../folders.ts";
import type { World } from "../../world/world.ts";

const schema = z.object({
  schema: z.literal(1),
  /**
   * The path of the file, without links in the folders that lead to it. A link to the file, in another
   * folder, is another path: what is relative in the file means something else there.
   */
  path: z.string(),
  /** The SHA-256 of its content, in hex. */
  sha256: z.string(),
  /** The same of each plugin that is a file, by its path. */
  plugins: z.record(z.string(), z.string()),
  /** When it was trusted, ISO 8601. */
  since: z.string(),
}).transform(({ schema: _, ...record }) => record);

/** A configuration that is trusted as it was. */
export type TrustRecord = Readonly<z.output<typeof schema>>;

/** What decides where the records are, and whose they have to be. */
export type Keeper = Pick<World, "env" | "os" | "uid" | "clock">;

/** The record of a file; nothing where there is none that can be believed. */
export async function recordOf(path: string, keeper: Keeper): Promise<TrustRecord | undefined> {
  const folder = folderOf(keeper);
  if (folder === undefined) return undefined;
  const record = await readRecord(await fileFor(path, folder), keeper);
  return record?.path === path ? record : undefined;
}

/** Sorted by path; records that cannot be read are passed over. */
export async function allRecords(keeper: Keeper): Promise<TrustRecord[]> {
  const folder = folderOf(keeper);
  if (folder === undefined) return [];
  const { readdir } = await import("node:fs/promises");
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
  const read = await Promise.all(files.map((name) => readRecord(join(folder, name), keeper)));
  return read.filter((record) => record !== undefined).sort((a, b) => a.path < b.path ? -1 : 1);
}

/**
 * Keeps a record, instead of an older one of the same path.
 *
 * @throws {SitehaulError} `file/write`
 */
export async function keepRecord(
  { path, sha256, plugins }: Omit<TrustRecord, "since">,
  keeper: Keeper,
): Promise<void> {
  const folder = folderOf(keeper);
  if (folder === undefined) {
    throw new SitehaulError("file/write", "There is no folder to keep the trust in", {
      hint: "Set HOME, or name the configuration with --config instead.",
    });
  }
  const { mkdir } = await import("node:fs/promises");
  const since = new Date((keeper.clock ?? Date.now)()).toISOString();
  const text = JSON.stringify({ schema: 1, path, sha256, plugins, since });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writePrivateFile(await fileFor(path, folder), `${text}\n`, { replace: true });
}

/** False where there was none. */
export async function forgetRecord(path: string, keeper: Keeper): Promise<boolean> {
  const folder = folderOf(keeper);
  if (folder === undefined) return false;
  const { rm } = await import("node:fs/promises");
  try {
    await rm(await fileFor(path, folder));
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

function folderOf(keeper: Keeper): string | undefined {
  const folder = stateFolder(keeper);
  return folder === undefined ? undefined : join(folder, "trusted");
}

/** A record that somebody else can write says nothing. */
async function readRecord(file: string, { os, uid }: Keeper): Promise<TrustRecord | undefined> {
  const found = await readOwnFile(file, { os, uid: uid() });
  if (found === undefined || "fault" in found) return undefined;
  try {
    return schema.parse(JSON.parse(found.text));
  } catch {
    return undefined;
  }
}

async function fileFor(path: string, folder: string): Promise<string> {
  return join(folder, `${await sha256Of(path)}.json`);
}
