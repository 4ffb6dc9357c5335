/** Whether a download fits on the disk. */
import { lstat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { SitehaulError } from "../base/errors.ts";
import type { Part } from "../protocol/replies.ts";
import { workPaths } from "./part_file.ts";

/**
 * A file that is replaced gives its space back only when its successor is whole: until then there are
 * both, for as many parts as are fetched at a time. A part of unknown size counts as small.
 *
 * @param parts those that are going to be fetched
 * @param atOnce how many at a time
 * @throws {SitehaulError} `file/write`
 */
export async function refuseFullDisk(
  dir: string,
  parts: readonly Part[],
  atOnce: number,
): Promise<void> {
  const places = await Promise.all(parts.map(async ({ name, size }) => {
    const path = join(dir, name);
    const begun = await sizeOf(workPaths(path).temporary);
    return { missing: Math.max(0, (size ?? begun) - begun), replaced: await sizeOf(path) };
  }));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, bytes) => total + bytes, 0);
  const missing = sum(places.map((place) => place.missing));
  const replaced = places.map((place) => place.replaced).toSorted((a, b) => b - a);
  // In the end, and while the largest ones are there twice.
  const needed = Math.max(0, missing - sum(replaced) + sum(replaced.slice(0, atOnce)));
  // Where the system does not tell, the disk itself will.
  const free = await freeSpace(dir) ?? Infinity;
  if (needed <= free) return;
  throw new SitehaulError(
    "file/write",
    `Cannot write to ${dir}: the parts need ${needed} more bytes, but only ${free} are free`,
    { hint: "Free some space, or choose another folder with `dir`." },
  );
}

/** What is free on the disk of a folder, for this user, bytes; `undefined` where the system does not tell. */
export async function freeSpace(dir: string): Promise<number | undefined> {
  return await statfs(dir).then(({ bavail, bsize }) => bavail * bsize, () => undefined);
}

async function sizeOf(path: string): Promise<number> {
  return await lstat(path).then((found) => found.isFile() ? found.size : 0, () => 0);
}
