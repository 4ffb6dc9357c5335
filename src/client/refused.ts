/**
 * Starts and steps that something in front of the site has refused. PHP never ran, or its answer was
 * there already and was replaced: nothing is at work then. The record is watched for a while to make sure
 * of it.
 */
import { isRefusedInFront } from "../connection/temporary.ts";
import { SitehaulError } from "../base/errors.ts";

/** How long the record must be still, ms; longer with each refusal in a row. */
export const REFUSED_STILL_MS = 60_000;

/** A refusal that comes later than this may come from something that gave up waiting, ms. */
const REFUSED_WITHIN_MS = 20_000;

/**
 * Whether a request was refused rather than waited for in vain.
 *
 * @param error what it failed with
 * @param tookMs how long that took
 */
export function isRefusedAtOnce(error: unknown, tookMs: number): boolean {
  return isRefusedInFront(error) && tookMs < REFUSED_WITHIN_MS;
}

/** Nothing was begun: the same error as the refusal, for callers that may start again. */
export class StartRefused extends SitehaulError {
  /** @param cause the refusal */
  constructor(cause: SitehaulError) {
    const { code, message, hint } = cause;
    const reason = message.charAt(0).toLowerCase() + message.slice(1);
    super(code, `No backup was started: ${reason}`, { hint, cause });
  }
}
