/**
 * What a failed search has found out: the cause, and what to do. Each finding is a pure function of
 * what was met.
 */
import { AnswerError, textOf } from "../protocol/answer_error.ts";
import type { ErrorCode, SitehaulError } from "../base/errors.ts";
import type { Product, ShownAnswer } from "../product/product.ts";
import type { ProbeResult } from "./probe.ts";

/** What was met in a search that failed. */
export interface Met {
  /** Every attempt, in order. */
  readonly results: readonly ProbeResult[];
  /** Those whose addresses were tried. */
  readonly products: readonly Product[];
  /** Whether the address holds a user name and a password for the web server. */
  readonly hasPassword: boolean;
}

/** The cause of a failure. */
export interface Finding {
  /** What the search is reported as. */
  readonly code: ErrorCode;
  /** What is the matter, after `Cannot connect to the site: `. */
  readonly says: string;
  /** What the user can do, in whole sentences; absent where nothing is known to help. */
  readonly hint?: string | undefined;
  /** The error of the attempt that tells most. */
  readonly cause?: SitehaulError | undefined;
}

/** Finds a cause, or nothing. */
export type Finder = (met: Met) => Finding | undefined;

/** An attempt that was answered, if only by a page. */
export interface Answered extends ProbeResult {
  readonly error: AnswerError;
}

/** Attempts that got an HTTP answer, but no good one. */
export function answered({ results }: Met): readonly Answered[] {
  return results.filter((result): result is Answered => result.error instanceof AnswerError);
}

/** Those that something other than the API answered. */
export function answeredByOthers(met: Met): readonly Answered[] {
  return answered(met).filter(({ error }) => error.apiStatus === undefined);
}

/** The path of an attempt below the root of the site, without the query. */
export function pathOf({ candidate: { endpoint, root } }: ProbeResult): string {
  const [address = ""] = endpoint.url.split("?");
  return address.startsWith(root) ? address.slice(root.length) : new URL(address).pathname;
}

/** An attempt as the patterns of the products' data see it. */
export function shownAnswer(result: Answered): ShownAnswer {
  const { error, candidate: { endpoint } } = result;
  const { httpStatus, apiStatus } = error;
  const text = textOf(error);
  return { path: pathOf(result), api: endpoint.api, httpStatus, apiStatus, text };
}
