/**
 * Downloads a backup, verifies it, writes its manifest, and only then deletes the server's copy.
 */
import { join } from "node:path";
import type { Caller } from "../connection/caller.ts";
import { type Manifest, writeManifest } from "../files/manifest.ts";
import { manifestPlace } from "../archive/manifest_place.ts";
import type { VerifyReport } from "../archive/report.ts";
import type { DownloadOptions } from "../download/download_options.ts";
import { fetchParts } from "../download/fetch_parts.ts";
import type { DownloadedPart, PartsEvent } from "../download/parts_events.ts";
import { dropAsides, setAside } from "../download/set_aside.ts";
import type { WholeFiles } from "../download/whole_file.ts";
import { isSitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import { mainName, namesOf, unsizedOf } from "./record_files.ts";
import { compareSecondWay, isPlainDump } from "./second_way.ts";
import type { Time } from "./run_backup.ts";
import { deleteFiles, patientRecord } from "./records.ts";
import {
  damageIn,
  doubtOf,
  lacksPassword,
  namingAsides,
  refuseDamaged,
  withoutSegments,
} from "./damage.ts";
import type { DownloadEvent } from "./download_events.ts";
import { notProven, notSized, otherBytes, refuseUnfinished } from "./download_refusals.ts";
import {
  differenceOf,
  knownManifest,
  manifestOf,
  sumsOf,
  verificationOf,
  wantsSegments,
  writeDown,
} from "./downloaded_manifest.ts";

/** What is in the folder now, and what is left on the server. */
export interface DownloadedBackup {
  /** Its parts, in the order of the server's numbers. */
  readonly parts: readonly DownloadedPart[];
  /** The path of the manifest; `undefined` when only one part of several was fetched. */
  readonly manifest: string | undefined;
  /** What verifying found; `undefined` when nothing was verified, as in a plain dump (`.sql`). */
  readonly report: VerifyReport | undefined;
  /**
   * What showed that whole files of the site arrive altered, so that the backup was downloaded in
   * segments; `undefined` when nothing did.
   */
  readonly altered: string | undefined;
  /**
   * Whether the password of an encrypted archive is missing: the sizes and checksums of its parts
   * are right, but nothing proves its content.
   */
  readonly isLocked: boolean;
  /**
   * The names of parts of which the server does not know the size: only verifying shows whether they
   * are complete.
   */
  readonly unsized: readonly string[];
  /** Whether a plain dump was requested once more in another way, and the bytes were the same. */
  readonly isCompared: boolean;
  /** Whether the server's copy was deleted. */
  readonly deletedRemote: boolean;
}

/**
 * Downloads a backup and everything that belongs to it.
 *
 * @throws {SitehaulError} `download/…` (`download/path` where the archive of another site has the same
 * name), `file/write`, `archive/damaged`, `archive/password`, `backup/failed` if the record is of a
 * failed backup, `delete/files`
 */
export async function* downloadBackup(
  caller: Caller,
  id: number,
  options: DownloadOptions,
  time: Time,
): AsyncGenerator<DownloadEvent, DownloadedBackup, void> {
  const { dir, part, signal, verify = true, deleteRemote = false } = options;
  const record = await patientRecord(caller, id, signal);
  refuseUnfinished(record, deleteRemote);
  const path = await manifestPlace(join(dir, mainName(record)));
  const known = await knownManifest(path, caller, record);
  const isAuto = modeOf(options) === "auto";
  const wholeFiles: WholeFiles = { areBelieved: !isAuto || !wantsSegments(known) };
  // A backup of the same name that was here before may be the only good one.
  const target = { caller, time, wholeFiles, keepsBefore: known === undefined, path, options };
  // One part of several is no archive yet, and nothing that could be deleted for.
  if (part !== undefined && (record.parts > 1 || (record.files?.length ?? 0) > 1)) {
    const alone = { ...target, keepsBefore: false };
    const parts = yield* fetchFitting(alone, record, sumsOf(known, wholeFiles));
    const nothing = { manifest: undefined, report: undefined, isLocked: false };
    const { altered } = wholeFiles;
    const unsized = unsizedOf(record, parts);
    return { parts, ...nothing, altered, unsized, isCompared: false, deletedRemote: false };
  }
  const { parts, report, isLocked, manifest } = yield* fetchProven(target, record, known);
  const { altered } = wholeFiles;
  const unsized = unsizedOf(record, parts);
  const isCompared = deleteRemote && verify && report === undefined;
  if (deleteRemote) {
    if (isLocked) throw notProven(record);
    if (isCompared) {
      yield* proveDump(target, record, manifest);
    } else if (report === undefined && unsized.length > 0) throw notSized(record, unsized);
    await caller.outlast(() => deleteFiles(caller, id, signal), { signal });
    yield { type: "deleted", id };
  }
  const found = { report, isLocked, altered, unsized, isCompared };
  return { parts, manifest: path, ...found, deletedRemote: deleteRemote };
}

/** Has a dump that differs fetched anew by the next run, in another way if it may choose. */
async function* proveDump(
  { caller, path, time: { clock }, options: { signal } }: DownloadTarget,
  record: BackupRecord,
  manifest: Manifest,
): AsyncGenerator<DownloadEvent, void, void> {
  const { parts, differing: [name] } = yield* compareSecondWay(caller, record, manifest, signal);
  if (name === undefined) return await writeManifest(path, { ...manifest, parts });
  const checkedAt = new Date(clock()).toISOString();
  const verification = { ok: false, checkedAt, entries: 0, files: 0, bytes: 0 };
  await writeManifest(path, { ...manifest, parts, verification });
  throw otherBytes(record, name);
}

/** Fetches all parts, and what had their names before goes when nothing is wrong with them. */
async function* fetchProven(
  target: DownloadTarget,
  record: BackupRecord,
  known: Manifest | undefined,
): AsyncGenerator<DownloadEvent, Fetched & { readonly isLocked: boolean }, void> {
  const { wholeFiles, options } = target;
  const mode = modeOf(options);
  const paths = [target.path, ...namesOf(record).map((name) => join(options.dir, name))];
  try {
    let fetched = wholeFiles.areBelieved
      ? yield* fetchAll(target, record, known)
      : yield* fetchInSegments(target, record, known);
    if (mode === "auto" && wantsSegments(fetched.manifest)) {
      fetched = yield* fetchInSegments(target, record, fetched.manifest, fetched.report);
    }
    const { report, manifest, before } = fetched;
    const isLocked = report !== undefined && lacksPassword(report, options.password);
    if (report !== undefined) {
      const judged = isLocked ? damageIn(report) : report;
      const { altered } = wholeFiles;
      await refuseDamaged(record, { report: judged, manifest, before, mode, altered });
    }
    await dropAsides(paths);
    return { ...fetched, isLocked };
  } catch (error) {
    throw await namingAsides(error, paths);
  }
}

/** What the steps of one download share. */
interface DownloadTarget {
  readonly caller: Caller;
  readonly time: Time;
  readonly wholeFiles: WholeFiles;
  /** Whether files that have the names already are set aside until the archive is proven. */
  readonly keepsBefore: boolean;
  /** Where the manifest goes, beside the parts. */
  readonly path: string;
  readonly options: DownloadOptions;
}

/** All parts, and what they proved to be. */
interface Fetched {
  readonly parts: readonly DownloadedPart[];
  /** As it was written, before anything was verified. */
  readonly manifest: Manifest;
  /** That of the last time, if there was one. */
  readonly before: Manifest | undefined;
  readonly report: VerifyReport | undefined;
}

/** Fetches all parts, verifies the archive, and writes down what was found. */
async function* fetchAll(
  target: DownloadTarget,
  record: BackupRecord,
  before: Manifest | undefined,
): AsyncGenerator<DownloadEvent, Fetched, void> {
  const { caller, time: { clock }, wholeFiles, path, options } = target;
  const parts = yield* fetchFitting(target, record, sumsOf(before, wholeFiles));
  const manifest = manifestOf(caller, record, parts, { mode: modeOf(options), before });
  if (!wholeFiles.areBelieved) wholeFiles.altered ??= differenceOf(before, manifest);
  if (target.keepsBefore) await setAside(path);
  await writeDown(path, manifest);
  const main = parts.find(({ name }) => name === mainName(record)) ?? parts[0];
  if (options.verify === false || main === undefined || isPlainDump(main.name)) {
    return { parts, manifest, before, report: undefined };
  }
  const report = yield* prove(main.path, manifest, options);
  const damage = damageIn(report);
  if (!report.ok && damage.ok) return { parts, manifest, before, report };
  const verified = { ...manifest, verification: verificationOf(damage, clock) };
  await writeManifest(path, verified);
  return { parts, manifest: verified, before, report };
}

/**
 * Fetches in segments what came damaged as whole files, in this run or an earlier one: that shows what
 * is on the server.
 */
async function* fetchInSegments(
  target: DownloadTarget,
  { id }: BackupRecord,
  before: Manifest | undefined,
  report?: VerifyReport,
): AsyncGenerator<DownloadEvent, Fetched, void> {
  const { caller, wholeFiles, options: { signal } } = target;
  yield { type: "doubted", reason: await doubtOf(report) };
  wholeFiles.areBelieved = false;
  try {
    const now = await patientRecord(caller, id, signal);
    return yield* fetchAll({ ...target, keepsBefore: false }, now, before);
  } catch (error) {
    throw withoutSegments(id, error);
  }
}

/** Fetches the parts; requests the record again if they do not match it. */
async function* fetchFitting(
  { caller, time: { sleep }, wholeFiles, keepsBefore, options }: DownloadTarget,
  record: BackupRecord,
  checksums: Readonly<Record<string, string>>,
): AsyncGenerator<PartsEvent, readonly DownloadedPart[], void> {
  const site = { caller, sleep, wholeFiles, keepsBefore };
  try {
    return yield* fetchParts(site, record, { ...options, checksums });
  } catch (error) {
    if (!isSitehaulError(error, "download/failed", "download/no-such-part")) throw error;
    // Numbers are positions among the files that exist now: a file that goes shifts the others.
    const now = await patientRecord(caller, record.id, options.signal);
    if (JSON.stringify(now.files) === JSON.stringify(record.files)) throw error;
    return yield* fetchParts(site, now, { ...options, checksums });
  }
}

async function* prove(
  path: string,
  manifest: Manifest,
  { password, signal, onVerify }: DownloadOptions,
): AsyncGenerator<DownloadEvent, VerifyReport, void> {
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

function modeOf({ mode = "auto", store }: DownloadOptions): string {
  return store === undefined ? mode : "remote";
}
