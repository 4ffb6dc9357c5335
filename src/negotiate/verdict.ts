/** What one attempt says about the search: it answered, it denied, or on to the next. */
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

/** What says the same wherever it comes from. */
const BY_CODE: Partial<Readonly<Record<ErrorCode, Verdict>>> = {
  "auth/disabled": {
    kind: "inconclusive",
    outcome: "access denied: switched off, or a weak secret",
  },
  "auth/web-server": { kind: "protected", outcome: "the web server asks for a password" },
  "auth/unusable": { kind: "next", outcome: "the credential cannot be used here" },
  "site/expired": { kind: "next", outcome: "API version 1 has expired (402)" },
  "site/cached": { kind: "next", outcome: "the answer comes from a cache" },
  "network/dns": { kind: "unreachable", outcome: "unknown host" },
  "network/tls": { kind: "unreachable", outcome: "no trusted TLS connection" },
  "network/refused": { kind: "unreachable", outcome: "connection refused" },
  "network/connect-timeout": { kind: "unreachable", outcome: "connection timed out" },
  "network/proxy": { kind: "unreachable", outcome: "the proxy does not let it through" },
  "network/proxy-denied": { kind: "unreachable", outcome: "the proxy does not let it through" },
  "network/timeout": { kind: "transient", outcome: "no reply in time" },
  "redirect/unsafe": { kind: "next", outcome: "redirects to another host" },
  "site/maintenance": { kind: "transient", outcome: "the site is in maintenance" },
  "site/database": { kind: "transient", outcome: "the site's database is down" },
};

/** By the code of the error, and by whether a refusal at this address proves anything. */
export function verdictOnError(error: SitehaulError, candidate: Candidate): Verdict {
  if (!isSitehaulError(error, "auth/denied", "auth/forbidden")) {
    return BY_CODE[error.code] ?? verdictOnOther(error, candidate);
  }
  return isTrusted(candidate)
    ? { kind: "denied", outcome: "access denied" }
    : { kind: "inconclusive", outcome: "access denied, which is not conclusive here" };
}

function verdictOnOther(error: SitehaulError, candidate: Candidate): Verdict {
  if (error.code.startsWith("network/")) {
    return { kind: "transient", outcome: "the connection was cut" };
  }
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

const WORDS: Partial<Readonly<Record<ErrorCode, string>>> = {
  "reply/not-json": "no JSON",
  "reply/truncated": "a truncated reply",
  "reply/too-large": "a reply that is too large",
  "reply/shape": "a reply of another shape",
  "connect/moved": "no API there",
  "site/blocked": "refused in front of the site",
};

function words({ code }: SitehaulError): string {
  return WORDS[code] ?? code;
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
