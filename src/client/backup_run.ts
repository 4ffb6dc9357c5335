/**
 * One backup on its way: its start, its steps, and its record at the end.
 * @module
 */
import type { Caller } from "../connection/caller.ts";
import { SitehaulError } from "../errors.ts";
import type { MethodName, ParametersOf, ReplyOf } from "../methods.ts";
import { provesNothingRan } from "../negotiate/verdict.ts";
import type { BackupRecord, StepReply } from "../replies.ts";
import type { Clock, Sleep } from "../transport/transport.ts";
import type { BackupEvent, BackupOptions } from "./backup_events.ts";
import { findRecord } from "./find_record.ts";
import { isLostAnswer, untilAnswered, watchRecord } from "./lost_answer.ts";
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

/** Consecutive lost answers after which the backup is abandoned. */
const MOST_LOST_IN_A_ROW = 5;

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
      this.#backupId = reply.backupId || undefined;
      this.#newestAtStart = reply.recordId;
      yield* this.#startedEvents(reply.archive, reply);
    } catch (error) {
      if (provesNothingRan(error) || !isLostAnswer(error)) throw error;
      yield { type: "recovering", reason: error.message };
      yield* this.#goOnWithStarted(error);
    }
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
    const record = await this.#watch();
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
    try {
      const reply = await this.#send("stepBackup", { backupId: sent });
      refusePhantom(reply, { sent, domain: this.#domain });
      this.#lostInARow = 0;
      const known = this.warnings.slice();
      this.#accept(reply);
      yield* this.#report(reply, known);
      if (this.hasMore && this.#standstill.isSuspicious(reply)) {
        this.#standstill.check(await this.#patiently(() => this.#readRecord()));
      }
    } catch (error) {
      if (!isLostAnswer(error)) throw error;
      yield { type: "recovering", reason: error.message };
      yield* this.#recover(error);
    }
  }

  /** Waits until the lost step is over, whatever came of it. */
  async *#recover(lost: SitehaulError): AsyncGenerator<BackupEvent, void, void> {
    this.#lostInARow += 1;
    if (this.#lostInARow > MOST_LOST_IN_A_ROW) {
      throw new SitehaulError(
        "backup/stalled",
        `The replies to ${MOST_LOST_IN_A_ROW} steps in a row were lost: ${lost.message}`,
        {
          hint: "The server may cut requests short: raise its time limits, or lower the maximum " +
            "execution time in the profile. The backup on the server is not complete.",
          cause: lost,
        },
      );
    }
    // A step that never reached the site is not running: it only has to be there again.
    if (provesNothingRan(lost)) {
      const record = await this.#patiently(() => this.#readRecord());
      if (record !== undefined) this.#adoptRecord(record);
    } else yield* this.#goOnFrom(await this.#watch());
  }

  /** Goes on from what the watch of the record ended with: its end, or a guess. */
  async *#goOnFrom(record: BackupRecord | undefined): AsyncGenerator<BackupEvent, void, void> {
    if (record !== undefined) this.#adoptRecord(record);
    if (!this.hasMore) return;
    this.guessedSteps += 1;
    yield { type: "guess", recordId: this.#recordId, stillMs: this.#settings.stepLimitMs };
  }

  async #watch(): Promise<BackupRecord | undefined> {
    const { signal, stepLimitMs: stillMs, watchMs } = this.#settings;
    const { clock, sleep } = this.#time;
    const read = () => this.#readRecord();
    return await watchRecord({ read, stillMs, watchMs, clock, sleep, signal });
  }

  /** Reads something, also from a site that is away for a while. */
  async #patiently<T>(read: () => Promise<T>): Promise<T> {
    const { signal, watchMs } = this.#settings;
    return await untilAnswered({ read, watchMs, ...this.#time, signal });
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
