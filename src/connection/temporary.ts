/**
 * Trouble that passes. Where an endpoint and a credential have worked, a page in the place of an
 * answer, a refusal by something in front of the site, a cut or an outage is no verdict on either of
 * them: the same request is answered when the trouble is over.
 *
 * Pages are never told by their words: WordPress translates its database and maintenance pages, and
 * sends one of them with HTTP 200 (observed: 6.9).
 */
import { AnswerError } from "../protocol/answer_error.ts";
import { type ErrorCode, isSitehaulError, type SitehaulError } from "../base/errors.ts";

/** The site was not reached: the request has certainly not been seen by it. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "network/dns",
  "network/refused",
  "network/connect-timeout",
  "network/proxy",
]);

/** No trouble of a site that has never been reached: there they are verdicts. */
const PASSING_ONCE_IT_WORKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "network/tls",
  "redirect/loop",
  "redirect/unsafe",
]);

/** What decides whether a failure is trouble of the site or a wrong address. */
export interface EndpointHistory {
  /**
   * Whether it has answered in this run, rather than in an earlier one. Then a certificate or a
   * redirect that is in the way now is trouble as well, such as a check for browsers on another host.
   * @default {true}
   */
  readonly hasWorked?: boolean | undefined;
}

/**
 * Whether an error of a request that may be sent again will pass by itself. Only for an endpoint and a
 * credential that have worked, in this run or in an earlier one.
 */
export function isTemporary(
  error: unknown,
  { hasWorked = true }: EndpointHistory = {},
): error is SitehaulError {
  if (!isSitehaulError(error)) return false;
  if (!error.isPermanent) return true;
  if (hasWorked && PASSING_ONCE_IT_WORKED.has(error.code)) return true;
  if (!(error instanceof AnswerError)) return false;
  return isPageInTheWay(error) || hasWorked && isOtherAnswer(error);
}

/**
 * Whether something in front of the site has refused a request. It is not at work then: PHP never ran,
 * or its answer was there already and was replaced. A gateway that gave up waiting proves no such thing.
 */
export function isRefusedInFront(error: unknown): boolean {
  return isSitehaulError(error, "site/blocked");
}

/** Whether the site was not reached at all, so that it has done nothing. */
export function isOutage(error: unknown): error is SitehaulError {
  return isSitehaulError(error) && OUTAGES.has(error.code);
}

/**
 * A page, or nothing, where the API answered before; and an error of the web server or of PHP in a
 * call that only reads. A page with another status, such as 401 or 404, is a verdict.
 */
function isPageInTheWay({ code, httpStatus, apiStatus, body }: AnswerError): boolean {
  if (apiStatus !== undefined) return false;
  if (httpStatus >= 500) return code === "site/error";
  return httpStatus < 400 && (body === "page" || body === "empty");
}

/** Statuses that say something of the address or of a password, in whatever form they come. */
const VERDICTS: ReadonlySet<number> = new Set([401, 404, 407, 410]);

/**
 * Anything else without an envelope, where the API has answered in this run: such as the "0" of a
 * WordPress whose plug-in is just being updated, with HTTP 400 (observed: 6.9).
 */
function isOtherAnswer({ code, httpStatus, apiStatus }: AnswerError): boolean {
  return apiStatus === undefined && httpStatus < 500 && !VERDICTS.has(httpStatus) &&
    code !== "reply/too-large";
}
