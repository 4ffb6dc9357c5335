/** One backup on its way: its start, its steps, and its record at the end. */
import { AnswerError } from "../protocol/answer_error.ts";
import { isSitehaulError, type SitehaulError } from "../base/errors.ts";
import type { MethodName, ParametersOf, ReplyOf } from "../protocol/methods.ts";
import { provesNothingRan } from "../negotiate/verdict.ts";
import type { BackupRecord, StepReply } from "../protocol/replies.ts";
import { failedRecord, recordNotFound, refuseOldStart, reportedError } from "./backup_errors.ts";
import type { BackupEvent } from "./backup_events.ts";
import { findRecord } from "./find_record.ts";
import {
  alwaysLost,
  isLostAnswer,
  MOST_LOST_IN_A_ROW,
  untilAnswered,
  type Watched,
  type WatchOptions,
  watchRecord,
} from "./lost_answer.ts";
import type { GoingRun, OwnRun } from "./own_run.ts";
import { refusePhantom } from "./phantom.ts";
import { isRefusedAtOnce, REFUSED_STILL_MS, StartRefused } from "./refused.ts";
import type { RunContext } from "./run_context.ts";
import { Standstill } from "./standstill.ts";

/** A server may ask for a pause before the next step; no longer than this, ms. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * One backup. Never has two steps in flight, never sends a step again whose answer was lost before the
 * server has been still for long enough, and never drives on another backup.
 */
export class BackupRun {
  /** False once the site has said that the backup is complete. */
  hasMore = true;
  readonly #context: RunContext;
  readonly #own: GoingRun;
  readonly #standstill = new Standstill();
  #finished: BackupRecord | undefined;
  #hasBegun = false;
  #lostInARow = 0;
  /** How long it took until the last lost request was lost. */
  #tookMs = 0;
  #waitMs = 0;

  /**
   * Takes up what is there already, or is about to be started.
   *
   * @param context what it is taken with
   * @param own how far it is
   */
  constructor(context: RunContext, own: OwnRun) {
    this.#context = context;
    this.#own = { ...own };
  }

  /** Whether anything was sent for it. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** What a later run has to know to go on. */
  get own(): OwnRun {
    return this.#own;
  }

  /** Sends the start, and notes what the site calls the backup. */
  async *start(): AsyncGenerator<BackupEvent, void, void> {
    const { profile, description } = this.#own;
    const { comment, overrides } = this.#context.options;
    const parameters = { profile, description, comment, overrides };
    try {
      const reply = await this.#send("startBackup", this.#withBackupId(parameters));
      refuseOldStart(reply, this.#own.after);
      this.#own.backupId = reply.backupId || undefined;
      // A start that reports no number creates its record later.
      this.#own.after = reply.recordId ?? this.#own.after;
      yield* this.#startedEvents(reply.archive, reply);
    } catch (error) {
      if (provesNothingRan(error) || !isLostAnswer(error)) throw error;
      yield this.#recovering(error, 1);
      yield* this.#goOnWithStarted(error);
    }
  }

  /**
   * Below level 340 the server makes no identifier unless it is asked to, and without one the next
   * step would begin another backup (observed: 1.3.4 for WordPress). Level 320 has none at all.
   */
  #withBackupId<P extends object>(parameters: P): P & { backupId?: string } {
    const { level } = this.#context.caller.version;
    return level >= 330 && level < 340 ? { ...parameters, backupId: "[DEFAULT]" } : parameters;
  }

  /** Sends a start or a step, and notes it before. */
  async #send<M extends MethodName>(method: M, parameters: ParametersOf<M>): Promise<ReplyOf<M>> {
    const { caller, options: { signal, stepLimitMs }, time, notes } = this.#context;
    signal?.throwIfAborted();
    Object.assign(this.#own, { sentAt: time.clock(), stepLimitMs, isAnswered: false });
    await notes.write(this.#own);
    this.#hasBegun = true;
    const limits = { answerMs: stepLimitMs, wholeMs: stepLimitMs };
    try {
      const reply = await caller.send(method, parameters, { signal, ...limits });
      this.#own.isAnswered = true;
      return reply;
    } catch (error) {
      this.#own.isAnswered = isOver(error);
      this.#tookMs = time.clock() - this.#own.sentAt;
      throw error;
    }
  }

  async *#startedEvents(archive: string, reply?: StepReply): AsyncGenerator<BackupEvent> {
    if (reply !== undefined) this.#accept(reply);
    const { profile, recordId } = this.#own;
    yield { type: "started", profile, recordId, archive };
    if (reply !== undefined) yield* this.#report(reply, []);
  }

  /** The answer to the start was lost: if a record was created, the backup continues with it. */
  async *#goOnWithStarted(lost: SitehaulError): AsyncGenerator<BackupEvent> {
    const isRefused = isRefusedAtOnce(lost, this.#tookMs);
    const { record, hasMoved } = await this.watch(isRefused ? { stillMs: REFUSED_STILL_MS } : {});
    if (record === undefined) throw isRefused ? new StartRefused(lost) : lost;
    this.#identify(record);
    yield* this.#startedEvents(record.archive);
    if (isRefused && !hasMoved) this.#adoptRecord(record);
    else yield* this.#goOnFrom(isRefused ? (await this.watch()).record : record);
  }

  #identify(record: BackupRecord): void {
    this.#own.recordId ??= record.id;
    this.#own.backupId ??= record.backupId || undefined;
  }

  /** Goes on with what another run has left behind, as its record shows it now. */
  async *takeUp(record: BackupRecord): AsyncGenerator<BackupEvent, void, void> {
    this.#identify(record);
    this.#hasBegun = true;
    const { profile, steps } = this.#own;
    yield { type: "resumed", profile, recordId: record.id, archive: record.archive, steps };
    if (this.#own.isAnswered) this.#adoptRecord(record);
    else yield* this.#goOnFrom(record);
  }

  /**
   * Sends one step; where the answer is lost, watches the record until it is known what became of
   * it.
   */
  async *step(): AsyncGenerator<BackupEvent, void, void> {
    const { options, time } = this.#context;
    if (this.#waitMs > 0) await time.sleep(this.#waitMs, options.signal);
    const sent = this.#own.backupId;
    try {
      const reply = await this.#send("stepBackup", { backupId: sent });
      refusePhantom(reply, { sent, domain: this.#own.domain });
      this.#lostInARow = 0;
      const known = this.#own.warnings;
      this.#accept(reply);
      yield* this.#report(reply, known);
      if (this.hasMore && this.#standstill.isSuspicious(reply)) {
        this.#standstill.check(await this.recordNow(), this.#context.caller.endpoint.verb);
      }
    } catch (error) {
      if (!isLostAnswer(error)) throw error;
      yield this.#recovering(error, this.#lostInARow + 1);
      yield* this.#recover(error);
    }
  }

  #recovering(lost: SitehaulError, nth: number): BackupEvent {
    const { stepLimitMs } = this.#context.options;
    const stillMs = isRefusedAtOnce(lost, this.#tookMs) ? REFUSED_STILL_MS * nth : stepLimitMs;
    const isGivenUp = nth > MOST_LOST_IN_A_ROW;
    const waitMs = provesNothingRan(lost) || isGivenUp ? 0 : stillMs;
    return { type: "recovering", reason: lost.message, waitMs };
  }

  /** Waits until the lost step is over, whatever came of it. */
  async *#recover(lost: SitehaulError): AsyncGenerator<BackupEvent, void, void> {
    this.#lostInARow += 1;
    if (this.#lostInARow > MOST_LOST_IN_A_ROW) throw alwaysLost(this.#own.recordId, lost);
    // A step that never reached the site is not running: it only has to be there again.
    if (provesNothingRan(lost)) {
      const record = await this.recordNow();
      if (record !== undefined) this.#adoptRecord(record);
      return;
    }
    if (isRefusedAtOnce(lost, this.#tookMs)) {
      const { record, hasMoved } = await this.watch({
        stillMs: REFUSED_STILL_MS * this.#lostInARow,
      });
      if (record !== undefined && !hasMoved) return this.#adoptRecord(record);
    }
    yield* this.#goOnFrom((await this.watch()).record);
  }

  /** Goes on from what the watch of the record ended with: its end, or a guess. */
  async *#goOnFrom(record: BackupRecord | undefined): AsyncGenerator<BackupEvent, void, void> {
    if (record !== undefined) this.#adoptRecord(record);
    if (!this.hasMore) return;
    this.#own.guessedSteps += 1;
    const { stepLimitMs: stillMs } = this.#context.options;
    yield { type: "guess", recordId: this.#own.recordId, stillMs };
  }

  /**
   * Watches the record until no step should be running.
   *
   * @param how for how long it must be still, if not for as long as a step can last; and how it was before
   */
  async watch(how: Partial<Pick<WatchOptions, "stillMs" | "before">> = {}): Promise<Watched> {
    const { caller, options: { signal, stepLimitMs, watchMs }, time } = this.#context;
    const { recordId } = this.#own;
    const read = () => this.#readRecord();
    const asking = { caller, recordId, read, watchMs, signal };
    return await watchRecord({ ...asking, ...time, stillMs: stepLimitMs, ...how });
  }

  /** The record now, also of a site that is away for a while; `undefined` where there is none. */
  async recordNow(): Promise<BackupRecord | undefined> {
    const { caller, options: { signal } } = this.#context;
    const { recordId } = this.#own;
    return await untilAnswered(() => this.#readRecord(), { caller, recordId, signal });
  }

  /** Acts on what the record shows: that the backup is complete, or that it failed. */
  #adoptRecord(record: BackupRecord): void {
    if (record.status === "complete") {
      this.#finished = record;
      this.hasMore = false;
    } else if (record.status !== "run") throw failedRecord(record);
  }

  async #readRecord(): Promise<BackupRecord | undefined> {
    const { caller, options: { signal } } = this.#context;
    const id = this.#own.recordId ?? (await findRecord(caller, this.#own, signal))?.id;
    return id === undefined ? undefined : await caller.send("getBackupInfo", { id }, { signal });
  }

  #accept(reply: StepReply): void {
    const own = this.#own;
    own.steps += 1;
    own.recordId ??= reply.recordId;
    own.domain = reply.domain;
    this.#waitMs = Math.min(reply.sleepTime, LONGEST_PAUSE_MS);
    this.hasMore = reply.hasRun;
    // Old versions repeat a warning in every answer (observed: 1.3.4 for WordPress).
    own.warnings = [...new Set([...own.warnings, ...reply.warnings])];
    if (reply.error !== "") throw reportedError(reply.error);
  }

  *#report(reply: StepReply, known: readonly string[]): Generator<BackupEvent> {
    for (const message of this.#own.warnings.slice(known.length)) {
      yield { type: "warning", message };
    }
    const { progress, domain, step, substep } = reply;
    yield { type: "step", step: this.#own.steps, progress, domain, detail: substep || step };
  }

  /** The record at the end; a backup is complete only when its record says so. */
  async finishedRecord(): Promise<BackupRecord> {
    const record = this.#finished ?? await this.recordNow();
    if (record === undefined) throw recordNotFound();
    if (record.status !== "complete") throw failedRecord(record);
    return record;
  }

  /**
   * Notes how far it is, for a run that takes it up later. After a start that has certainly not come about,
   * all is as it was before.
   *
   * @param error what it ended with; nothing where it was left between two steps
   */
  async leave(error?: unknown): Promise<void> {
    const { notes } = this.#context;
    if (!this.#hasBegun) return;
    const isRefused = error instanceof StartRefused || provesNothingRan(error);
    if (isRefused && this.#own.steps === 0 && this.#own.recordId === undefined) {
      return await (notes.left === undefined ? notes.erase() : notes.write(notes.left));
    }
    this.#own.isGivenUp ||= this.#isEnd(error);
    await notes.write(this.#own);
  }

  /** Whether the backup cannot go on after this error. */
  #isEnd(error: unknown): boolean {
    if (this.#context.options.signal?.aborted || !isSitehaulError(error)) return false;
    if (error.code === "interrupted") return false;
    const { cause } = error as SitehaulError;
    return !isLostAnswer(error) && !isLostAnswer(cause);
  }
}

/** Whether the step is not running any more after this error: the site has answered, or got nothing. */
function isOver(error: unknown): boolean {
  const isAnswered = error instanceof AnswerError && error.apiStatus !== undefined ||
    isSitehaulError(error, "reply/shape");
  return isAnswered || provesNothingRan(error);
}
