/** One attempt: getVersion at one candidate. */
import { AnswerError } from "../protocol/answer_error.ts";
import { Connection } from "../connection/connection.ts";
import type { CredentialKind, Endpoint } from "../protocol/endpoint.ts";
import { isSitehaulError, type SitehaulError } from "../base/errors.ts";
import type { SiteVersion } from "../protocol/replies.ts";
import type { Candidate } from "../resolve/candidates.ts";
import { redactText } from "../base/redact.ts";
import type { Clock, Transport } from "../transport/transport.ts";
import { type AnsweredPage, cookieNames, observed } from "./answered_page.ts";
import { type Verdict, verdictOnAnswer, verdictOnError } from "./verdict.ts";

/** One attempt to find the API, for `--explain` and for error reports. */
export interface Attempt {
  /** The address, safe to print. */
  readonly url: string;
  /** The API version spoken. */
  readonly api: Endpoint["api"];
  /** What was sent: a Secret Word, or an API token. */
  readonly credential: CredentialKind;
  /** The HTTP method. */
  readonly verb: Endpoint["verb"];
  /** What came of it, in a few words. */
  readonly outcome: string;
  /** How long it took, ms. */
  readonly ms: number;
}

/** An attempt with what the search needs of it. */
export interface ProbeResult {
  /** The endpoint and the credential that were tried. */
  readonly candidate: Candidate;
  /** The line in the table. */
  readonly attempt: Attempt;
  /** What the search makes of it. */
  readonly verdict: Verdict;
  /** The endpoint as it is after redirects; where the site answered. */
  readonly endpoint: Endpoint;
  /** What the site reported about itself, if it answered. */
  readonly version?: SiteVersion;
  /** The names of the cookies that came with the answer. */
  readonly cookies: readonly string[];
  /** The page that came in the place of an envelope; where one came. */
  readonly page?: AnsweredPage;
  /** Absent where the site answered as the API. */
  readonly error?: SitehaulError;
}

/** How long one answer may take while a site is searched, unless somebody says otherwise. ms */
export const SEARCH_ANSWER_MS = 20_000;

/** Limits of one attempt. */
export interface ProbeOptions {
  /** What carries requests. */
  readonly transport: Transport;
  /** Milliseconds from any moment on. */
  readonly clock: Clock;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** From the request to the headers of the answer, ms. @default {20_000} */
  readonly answerMs?: number | undefined;
  /** The answer is read no further. @default {the limit of getVersion} */
  readonly maxBytes?: number | undefined;
  /** Whether a broken request is sent again at once. */
  readonly retry: boolean;
}

/** Asks one candidate for its version. Never rejects but for the caller's own abort. */
export async function probe(candidate: Candidate, options: ProbeOptions): Promise<ProbeResult> {
  const { transport, clock, signal, answerMs = SEARCH_ANSWER_MS, maxBytes, retry } = options;
  const watched = observed(transport);
  const connection = new Connection({ ...candidate, transport: watched.transport });
  const began = clock();
  const result = (verdict: Verdict, rest: Partial<ProbeResult>): ProbeResult => ({
    candidate,
    verdict,
    attempt: attemptOf(candidate, verdict, clock() - began),
    endpoint: candidate.endpoint,
    cookies: [],
    ...rest,
  });
  try {
    const limits = { answerMs, wholeMs: answerMs, maxBytes };
    const exchange = await connection.exchange("getVersion", {}, { signal, ...limits, retry });
    return result(verdictOnAnswer(exchange.reply), {
      version: exchange.reply,
      endpoint: settledEndpoint(candidate.endpoint, exchange.url),
      cookies: cookieNames(exchange.headers),
    });
  } catch (error) {
    // The reason of an abort may be an error of ours, but it is still not a reply of the site.
    if (signal.aborted || !isSitehaulError(error)) throw error;
    const page = isPage(error) ? watched.page() : undefined;
    return result(verdictOnError(error, candidate), {
      error,
      ...page === undefined ? {} : { page },
    });
  }
}

function isPage(error: SitehaulError): boolean {
  return error instanceof AnswerError && error.apiStatus === undefined;
}

function attemptOf(candidate: Candidate, { outcome }: Verdict, ms: number): Attempt {
  const { endpoint: { url, api, verb, credentialIn }, credential } = candidate;
  const how = credentialIn === "query" ? " (credential in the query)" : "";
  return {
    url: redactText(url),
    api,
    verb,
    credential: credential.kind,
    outcome: outcome + how,
    ms: Math.round(ms),
  };
}

/**
 * The endpoint as a redirect left it: another origin, and perhaps another folder. The query stays
 * exactly as it was.
 */
export function settledEndpoint(endpoint: Endpoint, finalUrl: string): Endpoint {
  if (finalUrl === "") return endpoint;
  const final = new URL(finalUrl);
  const asked = new URL(endpoint.url.replace("{method}", "getVersion"));
  if (final.origin === asked.origin && final.pathname === asked.pathname) return endpoint;
  const path = endpoint.url.includes("{method}")
    ? final.pathname.replace(/getVersion$/, "{method}")
    : final.pathname;
  const query = endpoint.url.indexOf("?");
  return { ...endpoint, url: final.origin + path + (query < 0 ? "" : endpoint.url.slice(query)) };
}
