/**
 * Takes a backup by the rules that keep an archive whole: what is checked before it, its steps, and what
 * proves it in the end.
 */
import type { Caller } from "../connection/caller.ts";
import { stopIfAborted } from "../base/abort.ts";
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import { STEP_LIMIT_MS } from "../protocol/methods.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import type { BackupEvent, BackupOptions, TakenBackup } from "./backup_events.ts";
import { BackupRun } from "./backup_run.ts";
import type { RunContext, Time } from "./run_context.ts";
import { displacedError, displacing } from "./displaced.ts";
import { NEWEST } from "./find_record.ts";
import { recordOf, type SiteView, takeUp } from "./left_behind.ts";
import { MOST_LOST_IN_A_ROW, untilAnswered } from "./lost_answer.ts";
import { newRun } from "./own_run.ts";
import { refuseUnknownProfile } from "./profiles.ts";
import { StartRefused } from "./refused.ts";
import { NO_NOTES, type RunMemory, type RunNotes } from "./run_memory.ts";
import { refuseIfRunning } from "./running.ts";

export type { Time } from "./run_context.ts";

/** How often the record is checked, ms. */
const WATCH_MS = 5_000;

/**
 * Takes a backup, or takes up the one that an earlier run left behind.
 *
 * @returns the finished record, with its files, and what proves it
 */
export async function* runBackup(
  caller: Caller,
  given: BackupOptions,
  time: Time,
  runs?: RunMemory,
): AsyncGenerator<BackupEvent, TakenBackup, void> {
  const { profile = 1, stepLimitMs = STEP_LIMIT_MS, watchMs = WATCH_MS } = given;
  const options = { ...given, profile, stepLimitMs, watchMs };
  const { signal } = options;
  const list = () => caller.send("getProfiles", {}, { signal });
  refuseUnknownProfile(profile, await caller.outlast(list, { signal }));
  const notes = await claimNotes(caller.site, runs, options);
  try {
    return yield* takeBackup({ caller, options, time, notes });
  } finally {
    notes.release();
  }
}

/** A run of this computer that lives has the notes: then its backup is running. */
async function claimNotes(
  site: string,
  runs: RunMemory | undefined,
  { force = false }: BackupOptions,
): Promise<RunNotes> {
  if (runs === undefined) return NO_NOTES;
  const notes = await runs.claim(site);
  if (notes !== undefined) return notes;
  if (force) return NO_NOTES;
  throw new SitehaulError(
    "backup/already-running",
    "Another run of sitehaul on this computer is taking a backup of the site",
    {
      hint:
        "Starting another one would kill it silently. Wait until it ends, or use `force: true` if that " +
        "is what you want.",
    },
  );
}

async function* takeBackup(context: RunContext): AsyncGenerator<BackupEvent, TakenBackup, void> {
  const left = yield* takeUpLeft(context);
  const { run, record } = left === undefined
    ? yield* startAnew(context)
    : { run: left, record: yield* drive(left, context.options.stop) };
  try {
    const listChecked = yield* refuseIfDisplaced(context, record, run.own.after);
    const { warnings, guessedSteps } = run.own;
    const proof = { guessedSteps, listChecked };
    const taken = { ...record, ...proof, warnings };
    await context.options.onTaken?.(taken);
    yield { type: "finished", record, warnings, ...proof };
    return taken;
  } finally {
    // Whatever was found: there is nothing left to be taken up.
    if (!context.options.signal?.aborted) await context.notes.erase();
  }
}

/** Takes up what an earlier run left behind; `undefined` if a backup is to be started. */
async function* takeUpLeft(
  context: RunContext,
): AsyncGenerator<BackupEvent, BackupRun | undefined, void> {
  const { notes: { left }, options: { force = false } } = context;
  return left === undefined || force
    ? undefined
    : yield* takeUp(context, left, () => lookAt(context));
}

/** A backup that is about to be started, where nothing of others is running. */
async function newBackup(context: RunContext): Promise<BackupRun> {
  const { notes, options, time } = context;
  const { records, now } = await lookAt(context);
  const replaces = recordOf(notes.left, records)?.id ?? notes.left?.replaces;
  if (!options.force) {
    refuseIfRunning(records.filter(({ id }) => id !== replaces), { ...options, now });
  }
  const after = Math.max(0, ...records.map(({ id }) => id));
  const sentAt = time.clock();
  return new BackupRun(
    context,
    newRun(options, { after, replaces, sentAt, serverAheadMs: now - sentAt }),
  );
}

/** Takes a new backup; a start that was refused, and of which nothing came, is sent again. */
async function* startAnew(
  context: RunContext,
): AsyncGenerator<BackupEvent, { run: BackupRun; record: BackupRecord }, void> {
  for (let refused = 1;; refused++) {
    const run = await newBackup(context);
    try {
      return { run, record: yield* drive(run, context.options.stop) };
    } catch (error) {
      if (!(error instanceof StartRefused) || refused > MOST_LOST_IN_A_ROW) throw error;
    }
  }
}

/** Starts it if need be, and takes its steps to the end; however it ends, that is noted. */
async function* drive(
  run: BackupRun,
  stop?: AbortSignal,
): AsyncGenerator<BackupEvent, BackupRecord, void> {
  let record: BackupRecord | undefined;
  let failure: unknown;
  try {
    if (!run.hasBegun) {
      stopIfAborted(stop);
      yield* run.start();
    }
    while (run.hasMore) {
      stopIfAborted(stop);
      yield* run.step();
    }
    record = await run.finishedRecord();
    return record;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    if (record === undefined) await run.leave(failure);
  }
}

async function lookAt({ caller, options: { signal }, time }: RunContext): Promise<SiteView> {
  const list = () => caller.sendForHeaders("listBackups", NEWEST, { signal });
  const { reply, headers } = await caller.outlast(list, { signal });
  return { records: reply, now: serverTime(headers) ?? time.clock() };
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
  { caller, options: { signal } }: RunContext,
  record: BackupRecord,
  after: number,
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
  const other = displacing(records, record, after);
  if (other !== undefined) throw displacedError(record, other);
  return true;
}
