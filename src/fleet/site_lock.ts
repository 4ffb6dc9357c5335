/** One job for each site at a time, over all processes of a computer. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../base/digest.ts";
import { type FileLock, lockOn } from "../files/file_lock.ts";

/**
 * Locks a site; the system lets go of it when the process ends, however that ends.
 *
 * @param folder where the locks are; without one, nothing is locked
 * @param address of the root of the site
 * @returns the lock; `false` while somebody else has it; nothing where there are no locks
 */
export async function lockSite(
  folder: string | undefined,
  address: string,
): Promise<FileLock | false | undefined> {
  if (folder === undefined) return undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch {
    return undefined;
  }
  const name = (await sha256Of(placeOf(address))).slice(0, 32);
  return lockOn(join(folder, `${name}.lock`), { isTemporary: true });
}

/** With and without encryption, and with `www.` in front, it is one site. */
export function placeOf(address: string): string {
  const place = address.toLowerCase().replace(/^(?:\w+:)?\/\//, "").replace(/\/+$/, "");
  return place.replace(/^www\./, "");
}
