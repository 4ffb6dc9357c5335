/** The one error that says most about why nothing was found. */
import { AnswerError } from "../protocol/answer_error.ts";
import type { ErrorCode } from "../base/errors.ts";
import { acceptedKinds, versionsOf } from "../product/product_contract.ts";
import type { Product } from "../product/product_contract.ts";
import type { SiteAddress } from "../resolve/site.ts";
import {
  databaseError,
  denied,
  expired,
  found,
  levelTooLow,
  misshapen,
  refused,
  signsOfApi,
  signsOfOthers,
} from "./api_findings.ts";
import type { Finder, Finding, Met } from "./finding.ts";
import { NegotiationError } from "./negotiation_error.ts";
import { inFront, samePage, summary } from "./page_findings.ts";
import type { Attempt, ProbeResult } from "./probe.ts";

/** Which failure without an answer tells most: the first of these that occurred. */
const MOST_TELLING: readonly ErrorCode[] = [
  "auth/unusable",
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
  "reply/too-large",
  "reply/truncated",
];

const NOT_FOUND_HINT =
  "Check that this is the folder in which the site itself is installed, that " +
  "the product (Professional edition) is installed and enabled there, and that no firewall or " +
  "security plug-in blocks the requests. Or paste the endpoint's address from the product's own " +
  "screen (Schedule automatic backups).";

/** What may be the matter, the surest first. */
const FINDERS: readonly Finder[] = [
  denied,
  levelTooLow,
  misshapen,
  signsOfApi,
  databaseError,
  expired,
  refused,
  inFront,
  signsOfOthers,
  samePage,
  unanswered,
  tokenAlone,
];

/** What the message of a failed search is made of, besides the attempts. */
export interface SearchContext {
  /** What the user gave, parsed. */
  readonly address: SiteAddress;
  /** Those whose addresses were tried. */
  readonly products: readonly Product[];
}

/** The error for a search that failed, made of what its attempts met. */
export function searchFailed(
  { address, products }: SearchContext,
  results: readonly ProbeResult[],
): NegotiationError {
  const { display: site, basicAuth } = address;
  const attempts = results.map(({ attempt }) => attempt);
  const met: Met = { results, products, hasPassword: basicAuth !== undefined };
  for (const find of FINDERS) {
    const finding = find(met);
    if (finding === undefined) continue;
    const hint = withoutHttps(address, attempts, finding) + (finding.hint ?? "");
    return findingError(site, { ...finding, hint: hint === "" ? undefined : hint }, attempts);
  }
  const came = summary(met);
  const tried = `${attempts.length} ${attempts.length === 1 ? "address" : "addresses"} tried`;
  return new NegotiationError(
    "connect/no-way",
    `Found no way to connect to ${site}: ${tried}${came === "" ? "" : ` (${came})`}`,
    attempts,
    { hint: NOT_FOUND_HINT },
  );
}

/**
 * Where no scheme was given, http is tried only if https refuses: who merely blocks https must not
 * get a credential in the clear.
 */
function withoutHttps(
  { roots }: SiteAddress,
  attempts: readonly Attempt[],
  { code }: Finding,
): string {
  const [http] = roots.filter((root) => root.startsWith("http:"));
  const isTried = attempts.some(({ url }) => url.startsWith("http:"));
  if (http === undefined || roots.length < 2 || isTried || !code.startsWith("network/")) return "";
  return code === "network/dns" ? "" : `If the site has no https, write ${http}. `;
}

function findingError(
  site: string,
  { code, says, hint, cause }: Finding,
  attempts: readonly Attempt[],
): NegotiationError {
  const message = `Cannot connect to ${site}: ${says}`;
  return new NegotiationError(code, message, attempts, { hint, cause });
}

/** Nothing was answered, or not to its end. */
function unanswered({ results }: Met): Finding | undefined {
  const errors = results.flatMap(({ error }) => error === undefined ? [] : [error]);
  // A host that was reached and answered pages is no network failure, even if one attempt broke.
  const isReached = errors.some((error) => error instanceof AnswerError);
  const codes = isReached
    ? MOST_TELLING.filter((code) => !code.startsWith("network/"))
    : MOST_TELLING;
  for (const code of codes) {
    const error = errors.find((each) => each.code === code);
    if (error !== undefined) return found(error);
  }
  return undefined;
}

/** A token is all there is, and nothing there takes one. */
function tokenAlone({ results, products }: Met): Finding | undefined {
  const kinds = new Set(results.map(({ candidate: { credential } }) => credential.kind));
  if (results.length === 0 || kinds.has("secret")) return undefined;
  const takers = products.flatMap(({ name, releases }) =>
    releases.filter(({ routes }) =>
      routes.some((route) => acceptedKinds(route).includes("api-token"))
    )
      .slice(0, 1).map(({ from }) => `${name} ${versionsOf({ from })}`)
  );
  return {
    code: "connect/no-way",
    says: "no address there takes a token",
    hint:
      `Only ${takers.join(", ")} take one. With an older version, or another product, use the ` +
      "Secret Word. If it is there, check that this is the folder of the site itself.",
  };
}
