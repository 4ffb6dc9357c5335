/**
 * One backup on its way: its start, its steps, and its record at the end.
 * @module
 */
import type { Caller } from "../connection/caller.ts";
import { isRefusedInFront } from "../connection/temporary.ts";
import { SitehaulError } from "../errors.ts";
import type { MethodName, ParametersOf, ReplyOf } from "../methods.ts";
import { provesNothingRan } from "../negotiate/verdict.ts";
import type { BackupRecord, StepReply } from "../replies.ts";
import type { Clock, Sleep } from "../transport/transport.ts";
import type { BackupEvent, BackupOptions } from "./backup_events.ts";
import { findRecord } from "./find_record.ts";
import {
  alwaysLost,
  isLostAnswer,
  MOST_LOST_IN_A_ROW,
  untilAnswered,
  type Watched,
  watchRecord,
} from "./lost_answer.ts";
import { refusePhantom } from "./phantom.ts";
import { Standstill } from "./standstill.ts";

/** Time, passed in. */
export interface Time {
  /** The time of day, ms since 1970. */
  readonly clock: Clock;
  /** Waits. */
  readonly sleep: Sleep;
}

/** How a backup is taken: what was left open is decided. */
export interface RunSettings extends BackupOptions {
  readonly profile: number;
  readonly stepLimitMs: number;
  readonly watchMs: number;
  /** The number of the newest record before the start; 0 for none. */
  readonly newestBefore: number;
}

/**
 * How long a record must be still after a step that was refused in front of the site, ms: nothing is at
 * work then, and this makes sure of it. Longer with each refusal in a row.
 */
const REFUSED_STILL_MS = 60_000;

/** A refusal that comes later than this may come from something that gave up waiting, ms. */
const REFUSED_WITHIN_MS = 20_000;

/** A server may ask for a pause before the next step; no longer than this, ms. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * One backup. Never has two steps in flight, never sends a step again whose answer was lost before the
 * server has been still for long enough, and never drives on another backup.
 */
export class BackupRun {
  /** All warnings of the site, in order. */
  readonly warnings: string[] = [];
  /** Whether the site says that there is more to do. */
  hasMore = true;
  /** How many steps were sent without knowing whether the one before was over. */
  guessedSteps = 0;
  readonly #caller: Caller;
  readonly #settings: RunSettings;
  readonly #time: Time;
  readonly #description: string;
  readonly #standstill = new Standstill();
  #backupId: string | undefined;
  #recordId: number | undefined;
  #newestAtStart: number | undefined;
  #finished: BackupRecord | undefined;
  #domain = "";
  #steps = 0;
  #lostInARow = 0;
  #waitMs = 0;

  constructor(caller: Caller, settings: RunSettings, time: Time) {
    this.#caller = caller;
    this.#settings = settings;
    this.#time = time;
    this.#description = settings.description ||
      `Backup taken by sitehaul on ${new Date(time.clock()).toISOString().slice(0, 16)} UTC`
        .replace("T", " ");
  }

  /**
   * Records with a higher number than this came into being after the start. A start that reports no number
   * creates its record later, so that all since the newest one before it are looked at.
   */
  get since(): number {
    return this.#newestAtStart ?? this.#settings.newestBefore;
  }

  /** Starts it. */
  async *start(): AsyncGenerator<BackupEvent, void, void> {
    const { profile, comment, overrides } = this.#settings;
    const parameters = { profile, description: this.#description, comment, overrides };
    try {
      const reply = await this.#send("startBackup", this.#withBackupId(parameters));
      this.#refuseOldStart(reply);
      this.#backupId = reply.backupId || undefined;
      this.#newestAtStart = reply.recordId;
      yield* this.#startedEvents(reply.archive, reply);
    } catch (error) {
      if (provesNothingRan(error) || !isLostAnswer(error)) throw error;
      yield { type: "recovering", reason: error.message };
      yield* this.#goOnWithStarted(error);
    }
  }

  /** With the identifier of an older backup, steps would be about that, or begin yet another one. */
  #refuseOldStart({ recordId }: StepReply): void {
    const { newestBefore } = this.#settings;
    if (recordId === undefined || recordId > newestBefore) return;
    throw new SitehaulError(
      "site/cached",
      `The answer to startBackup is that of backup ${recordId}, and backup ${newestBefore} is newer`,
      {
        hint: "A cache in front of the site repeats old answers, so that no backup was started: " +
          "exclude the address of the API from it.",
      },
    );
  }

  /**
   * Below level 340 the server makes no identifier unless it is asked to, and without one the next
   * step would begin another backup (observed: 1.3.4 for WordPress). Level 320 has none at all.
   */
  #withBackupId<P extends object>(parameters: P): P & { backupId?: string } {
    const { level } = this.#caller.version;
    return level >= 330 && level < 340 ? { ...parameters, backupId: "[DEFAULT]" } : parameters;
  }

  async #send<M extends MethodName>(method: M, parameters: ParametersOf<M>): Promise<ReplyOf<M>> {
    const { signal, stepLimitMs } = this.#settings;
    const limits = { answerMs: stepLimitMs, wholeMs: stepLimitMs };
    return await this.#caller.send(method, parameters, { signal, ...limits });
  }

  async *#startedEvents(archive: string, reply?: StepReply): AsyncGenerator<BackupEvent> {
    if (reply !== undefined) this.#accept(reply);
    const { profile } = this.#settings;
    yield { type: "started", profile, recordId: this.#recordId, archive };
    if (reply !== undefined) yield* this.#report(reply, []);
  }

  /** The answer to the start was lost: if a record was created, the backup continues with it. */
  async *#goOnWithStarted(lost: SitehaulError): AsyncGenerator<BackupEvent> {
    const { record } = await this.#watch();
    if (record === undefined) throw lost;
    this.#recordId = record.id;
    this.#backupId = record.backupId || undefined;
    yield* this.#startedEvents(record.archive);
    yield* this.#goOnFrom(record);
  }

  /** Takes one step. */
  async *step(): AsyncGenerator<BackupEvent, void, void> {
    if (this.#waitMs > 0) await this.#time.sleep(this.#waitMs, this.#settings.signal);
    const sent = this.#backupId;
    const sentAt = this.#time.clock();
    try {
      const reply = await this.#send("stepBackup", { backupId: sent });
      refusePhantom(reply, { sent, domain: this.#domain });
      this.#lostInARow = 0;
      const known = this.warnings.slice();
      this.#accept(reply);
      yield* this.#report(reply, known);
      if (this.hasMore && this.#standstill.isSuspicious(reply)) {
        const record = await this.#patiently(() => this.#readRecord());
        this.#standstill.check(record, this.#caller.endpoint.verb);
      }
    } catch (error) {
      if (!isLostAnswer(error)) throw error;
      yield { type: "recovering", reason: error.message };
      yield* this.#recover(error, this.#time.clock() - sentAt);
    }
  }

  /** Waits until the lost step is over, whatever came of it. */
  async *#recover(lost: SitehaulError, tookMs: number): AsyncGenerator<BackupEvent, void, void> {
    this.#lostInARow += 1;
    if (this.#lostInARow > MOST_LOST_IN_A_ROW) throw alwaysLost(this.#recordId, lost);
    // A step that never reached the site is not running: it only has to be there again.
    if (provesNothingRan(lost)) {
      const record = await this.#patiently(() => this.#readRecord());
      if (record !== undefined) this.#adoptRecord(record);
      return;
    }
    if (isRefusedInFront(lost) && tookMs < REFUSED_WITHIN_MS) {
      const { record, hasMoved } = await this.#watch(REFUSED_STILL_MS * this.#lostInARow);
      if (record !== undefined && !hasMoved) return this.#adoptRecord(record);
    }
    yield* this.#goOnFrom((await this.#watch()).record);
  }

  /** Goes on from what the watch of the record ended with: its end, or a guess. */
  async *#goOnFrom(record: BackupRecord | undefined): AsyncGenerator<BackupEvent, void, void> {
    if (record !== undefined) this.#adoptRecord(record);
    if (!this.hasMore) return;
    this.guessedSteps += 1;
    yield { type: "guess", recordId: this.#recordId, stillMs: this.#settings.stepLimitMs };
  }

  async #watch(stillMs = this.#settings.stepLimitMs): Promise<Watched> {
    const { signal, watchMs } = this.#settings;
    const [caller, recordId] = [this.#caller, this.#recordId];
    const read = () => this.#readRecord();
    return await watchRecord({
      caller,
      recordId,
      read,
      stillMs,
      watchMs,
      signal,
      ...this.#time,
    });
  }

  /** Reads something, also from a site that is away for a while. */
  async #patiently<T>(read: () => Promise<T>): Promise<T> {
    const { signal } = this.#settings;
    return await untilAnswered(read, { caller: this.#caller, recordId: this.#recordId, signal });
  }

  /** Acts on what the record shows: that the backup is complete, or that it failed. */
  #adoptRecord(record: BackupRecord): void {
    if (record.status === "complete") {
      this.#finished = record;
      this.hasMore = false;
    } else if (record.status !== "run") throw failedRecord(record);
  }

  async #readRecord(): Promise<BackupRecord | undefined> {
    const { signal, newestBefore } = this.#settings;
    if (this.#recordId !== undefined) {
      return await this.#caller.send("getBackupInfo", { id: this.#recordId }, { signal });
    }
    const traces = {
      after: newestBefore,
      backupId: this.#backupId,
      description: this.#description,
    };
    const found = await findRecord(this.#caller, traces, signal);
    if (found === undefined) return undefined;
    return await this.#caller.send("getBackupInfo", { id: found.id }, { signal });
  }

  #accept(reply: StepReply): void {
    this.#steps += 1;
    this.#recordId ??= reply.recordId;
    this.#domain = reply.domain;
    this.#waitMs = Math.min(reply.sleepTime, LONGEST_PAUSE_MS);
    this.hasMore = reply.hasRun;
    // Old versions repeat a warning in every answer (observed: 1.3.4 for WordPress).
    for (const warning of reply.warnings) {
      if (!this.warnings.includes(warning)) this.warnings.push(warning);
    }
    if (reply.error !== "") {
      throw new SitehaulError("backup/failed", `The backup failed: ${reply.error.slice(0, 300)}`, {
        hint: "See the site's own log of this backup for details.",
      });
    }
  }

  *#report(reply: StepReply, known: readonly string[]): Generator<BackupEvent> {
    for (const message of this.warnings.slice(known.length)) yield { type: "warning", message };
    const { progress, domain, step, substep } = reply;
    yield { type: "step", step: this.#steps, progress, domain, detail: substep || step };
  }

  /** The record at the end; a backup is complete only when its record says so. */
  async finishedRecord(): Promise<BackupRecord> {
    const record = this.#finished ?? await this.#patiently(() => this.#readRecord());
    if (record === undefined) {
      throw new SitehaulError("backup/no-id", "The backup ended, but its record cannot be found", {
        hint: "List the site's backups: the newest one should be it.",
      });
    }
    if (record.status !== "complete") throw failedRecord(record);
    return record;
  }
}

function failedRecord(record: BackupRecord): SitehaulError {
  return new SitehaulError(
    "backup/failed",
    `Backup ${record.id} did not complete: the site reports its status as "${record.status}"`,
    { hint: "Another backup may have been started in the meantime, which kills the running one." },
  );
}
