/**
 * What one attempt says about the search: it answered, it denied, or on to the next.
 * @module
 */
import { AnswerError } from "../protocol/answer_error.ts";
import { shownVersion } from "../product/compare_versions.ts";
import { type ErrorCode, isSitehaulError, type SitehaulError } from "../base/errors.ts";
import { LOWEST_LEVEL } from "../protocol/levels.ts";
import type { SiteVersion } from "../protocol/replies.ts";
import type { Candidate } from "../resolve/candidates.ts";

/**
 * - `answered`: this is it.
 * - `too-low`: the site answered, with an API level that is not supported.
 * - `denied`: the API is here and refuses the credential.
 * - `protected`: the web server wants a password of its own here, before it comes to the API.
 * - `inconclusive`: a refusal that says nothing about the credential.
 * - `verb-refused`: something in front of the site refuses POST.
 * - `transient`: worth one more try if nothing else answers.
 * - `unreachable`: no address of this host will do better.
 * - `next`: not here.
 */
export type VerdictKind =
  | "answered"
  | "too-low"
  | "denied"
  | "protected"
  | "inconclusive"
  | "verb-refused"
  | "transient"
  | "unreachable"
  | "next";

/** What one attempt means for the search. */
export interface Verdict {
  /** Whether to go on, and where. */
  readonly kind: VerdictKind;
  /** A few words for the table of attempts. */
  readonly outcome: string;
}

/** Only a level that is too low for sitehaul speaks against it. */
export function verdictOnAnswer(version: SiteVersion): Verdict {
  const outcome = `${shownVersion(version.version)}, level ${version.level}`;
  return version.level < LOWEST_LEVEL
    ? { kind: "too-low", outcome: `${outcome}: too low` }
    : { kind: "answered", outcome };
}

/** By the code of the error, and by whether a refusal at this address proves anything. */
export function verdictOnError(error: SitehaulError, candidate: Candidate): Verdict {
  switch (error.code) {
    case "auth/denied":
    case "auth/forbidden":
      return isTrusted(candidate)
        ? { kind: "denied", outcome: "access denied" }
        : { kind: "inconclusive", outcome: "access denied, which is not conclusive here" };
    case "auth/disabled":
      return { kind: "inconclusive", outcome: "access denied: switched off, or a weak secret" };
    case "auth/web-server":
      return { kind: "protected", outcome: "the web server asks for a password" };
    case "auth/unusable":
      return { kind: "next", outcome: "the credential cannot be used here" };
    case "site/expired":
      return { kind: "next", outcome: "API version 1 has expired (402)" };
    case "site/cached":
      return { kind: "next", outcome: "the answer comes from a cache" };
    case "network/dns":
      return { kind: "unreachable", outcome: "unknown host" };
    case "network/tls":
      return { kind: "unreachable", outcome: "no trusted TLS connection" };
    case "network/refused":
      return { kind: "unreachable", outcome: "connection refused" };
    case "network/connect-timeout":
      return { kind: "unreachable", outcome: "connection timed out" };
    case "network/proxy":
    case "network/proxy-denied":
      return { kind: "unreachable", outcome: "the proxy does not let it through" };
    case "redirect/unsafe":
      return { kind: "next", outcome: "redirects to another host" };
    case "site/maintenance":
      return { kind: "transient", outcome: "the site is in maintenance" };
    case "site/database":
      return { kind: "transient", outcome: "the site's database is down" };
    default:
      return verdictOnOther(error, candidate);
  }
}

function verdictOnOther(error: SitehaulError, candidate: Candidate): Verdict {
  if (error.code.startsWith("network/")) return { kind: "transient", outcome: networkWords(error) };
  if (!(error instanceof AnswerError)) return { kind: "next", outcome: words(error) };
  const { httpStatus, apiStatus } = error;
  if (apiStatus !== undefined) return { kind: "next", outcome: `status ${apiStatus}` };
  if ([429, 502, 503, 504].includes(httpStatus)) {
    return { kind: "transient", outcome: `HTTP ${httpStatus}` };
  }
  const refusesPost = candidate.endpoint.verb === "POST" && [403, 405, 501].includes(httpStatus);
  if (refusesPost) return { kind: "verb-refused", outcome: `POST refused (HTTP ${httpStatus})` };
  return { kind: "next", outcome: `HTTP ${httpStatus}, ${words(error)}` };
}

function networkWords(error: SitehaulError): string {
  return error.code === "network/timeout" ? "no reply in time" : "the connection was cut";
}

function words(error: SitehaulError): string {
  switch (error.code) {
    case "reply/not-json":
      return "no JSON";
    case "reply/truncated":
      return "a truncated reply";
    case "reply/too-large":
      return "a reply that is too large";
    case "reply/shape":
      return "a reply of another shape";
    case "connect/moved":
      return "no API there";
    case "site/blocked":
      return "refused in front of the site";
    default:
      return error.code;
  }
}

/**
 * Whether a refusal is a verdict on the credential. It is not where the route says so (a remote.php
 * that cannot read an encrypted Secret Word refuses the right one; observed: 9.1.1 for WordPress),
 * nor when API version 3 is given a secret, which it takes since 10.4.0 only.
 */
function isTrusted(candidate: Candidate): boolean {
  if (candidate.endpoint.api === 3 && candidate.credential.kind === "secret") return false;
  const routes = candidate.matches.map(({ route }) => route);
  return routes.length === 0 || routes.some((route) => route.trustRefusal ?? true);
}

/**
 * Errors after which the site has certainly not run the requested method. Trouble with TLS is not
 * among them: it may come up in the middle of a connection, after the request was acted upon.
 */
const NOTHING_RAN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "level/too-low",
  "network/dns",
  "network/refused",
  "network/connect-timeout",
  "network/proxy",
  "network/proxy-denied",
  "connect/moved",
  "site/expired",
  "auth/denied",
  "auth/disabled",
  "method/unknown",
]);

/** Whether this error proves that the site did not run the requested method. */
export function provesNothingRan(error: unknown): error is SitehaulError {
  return isSitehaulError(error) && NOTHING_RAN.has(error.code);
}
