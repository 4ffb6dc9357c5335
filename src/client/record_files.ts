/** The files of a backup record. */
import type { DownloadedPart } from "../download/parts_events.ts";
import type { BackupRecord } from "../protocol/replies.ts";

/** In the order of the server's numbers; none where the record has no files. */
export function namesOf({ files = [] }: BackupRecord): readonly string[] {
  return files.map(({ name }) => name);
}

/** The parts of which the record gives no size. */
export function unsizedOf(
  { files = [] }: BackupRecord,
  parts: readonly DownloadedPart[],
): readonly string[] {
  const names = files.filter(({ size }) => size === undefined).map(({ name }) => name);
  return parts.map(({ name }) => name).filter((name) => names.includes(name));
}

/** Part 1 has the name of the archive itself. */
export function mainName({ archive, files = [] }: BackupRecord): string {
  return files.find(({ name }) => name === archive)?.name ?? files[0]?.name ?? archive;
}
