/** Sends a request again when that may help and cannot harm. */
import { isSitehaulError } from "../base/errors.ts";
import { peekEnvelope } from "./peek_envelope.ts";
import { firstRequest, rebuildRequest, takeBody } from "./rebuild.ts";
import { retryAfterMs } from "./retry_after.ts";
import { sleep as realSleep } from "./sleep.ts";
import { traitsOf } from "./traits.ts";
import type { Clock, Sleep, Transport } from "./transport.ts";

/** Settings of {@linkcode withRetry}. Times are in milliseconds. */
export interface RetryOptions {
  /** How often a request is sent at most, the first time included. @default {3} */
  readonly attempts?: number | undefined;
  /** The longest pause after the first attempt; doubles with each. @default {500} */
  readonly baseMs?: number | undefined;
  /** The longest pause of all. @default {20_000} */
  readonly maxMs?: number | undefined;
  /** A site that asks for a longer pause gets no second attempt. @default {60_000} */
  readonly maxRetryAfterMs?: number | undefined;
  /** From 0 to 1. @default {Math.random} */
  readonly random?: (() => number) | undefined;
  /** Waits so many milliseconds; rejects when its signal is aborted. @default {a timer} */
  readonly sleep?: Sleep | undefined;
  /** The time of day, in milliseconds since 1970. @default {Date.now} */
  readonly clock?: Clock | undefined;
}

const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504, 508]);

/**
 * Sends requests again that are marked as repeatable, after a failure of the network that may pass
 * and after the HTTP statuses 429, 502, 503, 504 and 508 (CloudLinux: too many processes). The pause
 * is random up to a limit that doubles each time, or what the site asks for with `Retry-After`.
 *
 * An answer of the API passes whatever its HTTP status is: a Joomla site that is off-line answers
 * with HTTP 503 and a good body (observed: Akeeba Backup 10.2.1). A request that is not marked is
 * never sent twice. After the last attempt, the answer or error is given as it is.
 */
export function withRetry(inner: Transport, options: RetryOptions = {}): Transport {
  const { attempts: most = 3, baseMs = 500, maxMs = 20_000, maxRetryAfterMs = 60_000 } = options;
  const { random = Math.random, sleep = realSleep, clock = Date.now } = options;
  return async (request) => {
    const { repeatable = false, attempts = most } = traitsOf(request);
    if (!repeatable) return await inner(request);
    const body = await takeBody(request);
    for (let attempt = 1;; attempt++) {
      const again = attempt === 1 ? firstRequest : rebuildRequest;
      const outcome = await attemptOnce(inner, again(request, body));
      const askedMs = outcome.retryAfter?.(clock()) ?? 0;
      const tooLong = askedMs > maxRetryAfterMs;
      if (!outcome.worthRetrying || attempt >= attempts || tooLong) {
        return outcome.finish();
      }
      outcome.drop();
      const backOffMs = random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1));
      await sleep(askedMs || backOffMs, request.signal);
    }
  };
}

/** What came of one attempt. */
interface Outcome {
  readonly worthRetrying: boolean;
  /** The pause that the site asks for, in milliseconds, at a time of day. */
  readonly retryAfter?: (now: number) => number | undefined;
  /** Gives the response, or throws the error. */
  readonly finish: () => Response;
  /** Cancels the body, which nobody will read. */
  readonly drop: () => void;
}

async function attemptOnce(inner: Transport, request: Request): Promise<Outcome> {
  try {
    const response = await inner(request);
    if (!BUSY.has(response.status)) return passed(response);
    const peeked = await peekEnvelope(response);
    if (peeked.isEnvelope) return passed(peeked.response);
    return {
      worthRetrying: true,
      retryAfter: (now) => retryAfterMs(response.headers.get("retry-after"), now),
      finish: () => peeked.response,
      drop: () => void peeked.response.body?.cancel().catch(() => {}),
    };
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    return {
      worthRetrying: isSitehaulError(error) && !error.isPermanent,
      finish: () => {
        throw error;
      },
      drop: () => {},
    };
  }
}

function passed(response: Response): Outcome {
  return { worthRetrying: false, finish: () => response, drop: () => {} };
}
