/**
 * Records and profiles as lines to cut at each `|`: in the order, the width and the zone (UTC) of
 * Akeeba Remote CLI.
 */
import type { RecordDocument } from "../cli/output/documents.ts";
import { oneLine } from "../cli/output/plain.ts";

/** The lines for the result of a verb; `undefined` where it is a text for people. */
export function dataLines(verb: string, document: unknown): string[] | undefined {
  switch (verb) {
    case "listbackups":
      return documents(document).map((record) => recordLine(record, true));
    case "backupinfo":
      return documents([document]).map((record) => recordLine(record, false));
    case "profiles":
      return documents(document).map(({ id, name }) => `${padded(id, 4)}|${field(name)}`);
    default:
      return undefined;
  }
}

/** The line above them. */
export function headerOf(verb: string, document: unknown): string | undefined {
  if (verb === "listbackups") return "List of backup records";
  if (verb === "profiles") return "List of profiles";
  if (verb !== "backupinfo") return undefined;
  return `Statistic info for backup #${documents([document])[0]?.["id"] ?? ""}`;
}

/** What is printed instead of lines if there are none. */
export function emptyOf(verb: string): string {
  return `No backup ${verb === "profiles" ? "profiles" : "records"} were found`;
}

function documents(document: unknown): readonly RecordDocument[] {
  return Array.isArray(document) ? document : [];
}

/** `ID|start|status|description|profile|parts|meta|size`; without meta where one record is shown. */
function recordLine(record: RecordDocument, hasMeta: boolean): string {
  const { id, start, description, profile, parts, meta, size } = record;
  return [
    padded(id, 6),
    field(start).slice(0, 19).replace("T", " "),
    field(statusOf(record)).padEnd(8),
    field(description),
    field(profile),
    field(parts),
    ...hasMeta ? [field(meta).padEnd(8)] : [],
    field(size),
  ].join("|");
}

/** The status of a complete record tells where its files are, if they are not on the site. */
export function statusOf({ status, meta }: RecordDocument): string {
  const isElsewhere = status === "complete" && (meta === "obsolete" || meta === "remote");
  return String(isElsewhere ? meta : status);
}

function padded(value: unknown, width: number): string {
  return String(value).padStart(width);
}

/** A `|` in a text would move all that follows it to another place. */
function field(value: unknown): string {
  return value === null || value === undefined ? "" : oneLine(String(value)).replaceAll("|", " ");
}
