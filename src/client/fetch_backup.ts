/**
 * Downloads a backup, verifies it, writes its manifest, and only then deletes the server's copy.
 * @module
 */
import { join } from "node:path";
import type { Caller } from "../connection/caller.ts";
import { type Manifest, writeManifest } from "../archive/manifest.ts";
import { manifestPlace } from "../archive/manifest_place.ts";
import type { PasswordSource } from "../archive/jps_password.ts";
import type { VerifyReport } from "../archive/report.ts";
import type { VerifyProgress } from "../archive/verify.ts";
import {
  download,
  type DownloadedPart,
  type DownloadEvent,
  type DownloadOptions,
} from "../download/download.ts";
import { isSitehaulError, SitehaulError } from "../errors.ts";
import type { BackupRecord } from "../replies.ts";
import type { Time } from "./run_backup.ts";
import { deleteFiles } from "./backups.ts";
import {
  isDamagedAgain,
  knownManifest,
  manifestOf,
  sumsOf,
  verificationOf,
  writeDown,
} from "./fetched_manifest.ts";

/** What to fetch, where to, and what to do with it. */
export interface FetchBackupOptions extends Omit<DownloadOptions, "checksums"> {
  /**
   * Whether the archive is read to its end once all parts are present. Sizes and checksums of the
   * parts are always checked.
   * @default {true}
   */
  readonly verify?: boolean | undefined;
  /**
   * The password of an encrypted archive (JPS), for verifying, or a function that asks for it, called only
   * if it is needed. Without one the archive is fetched anyway, see
   * {@linkcode FetchedBackup.isLocked}.
   */
  readonly password?: PasswordSource;
  /**
   * Whether the server's copy is deleted when everything has been verified. A locked archive stays:
   * the error is `archive/password`. So does a plain dump (`.sql`), which nothing proves: the error is
   * `delete/files`. Without `verify` both are deleted.
   * @default {false}
   */
  readonly deleteRemote?: boolean | undefined;
  /** Called with the progress of verifying. */
  readonly onVerify?: ((progress: VerifyProgress) => void) | undefined;
}

/** The archive is being read to its end. */
export interface VerifyingArchive {
  /** Which event this is. */
  readonly type: "verifying";
  /** The path of the archive. */
  readonly path: string;
}

/** The archive has been read to its end. */
export interface VerifiedArchive {
  /** Which event this is. */
  readonly type: "verified";
  /** What was found. */
  readonly report: VerifyReport;
}

/** The server's copy has been deleted. */
export interface DeletedRemote {
  /** Which event this is. */
  readonly type: "deleted";
  /** The number of the backup record. */
  readonly id: number;
}

/** One event of {@linkcode Client.fetchBackup}. */
export type FetchEvent = DownloadEvent | VerifyingArchive | VerifiedArchive | DeletedRemote;

/** A backup that was fetched. */
export interface FetchedBackup {
  /** Its parts, in the order of the server's numbers. */
  readonly parts: readonly DownloadedPart[];
  /** The path of the manifest; `undefined` when only one part of several was fetched. */
  readonly manifest: string | undefined;
  /** What verifying found; `undefined` when nothing was verified, as in a plain dump (`.sql`). */
  readonly report: VerifyReport | undefined;
  /**
   * Whether the password of an encrypted archive is missing: the sizes and checksums of its parts
   * are right, but nothing proves its content.
   */
  readonly isLocked: boolean;
  /** Whether the server's copy was deleted. */
  readonly deletedRemote: boolean;
}

/** A plain database dump is not an archive. */
const NO_ARCHIVE = /\.sql$/i;

/**
 * Downloads a backup and everything that belongs to it.
 *
 * @throws {SitehaulError} `download/…` (`download/path` where the archive of another site has the same
 * name), `file/write`, `archive/damaged`, `archive/password`, `backup/failed` if the record is of a
 * failed backup, `delete/files`
 */
export async function* fetchBackup(
  caller: Caller,
  id: number,
  options: FetchBackupOptions,
  time: Time,
): AsyncGenerator<FetchEvent, FetchedBackup, void> {
  const { dir, part, signal, verify = true, deleteRemote = false } = options;
  const record = await caller.send("getBackupInfo", { id }, { signal });
  refuseUnfinished(record, deleteRemote);
  const path = await manifestPlace(join(dir, mainName(record)));
  const known = await knownManifest(path, caller, record);
  const parts = yield* fetchParts(caller, record, { ...options, checksums: sumsOf(known) }, time);
  // One part of several is no archive yet, and nothing that could be deleted for.
  if (part !== undefined && (record.files?.length ?? 0) > 1) {
    const nothing = { manifest: undefined, report: undefined, isLocked: false };
    return { parts, ...nothing, deletedRemote: false };
  }
  const manifest = manifestOf(caller, record, parts, modeOf(options));
  await writeDown(path, manifest);
  const main = parts.find(({ name }) => name === mainName(record)) ?? parts[0];
  const report = verify && main !== undefined && !NO_ARCHIVE.test(main.name)
    ? yield* prove(main.path, manifest, options)
    : undefined;
  const isLocked = report !== undefined && lacksPassword(report, options.password);
  if (report !== undefined) {
    const damage = damageIn(report);
    const isProven = report.ok || !damage.ok;
    if (isProven) {
      await writeManifest(path, { ...manifest, verification: verificationOf(damage, time.clock) });
    }
    if (!damage.ok && isDamagedAgain(known, manifest)) throw await damagedThere(record, damage);
    await refuseDamaged(isLocked ? damage : report);
  }
  if (deleteRemote) {
    if (isLocked) throw notProven(record);
    if (verify && report === undefined) throw notProvable(record);
    await deleteFiles(caller, id, signal);
    yield { type: "deleted", id };
  }
  return { parts, manifest: path, report, isLocked, deletedRemote: deleteRemote };
}

/** A wrong password is an error; a missing one is a decision of the user, for unattended runs. */
function lacksPassword({ problems }: VerifyReport, password: PasswordSource): boolean {
  return password === undefined && problems.some(({ code }) => code === "password");
}

/** What can be wrong with a complete archive: a missing password, or an unsupported format. */
const NO_DAMAGE: ReadonlySet<string> = new Set(["password", "unsupported"]);

/** The damage among the problems: parts and structure can be wrong even without the password. */
function damageIn(report: VerifyReport): VerifyReport {
  const problems = report.problems.filter(({ code }) => !NO_DAMAGE.has(code));
  return { ...report, problems, ok: !problems.some(({ severity }) => severity === "error") };
}

/** The files of a running or failed backup may be readable to their end, but are not a backup. */
function refuseUnfinished({ id, status }: BackupRecord, deleteRemote: boolean): void {
  if (status === "run") {
    throw new SitehaulError("download/failed", `Cannot fetch backup ${id}: it is not finished`, {
      hint: "Wait until it is. If it is no longer running, it was interrupted, and what exists " +
        "cannot be restored: take a new backup.",
    });
  }
  if (status === "fail") {
    throw new SitehaulError("backup/failed", `Cannot fetch backup ${id}: it has failed`, {
      hint: "Its log on the site may show why. Take a new backup.",
    });
  }
  if (!deleteRemote || status === "complete") return;
  throw new SitehaulError(
    "delete/files",
    `Backup ${id} will not be deleted from the server: the site reports its status as ` +
      `${JSON.stringify(status.slice(0, 40))}, not complete`,
    { hint: "Download it without --delete-remote, and look at it in the product." },
  );
}

/** A dump is text without a checksum or an end mark that could be checked. */
function notProvable({ id, archive }: BackupRecord): SitehaulError {
  return new SitehaulError(
    "delete/files",
    `Backup ${id} was downloaded, but not deleted from the server: ${archive} is a plain dump, and ` +
      "nothing in it proves that it is complete",
    { hint: "Use --no-verify if sizes and checksums are enough." },
  );
}

function notProven({ id, archive }: BackupRecord): SitehaulError {
  return new SitehaulError(
    "archive/password",
    `Backup ${id} was downloaded, but not deleted from the server: ${archive} is encrypted, and without ` +
      "its password nothing proves that it can be read",
    {
      hint: "Run the same command again with the password: nothing is downloaded again. " +
        "Use --no-verify if sizes and checksums are enough.",
    },
  );
}

/** Part 1 has the name of the archive itself. */
function mainName({ archive, files = [] }: BackupRecord): string {
  return files.find(({ name }) => name === archive)?.name ?? files[0]?.name ?? archive;
}

/** Fetches the parts; requests the record again if they do not match it. */
async function* fetchParts(
  caller: Caller,
  record: BackupRecord,
  options: DownloadOptions,
  { sleep }: Time,
): AsyncGenerator<DownloadEvent, readonly DownloadedPart[], void> {
  try {
    return yield* download({ caller, sleep }, record, options);
  } catch (error) {
    if (!isSitehaulError(error, "download/failed", "download/no-such-part")) throw error;
    // Numbers are positions among the files that exist now: a file that goes shifts the others.
    const now = await caller.send("getBackupInfo", { id: record.id }, { signal: options.signal });
    if (JSON.stringify(now.files) === JSON.stringify(record.files)) throw error;
    return yield* download({ caller, sleep }, now, options);
  }
}

async function* prove(
  path: string,
  manifest: Manifest,
  { password, signal, onVerify }: FetchBackupOptions,
): AsyncGenerator<FetchEvent, VerifyReport, void> {
  yield { type: "verifying", path };
  // Those who do not verify do not pay for the readers.
  const { verifyArchive } = await import("../archive/verify.ts");
  const report = await verifyArchive(path, {
    manifest,
    signal,
    password,
    onProgress: onVerify,
  });
  if (!lacksPassword(report, password)) yield { type: "verified", report };
  return report;
}

/** Fetching it a third time would not help. */
async function damagedThere({ id }: BackupRecord, damage: VerifyReport): Promise<SitehaulError> {
  const { reportError } = await import("../archive/report.ts");
  const cause = reportError(damage);
  return new SitehaulError(
    "archive/damaged",
    `Backup ${id} is damaged on the server: it was downloaded again, with the same result. ${
      cause?.message ?? ""
    }`,
    {
      hint: "Take a new backup. If it is damaged as well, its log on the site may show why.",
      cause,
    },
  );
}

async function refuseDamaged(report: VerifyReport): Promise<void> {
  const { reportError } = await import("../archive/report.ts");
  const error = reportError(report);
  if (error !== undefined) throw error;
}

function modeOf({ mode = "auto", store }: FetchBackupOptions): string {
  return store === undefined ? mode : "remote";
}
