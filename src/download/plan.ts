/** Which files a download is about: by name, since numbers are positions among what exists now. */
import { SitehaulError } from "../base/errors.ts";
import type { BackupRecord, Part } from "../protocol/replies.ts";
import { safeFileName } from "../files/file_name.ts";
import { lostParts, type NumberedPart, numberedParts } from "./part_numbers.ts";

/** A part under the server's number of now, by which it is asked for. */
export interface PlannedPart extends Part {
  /** The number that it had before others were lost; the site may still use it. */
  readonly original: number;
}

/**
 * The parts to fetch.
 *
 * @param record the record with its files
 * @param wanted only the part with this number, whatever number the server gives it now; it is there to
 * be had also when others are lost
 * @throws {SitehaulError} `download/no-files` when some or all are gone from the server, by name;
 * `download/no-such-part`; `download/path` for unsafe names and names that collide
 */
export function planParts(record: BackupRecord, wanted?: number): readonly PlannedPart[] {
  const { id, files = [] } = record;
  if (files.length === 0) throw withoutFiles(record);
  // Case does not tell two files apart on every file system, nor how an accent is written.
  const names = new Set(
    files.map(({ name }) => safeFileName(name).normalize("NFC").toUpperCase().toLowerCase()),
  );
  if (names.size !== files.length) {
    throw new SitehaulError("download/path", `Backup ${id} names the same file twice`, {
      hint: "Do not trust this site: it, or something in front of it, may be hostile.",
    });
  }
  const numbered = numberedParts(record);
  if (wanted !== undefined) return [choosePart(record, numbered, wanted)];
  refuseLost(record, numbered);
  return numbered.flatMap(planned);
}

function planned({ number, part }: NumberedPart): PlannedPart[] {
  return part === undefined ? [] : [{ ...part, original: number }];
}

function withoutFiles({ id, remote }: BackupRecord): SitehaulError {
  const message = `Backup ${id} has no files on the server`;
  if (remote === undefined) {
    return new SitehaulError("download/no-files", message, {
      hint: "They were deleted, by a quota or by hand, or uploaded elsewhere and removed.",
    });
  }
  return new SitehaulError("download/no-files", `${message}: they were uploaded to ${remote}`, {
    hint: "Fetch them from there, or let the product fetch them back to the server first.",
  });
}

function choosePart(
  { id }: BackupRecord,
  numbered: readonly NumberedPart[],
  wanted: number,
): PlannedPart {
  const chosen = numbered.find(({ number }) => number === wanted);
  const [part] = chosen === undefined ? [] : planned(chosen);
  if (part !== undefined) return part;
  const there = numbered.filter((each) => each.part !== undefined).map(({ number }) => number);
  const hint = `These parts are there: ${there.join(", ")}.`;
  if (chosen === undefined) {
    throw new SitehaulError("download/no-such-part", `Backup ${id} has no part ${wanted}`, {
      hint,
    });
  }
  throw new SitehaulError(
    "download/no-files",
    `Part ${wanted} of backup ${id}, ${chosen.name}, is lost on the server`,
    { hint },
  );
}

/** A complete backup that has lost parts is not fetched as if it were whole. */
function refuseLost(record: BackupRecord, numbered: readonly NumberedPart[]): void {
  const { id, parts, files = [] } = record;
  const lost = lostParts(record);
  const isShort = record.status === "complete" && files.length < parts;
  if (lost.length === 0 && !isShort) return;
  const missing = lost.length > 0 ? lost.join(", ") : `${parts - files.length} of ${parts}`;
  const there = numbered.filter(({ part }) => part !== undefined);
  const alone = there.map(({ number }) => "`part: " + number + "`");
  throw new SitehaulError(
    "download/no-files",
    `Backup ${id} has lost parts on the server: ${missing}`,
    {
      hint:
        "Without them it cannot be restored: take a new backup. Each part that is left can be " +
        `downloaded alone (${alone.join(", ")}).`,
    },
  );
}
