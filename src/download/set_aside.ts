/**
 * What has the name of a file that is fetched, and may be a good one: sites may give each backup the same
 * name. It is set aside until what replaces it has been proven.
 */
import { constants, copyFile, link, lstat, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withWriteError } from "../files/disk.ts";
import { systemCode } from "../base/message_text.ts";

/** Where it lies meanwhile. */
export function asidePath(path: string): string {
  return join(dirname(path), `.${basename(path)}.before`);
}

/**
 * Keeps what is there under a second name as well, so that a rename over the first one does not end it.
 * What was set aside already stays: what has come since then has not been proven.
 *
 * @throws {SitehaulError} `file/write`
 */
export async function setAside(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isFile() !== true) return;
  const aside = asidePath(path);
  await withWriteError(path, async () => {
    try {
      await link(path, aside);
    } catch (error) {
      if (systemCode(error) === "EEXIST") return;
      // Not every file system has links.
      await copyFile(path, aside, constants.COPYFILE_EXCL);
    }
  });
}

/** Those of some files of which something is set aside. */
export async function asidesOf(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map(asidePath).map((aside) => lstat(aside).then(() => [aside], () => [])),
  );
  return found.flat();
}

/** Removes what was set aside for some files. Never throws. */
export async function dropAsides(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(asidePath(path), { force: true }).catch(() => {});
}
