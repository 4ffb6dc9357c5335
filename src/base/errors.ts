/**
 * Every failure of sitehaul is a {@linkcode SitehaulError}: a stable code, an exit status,
 * what happened, and what to do next.
 * @module
 */

/**
 * The exit status of each error code: the contract that scripts rely on. None is one that shells use
 * themselves: 126 and 127 (the program could not be run, or was not found), and 128 and above, where
 * only 130 means the same in both.
 */
export const EXIT_STATUS: Readonly<Record<ErrorCode, number>> = {
  "update/none": 1,
  "usage/flag": 2,
  "usage/value": 2,
  "usage/url": 2,
  "usage/permission": 2,
  "product/invalid": 2,
  "product/unknown": 2,
  "product/unknown-version": 2,
  "usage/command": 10,
  "reply/shape": 21,
  "reply/too-large": 21,
  "network/dns": 22,
  "network/refused": 22,
  "network/connect-timeout": 22,
  "network/tls": 22,
  "network/timeout": 22,
  "network/reset": 22,
  "network/failed": 22,
  "network/proxy": 22,
  "network/proxy-denied": 22,
  "reply/not-json": 23,
  "reply/truncated": 23,
  "backup/no-id": 31,
  "download/mode": 32,
  "download/path": 33,
  "download/url": 34,
  "usage/no-site": 35,
  "connect/no-way": 36,
  "connect/moved": 36,
  "auth/missing": 37,
  "profile/unknown": 39,
  "profile/no-data": 40,
  "auth/denied": 42,
  "auth/disabled": 42,
  "auth/unusable": 42,
  "auth/web-server": 42,
  "download/no-such-part": 43,
  "method/not-implemented": 44,
  "auth/forbidden": 45,
  "redirect/unsafe": 46,
  "redirect/loop": 46,
  "method/unknown": 48,
  "config/invalid": 50,
  "config/untrusted": 50,
  "archive/damaged": 60,
  "archive/unsafe": 60,
  "archive/password": 61,
  "backup/unproven": 62,
  "archive/left-out": 63,
  "internal": 70,
  "site/error": 101,
  "site/blocked": 101,
  "site/maintenance": 101,
  "site/database": 101,
  "site/incompatible-php": 101,
  "site/expired": 101,
  "site/cached": 101,
  "backup/already-running": 101,
  "level/too-low": 102,
  "download/no-files": 103,
  "file/write": 104,
  "download/failed": 105,
  "delete/files": 106,
  "delete/record": 107,
  "list/failed": 108,
  "backup/not-found": 110,
  "update/no-information": 111,
  "update/stability": 112,
  "update/download": 113,
  "update/extract": 114,
  "update/install": 115,
  "update/cleanup": 116,
  "update/stuck": 117,
  "update/unsupported": 118,
  "backup/failed": 120,
  "backup/phantom": 120,
  "backup/stalled": 120,
  "backup/displaced": 120,
  "fleet/partial": 121,
  "interrupted": 130,
};

/** A stable name for one kind of failure; scripts may match on it. */
export type ErrorCode =
  | "update/none"
  | "usage/flag"
  | "usage/value"
  | "usage/url"
  | "usage/permission"
  | "usage/command"
  | "usage/no-site"
  | "product/invalid"
  | "product/unknown"
  | "product/unknown-version"
  | "reply/shape"
  | "reply/too-large"
  | "reply/not-json"
  | "reply/truncated"
  | "network/dns"
  | "network/refused"
  | "network/connect-timeout"
  | "network/tls"
  | "network/timeout"
  | "network/reset"
  | "network/failed"
  | "network/proxy"
  | "network/proxy-denied"
  | "connect/no-way"
  | "connect/moved"
  | "auth/missing"
  | "auth/denied"
  | "auth/disabled"
  | "auth/unusable"
  | "auth/web-server"
  | "auth/forbidden"
  | "redirect/unsafe"
  | "redirect/loop"
  | "config/invalid"
  | "config/untrusted"
  | "archive/damaged"
  | "archive/unsafe"
  | "archive/left-out"
  | "archive/password"
  | "site/error"
  | "site/blocked"
  | "site/maintenance"
  | "site/database"
  | "site/incompatible-php"
  | "site/expired"
  | "site/cached"
  | "level/too-low"
  | "method/not-implemented"
  | "method/unknown"
  | "profile/unknown"
  | "profile/no-data"
  | "backup/no-id"
  | "backup/not-found"
  | "backup/already-running"
  | "backup/failed"
  | "backup/phantom"
  | "backup/stalled"
  | "backup/displaced"
  | "backup/unproven"
  | "download/mode"
  | "download/path"
  | "download/url"
  | "download/no-such-part"
  | "download/no-files"
  | "download/failed"
  | "file/write"
  | "delete/files"
  | "delete/record"
  | "list/failed"
  | "update/no-information"
  | "update/stability"
  | "update/download"
  | "update/extract"
  | "update/install"
  | "update/cleanup"
  | "update/stuck"
  | "update/unsupported"
  | "fleet/partial"
  | "internal"
  | "interrupted";

/** What may accompany an error. */
export interface ErrorDetails {
  /** What the user should do next, in one or two sentences. */
  readonly hint?: string | undefined;
  /** What caused this, for the debug log. */
  readonly cause?: unknown;
}

/** Codes after which the same request may succeed later without any change. */
const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "network/dns",
  "network/timeout",
  "network/connect-timeout",
  "network/refused",
  "network/reset",
  "network/failed",
  "network/proxy",
  "reply/truncated",
  "site/blocked",
  "site/maintenance",
  "site/database",
]);

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
  /** The name of the class. */
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
    return EXIT_STATUS[this.code];
  }

  /** Whether retrying is pointless: probing and retrying stop here. */
  get isPermanent(): boolean {
    return !TRANSIENT.has(this.code);
  }

  /** The error as data: `code`, `exit`, `message`, and `hint` where there is one. */
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
/** Whether a value is a {@linkcode SitehaulError} of one of these codes. */
export function isSitehaulError(value: unknown, ...codes: readonly ErrorCode[]): boolean;
export function isSitehaulError(value: unknown, ...codes: readonly ErrorCode[]): boolean {
  return value instanceof SitehaulError && (codes.length === 0 || codes.includes(value.code));
}
