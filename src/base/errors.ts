/**
 * Every failure of sitehaul is a {@linkcode SitehaulError}: a stable code, an exit status,
 * what happened, and what to do next.
 */
import type { ErrorAdvice, ErrorRow } from "./error_rows/error_row.ts";
import { EXCHANGE_ERRORS } from "./error_rows/exchange.ts";
import { LOCAL_ERRORS } from "./error_rows/local.ts";
import { SITE_ERRORS } from "./error_rows/site.ts";
import { WORK_ERRORS } from "./error_rows/work.ts";

/**
 * The rows, from which the compiler takes the codes.
 *
 * @internal
 */
export const ErrorCode = { ...EXCHANGE_ERRORS, ...SITE_ERRORS, ...WORK_ERRORS, ...LOCAL_ERRORS };

/** A stable name for one kind of failure; scripts may match on it. */
export type ErrorCode = keyof typeof ErrorCode;

export type { ErrorAdvice, ErrorRow };

/**
 * Every kind of failure. No exit status is one that shells use themselves: 126 and 127 (the program
 * could not be run, or was not found), and 128 and above, where only 130 means the same in both.
 */
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = ErrorCode;

/** In the order of the tables. */
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS) as ErrorCode[];

/**
 * What an error code usually comes from, and what helps: the text of `sitehaul help CODE`.
 *
 * @example
 * ```ts
 * import { errorAdvice } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const { cause, cure } = errorAdvice("update/none");
 * assertEquals(cause, "The product on the site is up to date.");
 * assertEquals(cure, "Nothing to do. A script may treat this status like 0.");
 * ```
 */
export function errorAdvice(code: ErrorCode): ErrorAdvice {
  const { cause, cure } = ERRORS[code];
  return { cause, cure };
}

/** What an error carries besides its code and message. */
export interface ErrorDetails {
  /** What the user should do next, in one or two sentences. */
  readonly hint?: string | undefined;
  /** What caused this, for the debug log. */
  readonly cause?: unknown;
}

/**
 * The only error class of this library.
 *
 * @example
 * ```ts
 * import { SitehaulError } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new SitehaulError("backup/not-found", "There is no backup record 41", {
 *   hint: "List the records that exist.",
 * });
 * assertEquals([error.exit, error.isPermanent], [110, true]);
 * ```
 */
export class SitehaulError extends Error {
  /** `SitehaulError`; a subclass has a name of its own. */
  override readonly name: string = "SitehaulError";
  /** The stable code, such as `auth/denied`. */
  readonly code: ErrorCode;
  /** What the user should do next; absent if unknown. */
  readonly hint: string | undefined;

  /**
   * Makes the error.
   *
   * @param code the stable code
   * @param message what happened: the action, the value, the state; one line, no secret in it
   * @param options the hint and the cause
   */
  constructor(code: ErrorCode, message: string, options: ErrorDetails = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  /** The exit status that a command ends with. */
  get exit(): number {
    return ERRORS[this.code].exit;
  }

  /** Whether retrying is pointless: probing and retrying stop here. */
  get isPermanent(): boolean {
    return ERRORS[this.code].isTransient !== true;
  }

  /** What `JSON.stringify` gives: without the cause and the stack, which are for the debug log. */
  toJSON(): { code: ErrorCode; exit: number; message: string; hint?: string } {
    const { code, exit, message, hint } = this;
    return hint === undefined ? { code, exit, message } : { code, exit, message, hint };
  }
}

/**
 * Whether a value is a {@linkcode SitehaulError}, of one of the codes where some are given.
 *
 * @example
 * ```ts
 * import { isSitehaulError, SitehaulError } from "@sitehaul/sitehaul";
 * import { assert } from "@std/assert";
 *
 * assert(isSitehaulError(new SitehaulError("network/dns", "Unknown host"), "network/dns"));
 * assert(!isSitehaulError(new Error("something else")));
 * ```
 */
export function isSitehaulError(value: unknown): value is SitehaulError;
/** Whether a value is a {@linkcode SitehaulError} with one of these codes. */
export function isSitehaulError(value: unknown, ...codes: readonly ErrorCode[]): boolean;
export function isSitehaulError(value: unknown, ...codes: readonly ErrorCode[]): boolean {
  return value instanceof SitehaulError && (codes.length === 0 || codes.includes(value.code));
}
