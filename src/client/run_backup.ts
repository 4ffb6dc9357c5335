/**
 * Takes a backup by the rules that keep an archive whole: what is checked before it, its steps, and what
 * proves it in the end.
 * @module
 */
import type { Caller } from "../connection/caller.ts";
import { isSitehaulError } from "../errors.ts";
import { STEP_LIMIT_MS } from "../methods.ts";
import type { BackupRecord } from "../replies.ts";
import type { BackupEvent, BackupOptions, TakenBackup } from "./backup_events.ts";
import { BackupRun, type RunSettings, type Time } from "./backup_run.ts";
import { displacedError, displacing } from "./displaced.ts";
import { untilAnswered } from "./lost_answer.ts";
import { refuseUnknownProfile } from "./profiles.ts";
import { refuseIfRunning } from "./running.ts";

export type { Time } from "./backup_run.ts";

/** How often the record is checked, ms. */
const WATCH_MS = 5_000;

/** As many records as are looked at: among the newest are all that matter here. */
const NEWEST = { from: 0, limit: 20 };

/**
 * Takes a backup.
 *
 * @returns the finished record, with its files, and what proves it
 */
export async function* runBackup(
  caller: Caller,
  options: BackupOptions,
  time: Time,
): AsyncGenerator<BackupEvent, TakenBackup, void> {
  const { signal, force = false, profile = 1 } = options;
  const { stepLimitMs = STEP_LIMIT_MS, watchMs = WATCH_MS } = options;
  await caller.outlast(() => refuseUnknownProfile(caller, profile, signal), { signal });
  const list = () => caller.sendForHeaders("listBackups", NEWEST, { signal });
  const before = await caller.outlast(list, { signal });
  const now = serverTime(before.headers) ?? time.clock();
  if (!force) refuseIfRunning(before.reply, { now, stepLimitMs });
  const newestBefore = Math.max(0, ...before.reply.map(({ id }) => id));
  const settings = { ...options, profile, stepLimitMs, watchMs, newestBefore };
  const run = new BackupRun(caller, settings, time);
  yield* run.start();
  while (run.hasMore) yield* run.step();
  const record = await run.finishedRecord();
  const listChecked = yield* refuseIfDisplaced(caller, record, run.since, settings);
  const { warnings, guessedSteps } = run;
  const proof = { guessedSteps, listChecked };
  yield { type: "finished", record, warnings, ...proof };
  return { ...record, ...proof };
}

function serverTime(headers: Headers): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : date;
}

/**
 * Looks once at the list of backups. A site that does not list them now makes no good backup fail.
 *
 * @returns whether the list could be read
 * @throws {SitehaulError} `backup/displaced`
 */
async function* refuseIfDisplaced(
  caller: Caller,
  record: BackupRecord,
  since: number,
  { signal }: RunSettings,
): AsyncGenerator<BackupEvent, boolean, void> {
  const read = () => caller.send("listBackups", NEWEST, { signal });
  let records: readonly BackupRecord[];
  try {
    records = await untilAnswered(read, { caller, recordId: record.id, signal });
  } catch (error) {
    if (signal?.aborted || !isSitehaulError(error)) throw error;
    yield { type: "unchecked", reason: error.message };
    return false;
  }
  const other = displacing(records, record, since);
  if (other !== undefined) throw displacedError(record, other);
  return true;
}
