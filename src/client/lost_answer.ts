/**
 * What to do when the answer to a step was lost.
 *
 * The server does not lock: two overlapping steps both answer 200, the record ends `complete`, and
 * the archive is silently corrupt (observed: 10.2.1, 9.3.3, 9.1.1 for WordPress). So nothing is sent
 * while the lost step may still be running; the record is watched instead.
 * @module
 */
import { AnswerError } from "../answer_error.ts";
import { isTemporary } from "../connection/temporary.ts";
import { SitehaulError } from "../errors.ts";
import type { BackupRecord } from "../replies.ts";
import type { Clock, Sleep } from "../transport/transport.ts";

/** What is needed to query a site that may be unreachable. */
export interface PatientOptions<T> {
  /** Asks. */
  readonly read: () => Promise<T>;
  /** How often to ask, ms. */
  readonly watchMs: number;
  /** Tells the time, ms. */
  readonly clock: Clock;
  /** Waits. */
  readonly sleep: Sleep;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** What the watch needs; its `read` gives `undefined` when the record cannot be found yet. */
export interface WatchOptions extends PatientOptions<BackupRecord | undefined> {
  /** How long the record must be still, ms: no step lasts longer. */
  readonly stillMs: number;
}

/** The site may be away for so long before the watch gives up, ms. */
const AWAY_MS = 30 * 60_000;

/** Whether an error leaves open what the server made of the request. */
export function isLostAnswer(error: unknown): error is SitehaulError {
  if (isTemporary(error)) return true;
  // Without an envelope and without an error of the server, something stood in between.
  return error instanceof AnswerError && error.apiStatus === undefined && error.httpStatus < 400;
}

/**
 * Asks until there is an answer, which may take a while: a site that has just finished a backup may be
 * in maintenance, or overloaded.
 *
 * @throws {SitehaulError} `backup/stalled` when the site stays away; what is no lost answer, at once
 */
export async function untilAnswered<T>(options: PatientOptions<T>): Promise<T> {
  const { read, watchMs, clock, sleep, signal } = options;
  const began = clock();
  while (true) {
    try {
      return await read();
    } catch (error) {
      if (!isLostAnswer(error)) throw error;
      if (clock() - began > AWAY_MS) throw stalled(error);
    }
    await sleep(watchMs, signal);
  }
}

/**
 * Watches a record until it is over, or has been still for so long that no step should be running.
 * Only a record that is over proves that the step is: it moves when a step ends, but its files also grow
 * within one, and a step may be late to begin.
 *
 * @returns the record in its latest state
 * @throws {SitehaulError} `backup/stalled` when the site stays away
 */
export async function watchRecord(options: WatchOptions): Promise<BackupRecord | undefined> {
  const { read, stillMs, watchMs, clock, sleep, signal } = options;
  let seen = "";
  let movedAt = clock();
  let reachedAt = clock();
  while (true) {
    try {
      const record = await read();
      reachedAt = clock();
      if (record !== undefined && record.status !== "run") return record;
      const looks = traceOf(record);
      if (looks !== seen) movedAt = clock();
      else if (clock() - movedAt >= stillMs) return record;
      seen = looks;
    } catch (error) {
      if (!isLostAnswer(error)) throw error;
      // While the site is unreachable, it is unknown whether the record is still.
      movedAt = clock();
      if (clock() - reachedAt > AWAY_MS) throw stalled(error);
    }
    await sleep(watchMs, signal);
  }
}

/** What moves while a step is at work: the time of the last step, and the sizes of the files. */
function traceOf(record: BackupRecord | undefined): string {
  if (record === undefined) return "none";
  const { end, status, size, files = [] } = record;
  return JSON.stringify([end, status, size, files.map(({ name, size }) => [name, size])]);
}

function stalled(cause: unknown): SitehaulError {
  return new SitehaulError(
    "backup/stalled",
    "The site has not answered for 30 minutes while a backup was running",
    { hint: "Check the backup record when the site is back; do not trust its archive.", cause },
  );
}
