/** Backup records for people. */
import type { BackupRecord } from "../../../mod.ts";
import { lostParts, numberedParts } from "../../download/part_numbers.ts";
import { formatSize } from "./bytes.ts";
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

const COLUMNS: readonly Column<BackupRecord>[] = [
  { title: "ID", cell: ({ id }) => id, right: true },
  { title: "START", cell: ({ start }) => start, isTime: true },
  { title: "STATUS", cell: stateOf },
  { title: "PROFILE", cell: ({ profile }) => profile, right: true, canGo: 2 },
  { title: "PARTS", cell: ({ parts }) => parts, right: true, canGo: 3 },
  { title: "SIZE", cell: sizeOf, right: true },
  { title: "DESCRIPTION", cell: ({ description }) => description, canShrink: true, canGo: 1 },
];

/** A line for each record. `skipped` is how many newer ones were left out by request. */
export function recordsTable(
  records: readonly BackupRecord[],
  style: Style,
  skipped = 0,
): string {
  if (records.length > 0) return table(COLUMNS, records, style);
  return skipped === 0
    ? "There are no backups."
    : `There are no more than ${skipped} backups: --from ${skipped} skips all of them.`;
}

/** Everything about one record. */
export function recordText(record: BackupRecord, style: Style): string {
  const { id, description, comment, profile, type, origin, archive, parts, remote } = record;
  const lines: readonly (readonly [string, string])[] = [
    ["Backup", String(id)],
    ["Description", description],
    ["Comment", comment],
    ["Status", `${stateOf(record)} (${record.status})${lossOf(record)}`],
    [style.timeTitle("Start"), style.time(record.start)],
    [style.timeTitle("End"), style.time(record.end)],
    ["Profile", String(profile)],
    ["Type", type],
    ["Origin", origin],
    ["Archive", archive],
    ["Parts", String(parts)],
    ["Size", sizeOf(record)],
    ["Remote copy", remote ?? ""],
  ];
  const shown = lines.map(([name, value]) => [name, oneLine(value)] as const)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(12)} ${value}`);
  return [...shown, ...filesLines(record, style)].join("\n");
}

function filesLines(record: BackupRecord, style: Style): string[] {
  const numbered = numberedParts(record);
  if (numbered.length === 0) {
    return [
      record.meta === "remote"
        ? "The files are at the remote copy, not on the server."
        : "No files are on the server.",
    ];
  }
  return [
    "",
    table(
      [
        { title: "PART", cell: ({ number }) => number, right: true },
        { title: "SIZE", cell: ({ part }) => formatSize(part?.size), right: true },
        { title: "FILE", cell: ({ name, part }) => part === undefined ? `${name} (lost)` : name },
      ],
      numbered,
      style,
    ),
  ];
}

/** The site calls a backup `ok` as long as any of its files is there. */
function lossOf(record: BackupRecord): string {
  const { status, parts, files = [] } = record;
  const isShort = status === "complete" && files.length > 0 && files.length < parts;
  return isShort || lostParts(record).length > 0 ? ", but parts are lost" : "";
}

/** The state of the record: ok, obsolete, remote, pending or fail; otherwise the server's status. */
function stateOf({ meta, status }: BackupRecord): string {
  return meta ?? status;
}

function sizeOf({ size }: BackupRecord): string {
  return formatSize(size);
}
