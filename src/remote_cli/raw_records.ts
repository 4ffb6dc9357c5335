/**
 * Records under the names that the API gives their fields, as programs for Akeeba Remote CLI expect them.
 * Numbers are numbers, whatever the version of the site sends.
 */
import type { recordDocument } from "../cli/output/documents.ts";

type RecordDocument = ReturnType<typeof recordDocument>;

/** The records of `listbackups` as a list, or that of `backupinfo`; `undefined` for other verbs. */
export function rawDocument(verb: string, document: unknown): unknown {
  if (verb === "listbackups") return Array.isArray(document) ? document.map(rawRecord) : [];
  return verb === "backupinfo" ? rawRecord(Object(document)) : undefined;
}

function rawRecord(record: RecordDocument): Readonly<Record<string, unknown>> {
  const { id, description, comment, status, meta, start, end, profile, parts, size } = record;
  const { type, origin, archive, backupId, frozen, remote, files } = record;
  return {
    id,
    description,
    comment,
    backupstart: serverTime(start),
    backupend: serverTime(end),
    status,
    origin,
    type,
    profile_id: profile,
    archivename: archive,
    multipart: parts,
    backupid: backupId,
    frozen,
    remote_filename: remote,
    meta,
    size,
    // Only backupinfo has them.
    ...(files === undefined ? {} : { filenames: files }),
  };
}

/** `2026-01-31 02:03:04`, in UTC. */
function serverTime(time: unknown): string | null {
  return typeof time === "string" ? time.slice(0, 19).replace("T", " ") : null;
}
