/**
 * Records as Akeeba Remote CLI 3.1.1 and later print them with `--json`. Numbers are numbers, whatever
 * the version of the site sends; and `part_files` are the names that the files have.
 */
import type { RecordDocument } from "../cli/output/documents.ts";
import { partNames } from "../download/part_numbers.ts";
import { statusOf } from "./data_lines.ts";

/** The records of `listbackups` as a list, or that of `backupinfo`; `undefined` for other verbs. */
export function rawDocument(verb: string, document: unknown): unknown {
  if (verb === "listbackups") {
    return Array.isArray(document) ? document.map((record) => rawRecord(record, true)) : [];
  }
  return verb === "backupinfo" ? rawRecord(Object(document), false) : undefined;
}

function rawRecord(record: RecordDocument, hasMeta: boolean): Readonly<Record<string, unknown>> {
  const { id, start, description, profile, parts, meta, size, path, remote } = record;
  return {
    id,
    backupstart: serverTime(start),
    status: statusOf(record),
    description,
    profile_id: profile,
    parts,
    ...hasMeta ? { meta } : {},
    size: size ?? 0,
    absolute_path: path ?? "",
    remote_filename: remote ?? "",
    part_files: partFiles(record),
  };
}

/** In the order of their bytes: the archive itself is the last one. */
function partFiles(record: RecordDocument): readonly string[] {
  if (!["complete", "remote"].includes(statusOf(record))) return [];
  const { archive, parts, files } = record;
  const names = Array.isArray(files) && files.length > 0
    ? files.map(({ name }) => String(name))
    : partNames({ archive: String(archive ?? ""), parts: Number(parts) });
  const [main, ...earlier] = names;
  return main === undefined || main === "" ? [] : [...earlier, main];
}

/** `2026-01-31 02:03:04`, in UTC. */
function serverTime(time: unknown): string | null {
  return typeof time === "string" ? time.slice(0, 19).replace("T", " ") : null;
}
