/** Waiting for trouble to pass: asking again, ever less often, for as long as patience lasts. */
import type { SitehaulError } from "../base/errors.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import type { Clock, Sleep } from "../transport/transport.ts";
import { unlessAborted } from "../base/abort.ts";
import { Stretch } from "./stretch.ts";

/** Half an hour: longer than updates, restarts and the blocks of most firewalls last. ms */
export const PATIENCE_MS: number = 30 * 60_000;

/** Something is in the way, and is waited for. */
export interface Waiting {
  /** Tells it from the events of the work that waits. */
  readonly type: "waiting";
  /** The message of the last failure. */
  readonly reason: string;
  /** Until the next attempt, ms. */
  readonly waitMs: number;
  /** How much longer the trouble may last before it is reported, ms. */
  readonly leftMs: number;
}

/** How patient to be. Times are in milliseconds. */
export interface PatienceOptions {
  /** How long trouble may last. @default {1_800_000} */
  readonly patienceMs?: number | undefined;
  /** The time of day, in milliseconds since 1970. @default {Date.now} */
  readonly clock?: Clock | undefined;
  /** Waits so many milliseconds; rejects when its signal is aborted. @default {a timer} */
  readonly sleep?: Sleep | undefined;
  /** From 0 to 1, for the pauses. @default {Math.random} */
  readonly random?: (() => number) | undefined;
  /** Called before each pause. */
  readonly onWait?: ((waiting: Waiting) => void) | undefined;
}

/** How one thing is asked for. */
export interface OutlastOptions {
  /** Whether an error passes by itself; the others are thrown. */
  readonly isTemporary: (error: unknown) => error is SitehaulError;
  /** How long the trouble may last, ms, if that is less than patience. */
  readonly mostMs?: number | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks for something; `isFirst` is false when it is asked for again. */
export type Ask<T> = (isFirst: boolean) => Promise<T>;

/** Asks a site again while what is in the way may pass by itself. */
export class Patience {
  readonly #options: PatienceOptions;
  /** What is being waited for; undefined while nothing is in the way. */
  #trouble: Stretch | undefined;
  /** Ends when nobody asks again any more. */
  #queue: Promise<void> = Promise.resolve();

  /** Makes one; the same is used for everything that is asked of the site. */
  constructor(options: PatienceOptions = {}) {
    this.#options = options;
  }

  /**
   * Asks, and asks again while what is in the way may pass. Of several that are in trouble one asks,
   * and the others wait for it: a server that blocks is not asked more often by more of them.
   *
   * @throws what stays in the way, when patience is over; what does not pass, at once
   */
  async outlast<T>(ask: Ask<T>, options: OutlastOptions): Promise<T> {
    const { patienceMs = PATIENCE_MS, clock = Date.now } = this.#options;
    const mostMs = Math.min(patienceMs, options.mostMs ?? Infinity);
    const began = clock();
    try {
      return await ask(true);
    } catch (error) {
      if (!options.isTemporary(error) || mostMs <= 0) throw error;
      this.#trouble ??= new Stretch(mostMs, error, clock() - began);
      const trouble = this.#trouble;
      return await this.#alone(() => this.#askAgain(ask, trouble, options), options.signal);
    }
  }

  async #askAgain<T>(
    ask: Ask<T>,
    trouble: Stretch,
    { isTemporary, signal }: OutlastOptions,
  ): Promise<T> {
    const { clock = Date.now } = this.#options;
    try {
      for (let hasPassed = trouble.hasPassed;; hasPassed = false) {
        if (trouble.leftMs <= 0) throw trouble.asError();
        if (!hasPassed) await this.#pause(trouble, signal);
        const asked = clock();
        try {
          const result = await ask(false);
          trouble.hasPassed = true;
          return result;
        } catch (error) {
          if (!isTemporary(error)) throw error;
          trouble.goOn(error, clock() - asked);
        }
      }
    } finally {
      if (this.#trouble === trouble) this.#trouble = undefined;
    }
  }

  async #pause(trouble: Stretch, signal: AbortSignal | undefined): Promise<void> {
    const { clock = Date.now, sleep = standardSleep, random = Math.random, onWait } = this.#options;
    const waitMs = trouble.pauseMs(random(), clock());
    const times = { waitMs: Math.round(waitMs), leftMs: Math.round(trouble.leftMs) };
    onWait?.({ type: "waiting", reason: trouble.reason, ...times });
    await sleep(waitMs, signal);
    trouble.spend(waitMs);
  }

  /**
   * Runs after all that was queued before, so that a site in trouble is asked one thing at a time.
   */
  async #alone<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const before = this.#queue;
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#queue = before.then(() => left);
    try {
      await unlessAborted(before, signal);
      return await work();
    } finally {
      leave();
    }
  }
}
