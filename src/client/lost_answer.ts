/**
 * What to do when the answer to a step was lost.
 *
 * The server does not lock: two overlapping steps both answer 200, the record ends `complete`, and
 * the archive is silently corrupt (observed: 10.2.1, 9.3.3, 9.1.1 for WordPress). So nothing is sent
 * while the lost step may still be running; the record is watched instead.
 */
import { AnswerError } from "../protocol/answer_error.ts";
import type { Caller } from "../connection/caller.ts";
import { isRefusedInFront, isTemporary } from "../connection/temporary.ts";
import { SitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import type { Clock, Sleep } from "../transport/transport.ts";
import { lowerFirst } from "../base/message_text.ts";

/** Consecutive lost answers after which a backup is abandoned. */
export const MOST_LOST_IN_A_ROW = 5;

/**
 * One request in many may fail, as behind a proxy of which one server is ill. Trouble that is over within
 * this time does not count as still time, and does not begin it anew either: else a watch might never
 * end. ms
 */
const HICCUP_MS = 15_000;

/** Whom to ask about which backup. */
export interface PatientOptions {
  /** Waits where the site does not answer. */
  readonly caller: Pick<Caller, "outlast">;
  /** The number of the backup's record, where it is known. */
  readonly recordId?: number | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** How to read the record, and when to believe that nothing works on it any more. */
export interface WatchOptions extends PatientOptions {
  /** Reads the record; `undefined` when it cannot be found yet. */
  readonly read: () => Promise<BackupRecord | undefined>;
  /** How long the record must be still, ms: no step lasts longer. */
  readonly stillMs: number;
  /** Where an earlier look ended: time for which the record was still counts on. */
  readonly before?: { readonly record: BackupRecord | undefined; readonly stillForMs: number };
  /** How often to read it, ms. */
  readonly watchMs: number;
  /** Tells the time, ms. */
  readonly clock: Clock;
  /** Waits. */
  readonly sleep: Sleep;
}

/** The end of a watch: what the record is like, and whether anything moved. */
export interface Watched {
  /** The record in its latest state. */
  readonly record: BackupRecord | undefined;
  /** Whether it changed while it was watched: then something was at work on it. */
  readonly hasMoved: boolean;
}

/** Whether an error leaves open what the server made of the request. */
export function isLostAnswer(error: unknown): error is SitehaulError {
  if (isTemporary(error)) return true;
  // Without an envelope and without an error of the server, something stood in between.
  return error instanceof AnswerError && error.apiStatus === undefined && error.httpStatus < 400;
}

/**
 * Asks until there is an answer, which may take a while: a site that has just finished a backup may be
 * in maintenance, overloaded or blocked.
 *
 * @throws {SitehaulError} `backup/stalled` when patience is over; what does not pass, at once
 */
export async function untilAnswered<T>(
  read: () => Promise<T>,
  { caller, recordId, signal }: PatientOptions,
): Promise<T> {
  try {
    return await caller.outlast(read, { signal });
  } catch (error) {
    throw isTemporary(error) && signal?.aborted !== true ? unfinished(recordId, error) : error;
  }
}

/**
 * Watches a record until it is over, or has been still for so long that no step should be running.
 * Only a record that is over proves that the step is: it moves when a step ends, but its files also grow
 * within one, and a step may be late to begin.
 *
 * @throws {SitehaulError} `backup/stalled` when the site stays away, or is away again and again
 */
export async function watchRecord(options: WatchOptions): Promise<Watched> {
  const { stillMs, before, watchMs, sleep, signal } = options;
  let seen = before && traceOf(before.record);
  let hasMoved = false;
  let stillForMs = before?.stillForMs ?? 0;
  let timesAway = 0;
  while (true) {
    const { record, trouble, tookMs } = await look(options);
    if (record !== undefined && record.status !== "run") return { record, hasMoved };
    const looks = traceOf(record);
    const isStill = looks === seen;
    hasMoved ||= seen !== undefined && !isStill;
    if (!isStill) [stillForMs, timesAway] = [0, 0];
    else if (trouble === undefined) stillForMs += Math.min(tookMs, watchMs);
    // While the site cannot be asked, it is unknown whether the record is still.
    else if (tookMs > HICCUP_MS) [stillForMs, timesAway] = [0, timesAway + 1];
    if (isStill && stillForMs >= stillMs) return { record, hasMoved };
    if (trouble !== undefined && timesAway > MOST_LOST_IN_A_ROW) {
      throw unfinished(options.recordId, trouble);
    }
    seen = looks;
    // No longer than until it will have been still for long enough.
    const waitMs = Math.min(watchMs, stillMs - stillForMs);
    await sleep(waitMs, signal);
    // Not what the clock says: it may have been set.
    stillForMs += waitMs;
  }
}

/** The record now; what was in the way before, and how long it took. */
async function look(
  options: WatchOptions,
): Promise<
  { record: BackupRecord | undefined; trouble: SitehaulError | undefined; tookMs: number }
> {
  const { read, clock } = options;
  const began = clock();
  let trouble: unknown;
  const record = await untilAnswered(async () => {
    try {
      return await read();
    } catch (error) {
      trouble = error;
      throw error;
    }
  }, options);
  const tookMs = Math.max(0, clock() - began);
  return { record, trouble: isTemporary(trouble) ? trouble : undefined, tookMs };
}

/** What moves while a step is at work: the time of the last step, and the sizes of the files. */
function traceOf(record: BackupRecord | undefined): string {
  if (record === undefined) return "none";
  const { end, status, size, files = [] } = record;
  return JSON.stringify([end, status, size, files.map(({ name, size }) => [name, size])]);
}

/** The error for a backup whose every step is lost. */
export function alwaysLost(recordId: number | undefined, lost: SitehaulError): SitehaulError {
  if (isRefusedInFront(lost)) return unfinished(recordId, lost);
  return new SitehaulError(
    "backup/stalled",
    `The replies to ${MOST_LOST_IN_A_ROW} steps in a row were lost: ${lost.message}`,
    {
      hint: "The server may cut requests short: raise its time limits, or lower the maximum " +
        "execution time in the profile. The backup on the server is not complete.",
      cause: lost,
    },
  );
}

const TAKE_UP_HINT =
  "When the site answers again, run the same backup once more: this one is taken " +
  "up where that is possible, and replaced otherwise.";

/** The error for a backup that trouble has ended: what was in the way, and what is left. */
function unfinished(recordId: number | undefined, cause: SitehaulError): SitehaulError {
  const backup = recordId === undefined ? "The backup" : `Backup ${recordId}`;
  return new SitehaulError(
    "backup/stalled",
    `${backup} is left unfinished on the server: ${lowerFirst(cause.message)}`,
    { hint: `${cause.hint ?? ""} ${TAKE_UP_HINT}`.trim(), cause },
  );
}
