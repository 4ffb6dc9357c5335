/** The error for a site whose API was not found. */
import { type ErrorCode, type ErrorDetails, SitehaulError } from "../base/errors.ts";
import type { Attempt } from "./probe.ts";

/** No way to the API was found. Carries the table of attempts. */
export class NegotiationError extends SitehaulError {
  /** Tells it from other errors without the class. */
  override readonly name: string = "NegotiationError";
  /** What was asked, and what came of it, in the order of asking. */
  readonly attempts: readonly Attempt[];

  /**
   * Makes the error.
   *
   * @param code the stable code
   * @param message what happened
   * @param attempts every attempt
   * @param options the hint and the cause
   */
  constructor(
    code: ErrorCode,
    message: string,
    attempts: readonly Attempt[],
    options: ErrorDetails = {},
  ) {
    super(code, message, options);
    this.attempts = attempts;
  }
}
