/**
 * Addresses behind a password of the web server itself. Whatever stands in front of PHP and asks for
 * one has seen the credential of the API, and it is not sent there again.
 * @module
 */
import type { Candidate } from "../resolve/candidates.ts";
import type { ProbeResult } from "./probe.ts";

/**
 * The candidates that may still be asked. A refusal counts for its own path: `/wp-admin` is often
 * protected alone. Where nothing but refusals came, from several paths or from the root itself, the
 * whole site is protected.
 *
 * @param candidates what is to be asked next
 * @param results what came of all that was asked before
 */
export function withoutLocked(
  candidates: readonly Candidate[],
  results: readonly ProbeResult[],
): readonly Candidate[] {
  const locked = new Set(results.filter(isLocked).map(({ candidate }) => pathOf(candidate)));
  if (locked.size === 0) return candidates;
  const isWhole = results.every(isLocked) &&
    (locked.size > 1 || results.some(({ candidate }) => isAtRoot(candidate)));
  return isWhole ? [] : candidates.filter((candidate) => !locked.has(pathOf(candidate)));
}

/** Whether the web server refused, before anything of the site ran. */
export function isLocked({ error }: ProbeResult): boolean {
  return error?.code === "auth/web-server";
}

function pathOf({ endpoint }: Candidate): string {
  const { origin, pathname } = new URL(endpoint.url);
  return origin + pathname;
}

/** Whether it is directly in the folder of the site, so that its protection covers all of it. */
function isAtRoot({ endpoint, root }: Candidate): boolean {
  return new URL(".", endpoint.url).href === new URL(root).href;
}
