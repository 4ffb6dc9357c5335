/** A stretch of trouble: how long it has lasted, and when to ask again. */
import { AnswerError, reworded } from "../protocol/answer_error.ts";
import type { SitehaulError } from "../base/errors.ts";
import { retryAfterMs } from "../transport/retry_after.ts";
import { isOutage } from "./temporary.ts";

/** The pause before the second attempt; it doubles with each. ms */
const FIRST_PAUSE_MS = 1_000;

/**
 * The longest pause, ms. Some web servers begin a block anew with each request that comes meanwhile
 * (mod_evasive, by default of 10 s), so it must be much longer than that.
 */
const LONGEST_PAUSE_MS = 60_000;

/** The longest pause where nobody takes connections, so that none can be blocked. ms */
const LONGEST_OUTAGE_PAUSE_MS = 15_000;

/**
 * A site that asks for a longer pause is asked again after this one, ms: WordPress asks for 600 s in a
 * maintenance that takes some seconds (observed: 6.9).
 */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;

/**
 * An attempt counts for no more than this, ms: while a computer is suspended, its clock goes on and
 * nothing is asked.
 */
const LONGEST_ATTEMPT_MS = 10 * 60_000;

/** One stretch of trouble of a site. */
export class Stretch {
  readonly #mostMs: number;
  #error: SitehaulError;
  #spentMs = 0;
  #attempts = 0;
  /** Whether the site has answered again. */
  hasPassed = false;

  /**
   * It begins.
   *
   * @param mostMs how long it may last
   * @param error what is in the way
   * @param attemptMs how long the attempt took
   */
  constructor(mostMs: number, error: SitehaulError, attemptMs: number) {
    this.#mostMs = mostMs;
    this.#error = error;
    this.goOn(error, attemptMs);
  }

  /** The message of the last failure. */
  get reason(): string {
    return this.#error.message;
  }

  /** How much longer it may last, ms. */
  get leftMs(): number {
    return Math.max(0, this.#mostMs - this.#spentMs);
  }

  /** Notes one more failure, and the time that the attempt took. */
  goOn(error: SitehaulError, attemptMs: number): void {
    this.#error = error;
    this.#attempts += 1;
    this.hasPassed = false;
    this.spend(Math.min(Math.max(0, attemptMs), LONGEST_ATTEMPT_MS));
  }

  /** So much time has been waited. */
  spend(ms: number): void {
    this.#spentMs += ms;
  }

  /** At least half of a limit that doubles each time, or what the site asks for, within bounds. */
  pauseMs(random: number, now: number): number {
    const longest = isOutage(this.#error) ? LONGEST_OUTAGE_PAUSE_MS : LONGEST_PAUSE_MS;
    const limit = Math.min(longest, FIRST_PAUSE_MS * 2 ** (this.#attempts - 1));
    const own = limit / 2 + random * limit / 2;
    const { retryAfter = null } = this.#error instanceof AnswerError ? this.#error.evidence : {};
    const asked = Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs(retryAfter, now) ?? 0);
    return Math.min(this.leftMs, Math.max(own, asked));
  }

  /** What stayed in the way, and for how long. */
  asError(): SitehaulError {
    const { code, message } = this.#error;
    return reworded(this.#error, {
      // A page has no code of its own: that it stays makes it a block.
      code: code === "reply/not-json" ? "site/blocked" : code,
      message: `${message}; it has been like this for ${duration(this.#spentMs)}`,
    });
  }
}

/** `90 s`, `30 minutes`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
}
