/** What the history is told of a backup: from its record, and from what was fetched. */
import { dirname } from "node:path";
import type { BackupProof } from "../client/backup_events.ts";
import type { VerifyReport } from "../archive/report.ts";
import type { DownloadedBackup } from "../client/download_backup.ts";
import type { DownloadedPart } from "../download/parts_events.ts";
import type { NewBackup, NewCopy, NewProof } from "../history/history.ts";
import type { BackupRecord } from "../protocol/replies.ts";

/** The record itself, and what is known of how it was taken. */
export function backupFacts(record: BackupRecord, taken: BackupProof | undefined): NewBackup {
  const { id, start, archive, size, parts } = record;
  return {
    record: id,
    begun: timeOf(start),
    archive,
    size,
    parts: Math.max(1, parts),
    guessedSteps: taken?.guessedSteps ?? 0,
    listChecked: taken?.listChecked ?? false,
  };
}

function timeOf(start: string | undefined): number | undefined {
  const time = Date.parse(start ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** The copy on the server. */
export function copyOnSite({ files = [] }: BackupRecord): NewCopy {
  const known = files.flatMap(({ name, size }) =>
    size === undefined ? [] : [{ name, size, sha256: undefined }]
  );
  return { kind: "site", place: "", files: known };
}

/** What a record says of itself proves nothing. */
export function unreadOnSite(): NewProof {
  const reason = "complete by its record, not read";
  return { depth: "sizes", verdict: "not checked", files: 0, bytes: 0, reason };
}

/** What was fetched, with the checksums that were made on the way. */
export function folderCopy(parts: readonly DownloadedPart[], dir: string): NewCopy {
  const [first] = parts;
  return {
    kind: "folder",
    place: first === undefined ? dir : dirname(first.path),
    files: parts.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  };
}

/** What was read to its end. */
export function readProof(
  { ok, files, problems: [problem] }: VerifyReport,
  parts: readonly DownloadedPart[],
): NewProof {
  const read = { depth: "read", files, bytes: bytesIn(parts) } as const;
  return ok ? { ...read, verdict: "good" } : { ...read, verdict: "bad", reason: problem?.message };
}

/** Only what was read to its end is proven. */
export function folderProof(
  { report, isLocked, parts, isCompared }: DownloadedBackup,
  verify = true,
): NewProof {
  const bytes = bytesIn(parts);
  const unread = { depth: "checksums", verdict: "not checked", files: 0, bytes } as const;
  if (isLocked) return { ...unread, reason: "encrypted, and no password was given" };
  if (report !== undefined) return readProof(report, parts);
  if (isCompared) return { depth: "checksums", verdict: "good", files: 0, bytes };
  return { ...unread, reason: verify ? "a plain dump" : "verifying was switched off" };
}

function bytesIn(parts: readonly DownloadedPart[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}
