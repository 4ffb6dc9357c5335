/**
 * Parts of a product's definition: what is true of some versions only, and how answers show what is
 * behind them.
 */
import type { ApiVersion, CredentialKind } from "../protocol/endpoint.ts";
import type { ErrorCode } from "../base/errors.ts";

export type { ErrorCode };

/** How an answer shows what is behind it. All that is given must fit. */
export interface AnswerPattern {
  /** Regular expression on the path, below the root of the site and without the query. */
  readonly path?: string;
  /** The API version that was spoken. */
  readonly api?: ApiVersion;
  /** Absent: any. */
  readonly httpStatus?: number;
  /** The `status` of the envelope; `none` for an answer without an envelope. */
  readonly apiStatus?: number | "none";
  /**
   * Regular expression on what the answer says: its message, the title of the page, or else how its
   * text begins; `^$` for nothing.
   */
  readonly text?: string;
}

/** What is true of some versions only, and what to say and to do when it shows. */
export interface Erratum {
  /** The first version that has it. @default {the release's first version} */
  readonly from?: string;
  /** The last version that has it. @default {the release's last version} */
  readonly to?: string;
  /** In which methods of the API it shows; absent: in all. */
  readonly methods?: readonly string[];
  /** What the answer looks like by which the fault is recognised. */
  readonly shows: AnswerPattern;
  /** The PHP version from which on it occurs; absent: with all. */
  readonly sincePhp?: string;
  /** What the failure is reported as, instead of what the answer alone would mean. */
  readonly code: ErrorCode;
  /** What the version does, after its name: `cannot delete backup records remotely`. */
  readonly says: string;
  /** What the user can do, such as the version to update to; whole sentences. */
  readonly hint: string;
  /** The source of the fact: where it was observed, or by whom it was reported. */
  readonly note?: string;
}

/** What it means that none of the addresses answers as the API, but some answer like this. */
export interface Sign {
  /** The answers; each must have been met at some address of the product. */
  readonly shows: readonly AnswerPattern[];
  /** The kind that must have been tried; absent: any. */
  readonly credential?: CredentialKind;
  /** What the failed search is reported as. */
  readonly code: ErrorCode;
  /** What is the matter, after `Cannot connect to the site: `. */
  readonly says: string;
  /** What the user can do on the site; whole sentences. */
  readonly hint: string;
}

/** An answer, as far as a pattern looks at it. */
export interface ShownAnswer {
  /** The path, below the root of the site and without the query. */
  readonly path?: string;
  /** The API version that was spoken. */
  readonly api: ApiVersion;
  /** Of the HTTP answer, not of the envelope. */
  readonly httpStatus: number;
  /** The `status` of the envelope; absent when there was none. */
  readonly apiStatus?: number | undefined;
  /** What it says, on one line; `""` for nothing. */
  readonly text: string;
}

/**
 * Whether an answer fits a pattern.
 *
 * @example
 * ```ts
 * import { fitsPattern } from "@sitehaul/sitehaul/product";
 * import { assert } from "@std/assert";
 *
 * assert(fitsPattern({ apiStatus: 402 }, { api: 1, httpStatus: 200, apiStatus: 402, text: "Old" }));
 * assert(!fitsPattern({ apiStatus: "none" }, { api: 1, httpStatus: 200, apiStatus: 402, text: "" }));
 * ```
 */
export function fitsPattern(pattern: AnswerPattern, answer: ShownAnswer): boolean {
  const { path, api, httpStatus, apiStatus, text } = pattern;
  return (api === undefined || api === answer.api) &&
    (httpStatus === undefined || httpStatus === answer.httpStatus) &&
    (apiStatus === undefined || apiStatus === (answer.apiStatus ?? "none")) &&
    (path === undefined || answer.path !== undefined && new RegExp(path, "u").test(answer.path)) &&
    (text === undefined || new RegExp(text, "iu").test(answer.text));
}
