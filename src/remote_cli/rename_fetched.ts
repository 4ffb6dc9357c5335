/** Gives a fetched file the name that `--filename` asks for. */
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checksumsPath, readManifest, writeChecksums, writeManifest } from "../files/manifest.ts";
import { manifestPlace } from "../archive/manifest_place.ts";
import { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import type { Outcome, Output } from "../cli/output/output.ts";

/**
 * Renames what was fetched. It is whole and proven by now, so a file that had the name before was
 * kept until then. Of several files none is renamed: they would replace each other.
 *
 * @param name a path, from the folder that the file is in
 * @throws {SitehaulError} `file/write`
 */
export async function renameFetched(
  { details }: Outcome,
  name: string,
  output: Output,
): Promise<void> {
  const files = Array.isArray(details["files"]) ? details["files"] : [];
  if (files.length > 1) {
    return output.warn(
      `--filename applies to a single file; the ${files.length} files keep their names`,
    );
  }
  const from = files[0]?.path;
  if (typeof from !== "string") return;
  const to = join(dirname(from), name);
  if (to === from) return;
  try {
    await rename(from, to);
    if (typeof details["manifest"] === "string") await moveManifest(details["manifest"], to);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new SitehaulError("file/write", `Cannot rename ${from} to ${name}: ${reason}`, {
      hint: "The download is complete. Check that the folder of the new name exists.",
      cause,
    });
  }
  output.note(`Renamed to ${to}`);
}

/** The manifest and the checksums tell the name of the file. */
async function moveManifest(from: string, archive: string): Promise<void> {
  const known = await readManifest(from);
  const to = await manifestPlace(archive);
  const manifest = {
    ...known,
    parts: known.parts.map((part) => ({ ...part, name: basename(archive) })),
  };
  await writeManifest(to, manifest);
  await writeChecksums(to, manifest);
  if (from === to) return;
  for (const path of [from, checksumsPath(from)]) await rm(path, { force: true });
}
