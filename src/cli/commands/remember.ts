/** Remembers what a command has done on one site, when it is over or before it removes something. */
import { dirname } from "node:path";
import { messageOf } from "../../base/message_text.ts";
import { type Manifest, readManifest } from "../../files/manifest.ts";
import { type RecordedJob, RunRecord } from "../../fleet/job_record.ts";
import type { BackupFacts, BackupHistory, NewCopy, NewProof } from "../../history/history.ts";
import { type HistoryFlags, lateHistory } from "../context/history.ts";
import type { Context } from "../context/context.ts";
import { failureOf } from "../world/failure.ts";

/** What is remembered, and where. */
export interface Around {
  readonly flags: HistoryFlags;
  readonly context: Context;
}

/** What was done, and on which site. */
export interface Deed {
  /** What the history calls it. */
  readonly command: string;
  /** What to call the site. */
  readonly site: string;
  /** Its host and folder. */
  readonly address: string;
  readonly profile: number;
}

/** A job that is written down. */
export interface OpenJob {
  readonly history: BackupHistory;
  readonly job: RecordedJob;
  /** Of its site. */
  readonly address: string;
  /** It is over, with a failure or without one; the history is closed. */
  end(error?: unknown): Promise<void>;
}

/**
 * Opens the history for a job; nothing where none is wanted, or where it cannot be used, which is a warning.
 *
 * @param deedOf what was done, by what is known; nothing if that needs not be remembered
 * @param begun when the command began, ms since 1970
 */
export async function openJob(
  deedOf: (history: BackupHistory) => Promise<Deed | undefined> | Deed,
  begun: number,
  { flags, context }: Around,
): Promise<OpenJob | undefined> {
  if (flags["no-history"] === true) return undefined;
  const { output, world: { clock = Date.now, signal } } = context;
  const onLoss = (error: unknown) => output.warn(`this is not remembered: ${messageOf(error)}`);
  let started: number | undefined = begun;
  const now = () => started ?? clock();
  try {
    const history = await lateHistory(flags, context)(now);
    if (history === undefined) return undefined;
    const deed = await deedOf(history);
    if (deed === undefined) return void await history.close();
    const { command, site, address, profile } = deed;
    const run = await RunRecord.begin(history, { command, options: {}, sites: [site] }, {
      clock: now,
      onLoss,
    });
    const job = await run.job({ site, address, profile, attempt: 1 });
    started = undefined;
    const end = async (error?: unknown) => {
      const failure = error === undefined ? undefined : failureOf(error, signal);
      const { code, message, hint } = failure ?? {};
      const state = code === undefined ? "ok" : code === "interrupted" ? code : "failed";
      await job.end({ state, code, message, hint });
      await run.end();
      await history.close();
    };
    return { history, job, address, end };
  } catch (error) {
    onLoss(error);
    return undefined;
  }
}

/** Where a manifest says that its backup is from: host and folder, with a slash at the end. */
export function placeIn({ site }: Manifest): string {
  return site.replace(/^https?:/, "").replace(/\/*$/, "/");
}

/** A manifest, as far as one is there. */
export async function manifestAt(path: string | undefined): Promise<Manifest | undefined> {
  return path === undefined ? undefined : await readManifest(path).catch(() => undefined);
}

/** The backup of a manifest that is known already. */
export async function knownBackup(
  history: BackupHistory,
  address: string,
  { record, parts }: Manifest,
): Promise<BackupFacts | undefined> {
  const all = await history.backupsOf(address, record);
  return all.find(({ archive }) => archive === parts.at(-1)?.name);
}

/** Writes down a copy in a folder and what was checked on it; what is known of the backup is kept. */
export async function rememberCopy(
  { history, job, address }: OpenJob,
  { manifest, path, proof }: {
    readonly manifest: Manifest;
    readonly path: string;
    readonly proof: NewProof;
  },
): Promise<NewCopy> {
  const known = await knownBackup(history, address, manifest);
  const { record, start, parts } = manifest;
  const begun = Date.parse(start ?? "");
  await job.backup({
    record,
    begun: known?.begun ?? (Number.isNaN(begun) ? undefined : begun),
    archive: parts.at(-1)?.name ?? "",
    size: known?.size ?? parts.reduce((sum, { size }) => sum + size, 0),
    parts: parts.length,
    guessedSteps: known?.guessedSteps ?? 0,
    listChecked: known?.listChecked ?? false,
  });
  const copy = { kind: "folder", place: dirname(path), files: filesOf(manifest) } as const;
  await job.copy(copy, proof);
  return copy;
}

/** The parts, with their checksums. */
function filesOf({ parts }: Manifest): NewCopy["files"] {
  return parts.map(({ name, size, sha256 }) => ({ name, size, sha256 }));
}

/** The copy of a backup on its site, as far as it is known and still there. */
export async function copyOnSite(
  history: BackupHistory,
  backup: number,
): Promise<NewCopy | undefined> {
  const copies = await history.copies(backup);
  const found = copies.find(({ kind, removed }) => kind === "site" && removed === undefined);
  return found && { kind: "site", place: found.place, files: found.files };
}
