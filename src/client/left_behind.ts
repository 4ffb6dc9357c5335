/**
 * What an earlier run left behind on the site: it is taken up again where the rules allow, or else
 * replaced, and in either case nothing is sent before no step of it can be running.
 */
import { FORGOTTEN_ID_IS_REFUSED } from "../protocol/levels.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import type { BackupEvent } from "./backup_events.ts";
import { BackupRun } from "./backup_run.ts";
import type { RunContext } from "./run_context.ts";
import { recordAmong } from "./find_record.ts";
import { type OwnRun, wishOf } from "./own_run.ts";
import { lastMove, refuseIfRunning } from "./running.ts";

/** What the site shows now. */
export interface SiteView {
  /** The newest records of the list, newest first. */
  readonly records: readonly BackupRecord[];
  /** Its time, ms since 1970. */
  readonly now: number;
}

/**
 * A backup that has been still for longer than this is not taken up: it would hold the database of one day
 * and the files of another, ms.
 */
const STALE_MS = 60 * 60_000;

/** The record of the backup that an earlier run left behind. */
export function recordOf(
  left: OwnRun | undefined,
  records: readonly BackupRecord[],
): BackupRecord | undefined {
  if (left === undefined) return undefined;
  const { recordId } = left;
  const found = recordId === undefined
    ? recordAmong(records, left)
    : records.find(({ id }) => id === recordId);
  return found !== undefined && isOfRun(left, found) ? found : undefined;
}

/** How late a start may be to make its record, and how far clocks may be apart, ms. */
const START_MS = 10 * 60_000;

/**
 * Whether a record is of that very backup. Others may use the same description, and after a restore of the
 * site even the same number.
 */
function isOfRun(left: OwnRun, { backupId, start }: BackupRecord): boolean {
  const sentAt = left.sentAt + left.serverAheadMs;
  const startedAt = Date.parse(start ?? "");
  if (left.recordId === undefined) return Math.abs(startedAt - sentAt) <= START_MS;
  // It began before its last step was sent.
  if (startedAt > sentAt + START_MS) return false;
  return !left.backupId || backupId === "" || backupId === left.backupId;
}

/**
 * Takes up the backup that an earlier run left behind.
 *
 * @param context what it is taken with
 * @param left how far it came
 * @param look what the site shows now
 * @returns the backup; `undefined` if a new one is to be started, and then no step of the old one can be
 * running
 * @throws {SitehaulError} `backup/already-running` if somebody else's backup is running
 */
export async function* takeUp(
  context: RunContext,
  left: OwnRun,
  look: () => Promise<SiteView>,
): AsyncGenerator<BackupEvent, BackupRun | undefined, void> {
  // A step lasts as long as it could when it was sent.
  const stepLimitMs = Math.max(left.stepLimitMs ?? 0, context.options.stepLimitMs);
  let view = await look();
  const listed = refuseOthers(left, view, stepLimitMs);
  const isTaken = listed === undefined && view.records.some(({ id }) => id === left.recordId);
  // It is gone, or has failed; a start that was not answered may still make one.
  if (isTaken || (listed === undefined ? left.isAnswered : isOver(listed))) return undefined;
  const run = new BackupRun(context, { ...left, recordId: left.recordId ?? listed?.id });
  let record = await run.recordNow();
  const stillForMs = quietTime(left, record, view, context.time.clock());
  if (!left.isAnswered && record?.status !== "complete" && stillForMs < stepLimitMs) {
    yield { type: "holding", recordId: record?.id, waitMs: stepLimitMs - stillForMs };
    ({ record } = await run.watch({ stillMs: stepLimitMs, before: { record, stillForMs } }));
    // That may have taken long enough for others to begin one.
    view = await look();
    refuseOthers(left, view, stepLimitMs);
  }
  if (record === undefined || isOver(record)) return undefined;
  const reason = whyNot(record, left, context, view);
  if (reason === undefined) {
    yield* run.takeUp(record);
    return run;
  }
  if (record.status === "run") yield { type: "replacing", recordId: record.id, reason };
  return undefined;
}

/**
 * @returns the record of what was left behind
 * @throws {SitehaulError} `backup/already-running` if a backup of others is running
 */
function refuseOthers(
  left: OwnRun,
  view: SiteView,
  stepLimitMs: number,
): BackupRecord | undefined {
  const listed = recordOf(left, view.records);
  const others = view.records.filter((record) => record !== listed && record.id !== left.replaces);
  refuseIfRunning(others, { now: view.now, stepLimitMs });
  return listed;
}

function isOver({ status }: BackupRecord): boolean {
  return status !== "run" && status !== "complete";
}

/** For how long nothing was sent and nothing has moved, ms: by both clocks, as one may have been set. */
function quietTime(
  { sentAt, serverAheadMs }: OwnRun,
  record: BackupRecord | undefined,
  { now }: SiteView,
  clock: number,
): number {
  const moved = record === undefined ? 0 : lastMove(record);
  return Math.max(0, Math.min(clock - sentAt, now - (sentAt + serverAheadMs), now - moved));
}

/** Why the backup is not taken up; `undefined` if it is. */
function whyNot(
  record: BackupRecord,
  left: OwnRun,
  { caller, options }: RunContext,
  { records, now }: SiteView,
): string | undefined {
  if (left.wish === "" || left.wish !== wishOf(options)) {
    return "it was started with another profile, description or comment";
  }
  if (records.some(({ id }) => id > record.id)) return "another backup was started after it";
  if (now - lastMove(record) > STALE_MS) return "it has been still for more than an hour";
  // A backup that is complete needs no more steps.
  if (record.status === "complete") return undefined;
  if (left.isGivenUp) return "it ended with an error";
  if ((left.backupId ?? record.backupId) === "") return "its identifier is not known";
  return caller.version.level < FORGOTTEN_ID_IS_REFUSED
    ? "this version of the product might start yet another backup instead of continuing it"
    : undefined;
}
