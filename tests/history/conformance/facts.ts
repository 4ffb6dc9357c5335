/** What jobs tell the history, for tests. */
import type {
  BackupHistory,
  CopyFile,
  JobOutcome,
  JobWriter,
  NewBackup,
  NewJob,
  NewProof,
  RunWriter,
} from "../../../src/history/history.ts";

export const SHOP: NewJob = {
  site: "shop",
  address: "https://shop.example",
  profile: 1,
  attempt: 1,
};

export const BACKUP: NewBackup = {
  record: 41,
  begun: 1000,
  archive: "site.jpa",
  size: 10,
  parts: 1,
  guessedSteps: 0,
  listChecked: true,
};

export const FILES: readonly CopyFile[] = [
  { name: "site.jpa", size: 10, sha256: "ab".repeat(32) },
];

export const READ: NewProof = { depth: "read", verdict: "good", files: 3, bytes: 10 };

export function begin(
  history: BackupHistory,
  sites: readonly string[] = ["shop"],
): Promise<RunWriter> {
  return history.beginRun({ command: "run", options: {}, sites });
}

/** A job that ends at once. */
export async function job(
  run: RunWriter,
  outcome: JobOutcome,
  of: Partial<NewJob> = {},
): Promise<JobWriter> {
  const writer = await run.beginJob({ ...SHOP, ...of });
  await writer.end(outcome);
  return writer;
}

/** A job whose backup is fetched and proven. */
export async function goodJob(
  run: RunWriter,
  backup: Partial<NewBackup> = {},
  of: Partial<NewJob> = {},
): Promise<void> {
  const writer = await run.beginJob({ ...SHOP, ...of });
  const id = await writer.backup({ ...BACKUP, ...backup });
  const copy = await writer.copy(id, { kind: "folder", place: "/backups", files: FILES });
  await writer.proof(copy, READ);
  await writer.end({ state: "ok" });
}
