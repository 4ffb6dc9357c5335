/**
 * Which files a download is about: by name, since numbers are positions among what exists now.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import type { BackupRecord, Part } from "../replies.ts";
import { safeFileName } from "./file_name.ts";

/**
 * The parts to fetch.
 *
 * @param record the record with its files
 * @param wanted only the part with this number of the server
 * @throws {SitehaulError} `download/no-files` when some or all are gone from the server, by name;
 * `download/no-such-part`; `download/path` for unsafe names and names that collide
 */
export function planParts(record: BackupRecord, wanted?: number): readonly Part[] {
  const { id, files = [], parts } = record;
  if (files.length === 0) {
    throw new SitehaulError("download/no-files", `Backup ${id} has no files on the server`, {
      hint: "They were deleted, by a quota or by hand, or uploaded elsewhere and removed.",
    });
  }
  // Case does not tell two files apart on every file system.
  const names = new Set(files.map(({ name }) => safeFileName(name).toLowerCase()));
  if (names.size !== files.length) {
    throw new SitehaulError("download/path", `Backup ${id} names the same file twice`, {
      hint: "Do not trust this site: it, or something in front of it, may be hostile.",
    });
  }
  const lost = lostParts(record);
  if (record.status === "complete" && (lost.length > 0 || files.length < parts)) {
    const missing = lost.length > 0 ? lost.join(", ") : `${parts - files.length} of ${parts}`;
    throw new SitehaulError(
      "download/no-files",
      `Backup ${id} has lost parts on the server: ${missing}`,
      { hint: "Without them it cannot be restored. Take a new backup." },
    );
  }
  if (wanted === undefined) return files;
  const chosen = files.filter(({ part }) => part === wanted);
  if (chosen.length > 0) return chosen;
  throw new SitehaulError("download/no-such-part", `Backup ${id} has no part ${wanted}`, {
    hint: `It has the parts ${files.map(({ part }) => part).join(", ")}.`,
  });
}

/**
 * The names of the parts that must have been there: .j01, .j02, … and the archive's own name last
 * (from part 100 on .j100; read in the source of 10.2.1).
 */
function lostParts({ archive, parts, files = [] }: BackupRecord): string[] {
  const extension = /\.(jpa|jps|zip)$/i.exec(archive)?.[1];
  if (extension === undefined || parts < 2) return [];
  const stem = archive.slice(0, -extension.length);
  const letter = extension.charAt(0);
  const expected = Array.from(
    { length: parts - 1 },
    (_, index) => `${stem}${letter}${String(index + 1).padStart(2, "0")}`,
  );
  const there = new Set(files.map(({ name }) => name.toLowerCase()));
  return [...expected, archive].filter((name) => !there.has(name.toLowerCase()));
}
