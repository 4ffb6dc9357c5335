/** What is asked once more, and how, after an attempt that did not answer. */
import type { CredentialKind } from "../protocol/endpoint.ts";
import { isRecommended } from "../product/product_contract.ts";
import type { Candidate } from "../resolve/candidates.ts";
import type { ProbeResult } from "./probe.ts";

/** One candidate, identified by what it sends and where. */
export function keyOf({ endpoint, credential }: Candidate): string {
  return [endpoint.url, endpoint.verb, endpoint.credentialIn, credential.kind].join(" ");
}

/** An attempt whose connection broke is repeated once, with the next wave. */
export function broken(results: readonly ProbeResult[]): Candidate[] {
  return results.flatMap(({ candidate, verdict }) =>
    verdict.kind === "transient" ? [candidate] : []
  );
}

/**
 * Other ways to ask the same endpoint: by GET where POST was refused; with the credential in the
 * query where the header was, since some servers drop unknown headers.
 */
export function secondTries(results: readonly ProbeResult[]): Candidate[] {
  return results.flatMap(({ candidate, verdict }): Candidate[] => {
    const { endpoint, credential, matches } = candidate;
    if (verdict.kind === "verb-refused" && isWorthIt(matches, credential.kind)) {
      return [{ ...candidate, endpoint: { ...endpoint, verb: "GET" } }];
    }
    const byHeader = endpoint.api === 2 && endpoint.credentialIn === "header";
    if (verdict.kind === "denied" && byHeader && credential.kind === "secret") {
      return [{ ...candidate, endpoint: { ...endpoint, credentialIn: "query" } }];
    }
    return [];
  });
}

function isWorthIt(matches: Candidate["matches"], kind: CredentialKind): boolean {
  return matches.length === 0 || matches.some(({ route }) => isRecommended(route, kind));
}
