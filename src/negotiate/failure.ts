/**
 * The one error that says most about why nothing was found.
 * @module
 */
import { AnswerError } from "../answer_error.ts";
import { type ErrorCode, type ErrorOptions, SitehaulError } from "../errors.ts";
import { LOWEST_LEVEL } from "../levels.ts";
import type { Candidate } from "../resolve/candidates.ts";
import type { Attempt, ProbeResult } from "./probe.ts";
import type { Verdict } from "./verdict.ts";

/** No way to the API was found. Carries the table of attempts. */
export class NegotiationError extends SitehaulError {
  /** The name of the class. */
  override readonly name: string = "NegotiationError";
  /** Every attempt, in order. */
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
    options: ErrorOptions = {},
  ) {
    super(code, message, options);
    this.attempts = attempts;
  }
}

/** Which error to show when several attempts failed: the first of these that occurred. */
const MOST_TELLING: readonly ErrorCode[] = [
  "auth/forbidden",
  "auth/denied",
  "auth/unusable",
  "auth/disabled",
  "level/too-low",
  "site/maintenance",
  "site/database",
  "network/proxy-denied",
  "network/proxy",
  "network/tls",
  "network/dns",
  "redirect/unsafe",
  "redirect/loop",
  "network/refused",
  "network/connect-timeout",
  "network/timeout",
  "network/reset",
  "network/failed",
  "site/expired",
  "reply/too-large",
  "reply/truncated",
];

const NOT_FOUND_HINT =
  "Check that this is the folder in which the site itself is installed, that " +
  "the product (Professional edition) is installed and enabled there, and that no firewall or " +
  "security plug-in blocks the requests. Or paste the endpoint's address from the product's own " +
  "screen (Schedule automatic backups).";

const V3_HINT =
  "API version 3 accepts a Joomla API Token, and a Secret Word only since 10.4.0. Use a " +
  "token, or check the Secret Word and that the remote JSON API is enabled in the options.";

const NO_VERDICT_HINT =
  "This refusal does not prove that the credential is wrong: the API may be switched " +
  "off, the Secret Word too weak, or the address one that cannot read it. Check the product's " +
  "options for the remote JSON API, and that the site's address is right.";

/** The error for a search that failed, made of what its attempts met. */
export function searchFailed(site: string, results: readonly ProbeResult[]): NegotiationError {
  const attempts = results.map(({ attempt }) => attempt);
  const tooLow = results.find(({ verdict }) => verdict.kind === "too-low");
  const denied = results.find(({ verdict }) => verdict.kind === "denied");
  if (denied === undefined && tooLow?.version !== undefined) {
    return new NegotiationError(
      "level/too-low",
      `${site} has version ${tooLow.version.version} with API level ${tooLow.version.level}; ` +
        `the lowest supported level is ${LOWEST_LEVEL}`,
      attempts,
      { hint: "Update the product on that site." },
    );
  }
  const telling = denied ?? mostTelling(results);
  if (telling?.error !== undefined) return connectError(site, telling, telling.error, attempts);
  return new NegotiationError(
    "connect/no-way",
    `Found no way to connect to ${site}: ${attempts.length} ${
      attempts.length === 1 ? "address" : "addresses"
    } tried`,
    attempts,
    { hint: NOT_FOUND_HINT },
  );
}

function mostTelling(results: readonly ProbeResult[]): ProbeResult | undefined {
  const failed = results.filter(({ error }) => error !== undefined);
  // A good answer of the API but for its data; other JSON may come from anything.
  const misshapen = failed.find(({ error }) =>
    error?.code === "reply/shape" && !(error instanceof AnswerError)
  );
  if (misshapen !== undefined) return misshapen;
  // A host that was reached and answered pages is no network failure, even if one attempt broke.
  const reached = failed.some(({ error }) => !error?.code.startsWith("network/"));
  const codes = reached
    ? MOST_TELLING.filter((code) => !code.startsWith("network/"))
    : MOST_TELLING;
  for (const code of codes) {
    const result = failed.find(({ error }) => error?.code === code);
    if (result !== undefined) return result;
  }
  return undefined;
}

function connectError(
  site: string,
  { verdict, candidate }: ProbeResult,
  error: SitehaulError,
  attempts: readonly Attempt[],
): NegotiationError {
  return new NegotiationError(
    error.code,
    `Cannot connect to ${site}: ${lowerFirst(error.message)}`,
    attempts,
    { hint: hintFor(verdict, candidate, error), cause: error },
  );
}

function hintFor(
  verdict: Verdict,
  { endpoint }: Candidate,
  error: SitehaulError,
): string | undefined {
  if (verdict.kind !== "inconclusive" || error.code !== "auth/denied") return error.hint;
  return endpoint.api === 3 ? V3_HINT : NO_VERDICT_HINT;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
