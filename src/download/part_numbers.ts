/**
 * The numbers of parts. The server's own are positions among the files that exist now: when one is lost,
 * those behind it move up (observed: 10.2.1). The numbers here stay what they were, by the names.
 */
import type { BackupRecord, Part } from "../protocol/replies.ts";

/** A part under the number that it had when the backup was taken. */
export interface NumberedPart {
  /** From 1; the file name tells it, where the server's number is another one by now. */
  readonly number: number;
  /** The file's name. */
  readonly name: string;
  /** The part with the server's number of now; absent if it is lost. */
  readonly part?: Part | undefined;
}

/**
 * The parts of a backup by their numbers, with those that are lost. Where the names do not show which
 * ones these are, all that is there under the server's numbers.
 */
export function numberedParts(record: BackupRecord): readonly NumberedPart[] {
  const files = record.files ?? [];
  const expected = lostParts(record).length > 0 ? expectedNames(record) : [];
  const found = expected.map((name, index) => {
    const part = files.find((file) => file.name.toLowerCase() === name.toLowerCase());
    return { number: index + 1, name: part?.name ?? name, part };
  });
  const known = found.filter(({ part }) => part !== undefined).length;
  if (known === files.length && expected.length > 0) return found;
  return files.map((part) => ({ number: part.part, name: part.name, part }));
}

/**
 * The names of the parts that must have been there and are not; of a backup that is not complete, or has
 * no files at all, none are missed.
 */
export function lostParts(record: BackupRecord): readonly string[] {
  const { status, files = [] } = record;
  if (status !== "complete" || files.length === 0) return [];
  const there = new Set(files.map(({ name }) => name.toLowerCase()));
  return expectedNames(record).filter((name) => !there.has(name.toLowerCase()));
}

/** What the names of the parts follow from. */
type PartedArchive = Pick<BackupRecord, "archive" | "parts">;

/** The names that the parts of a backup have, in the order of their numbers. */
export function partNames(record: PartedArchive): readonly string[] {
  const names = expectedNames(record);
  return names.length > 0 ? names : [record.archive];
}

/**
 * The names of all parts in the order of their numbers: the archive's own name, then .j01, .j02, … (from
 * part 100 on .j100; read in the source of 10.2.1). None where it is not an archive in parts.
 */
function expectedNames({ archive, parts }: PartedArchive): readonly string[] {
  const extension = /\.(jpa|jps|zip)$/i.exec(archive)?.[1];
  if (extension === undefined || parts < 2) return [];
  const stem = archive.slice(0, -extension.length) + extension.charAt(0);
  const rest = Array.from({ length: parts - 1 }, (_, index) => `${index + 1}`.padStart(2, "0"));
  return [archive, ...rest.map((number) => stem + number)];
}
