/**
 * Checks everything that a backup needs, from this computer to the API of the site.
 * @module
 */
import { type Attempt, detect, type Detected, parseSite } from "../../../mod.ts";
import { isSitehaulError, type SitehaulError } from "../../errors.ts";
import { proxyOf } from "../../transport/proxy.ts";
import { attemptsOf } from "../output/documents.ts";
import { type WayTo, wayTo } from "../site.ts";
import { type SiteInvocation, targetOf } from "../target.ts";
import { type Check, failed, fine } from "./check.ts";
import { configurationChecks } from "./configuration.ts";
import { credentialChecks } from "./credential.ts";
import { pageChecks } from "./page.ts";
import { grantedHere, surroundingChecks } from "./surroundings.ts";
import { proxyChecks, wireChecks } from "./wire.ts";

/** What is in order and what is not. */
export interface Diagnosis {
  /** The name of the site; absent if only this computer was checked. */
  readonly site?: string;
  readonly checks: readonly Check[];
  /** Every address of the API that was tried. */
  readonly attempts: readonly Attempt[];
  /** What was found out about the site. */
  readonly found?: Detected;
  /** The main problem; absent when a backup can be taken. */
  readonly problem?: SitehaulError;
}

/** Checks this computer and, if one is named, a site. */
export async function diagnose(
  site: string | undefined,
  invocation: SiteInvocation,
): Promise<Diagnosis> {
  const configuration = await configurationChecks(invocation);
  const local = [...await surroundingChecks(invocation.world, grantedHere), ...configuration];
  const problem = configuration.find(({ error }) => error !== undefined)?.error;
  // Without a valid configuration nothing is known about a site, and no command runs.
  if (problem !== undefined) return { checks: local, attempts: [], problem };
  if (site === undefined) return { checks: local, attempts: [] };
  const { signal } = invocation.world;
  try {
    const way = await wayTo(await targetOf(site, invocation), invocation);
    const diagnosis = await diagnoseSite(way, invocation);
    return { ...diagnosis, checks: [...local, ...diagnosis.checks] };
  } catch (error) {
    // Nothing to check: there is no such site, or its secret cannot be read.
    const check = failed("site", error, signal);
    const { error: problem } = check;
    return { checks: [...local, check], attempts: [], ...(problem && { problem }) };
  }
}

async function diagnoseSite(
  { name, address, options }: WayTo,
  { world }: SiteInvocation,
): Promise<Diagnosis & { readonly site: string }> {
  const { signal, clock = Date.now } = world;
  const { roots, basicAuth } = parseSite(address, options.products);
  const look = { options, basicAuth, signal, clock };
  const checks: Check[] = [];
  for (const root of roots) {
    const seen = await rootChecks(root, look);
    checks.push(...seen);
    // Plain http is only for sites that refuse https, as in the search itself.
    if (!seen.some(({ error }) => isSitehaulError(error, "network/refused"))) break;
  }
  const credentials = credentialChecks(options, options.products, signal);
  checks.push(...credentials);
  const missing = credentials.find(({ state }) => state === "failed")?.error;
  if (missing !== undefined) {
    const problem = checks.find(({ state }) => state === "failed")?.error ?? missing;
    return { site: name, checks, attempts: [], problem };
  }
  return { site: name, ...await searchApi(address, options, checks, signal) };
}

type Look = Parameters<typeof pageChecks>[1];

async function rootChecks(root: string, look: Look): Promise<Check[]> {
  const { options, signal, clock } = look;
  if (options.transport !== undefined) return await pageChecks(root, look);
  const proxy = proxyOf(root, options.env ?? {});
  const wire = proxy === undefined
    ? await wireChecks(root, { signal, now: clock() })
    : await proxyChecks(proxy, { signal, now: clock() });
  return wire.some(({ state }) => state === "failed")
    ? wire
    : [...wire, ...await pageChecks(root, look)];
}

/** Searches for the API, ignoring the cache. If it answers, no other finding counts as a failure. */
async function searchApi(
  address: string,
  { memory: _, ...options }: WayTo["options"],
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<Omit<Diagnosis, "site">> {
  try {
    const found = await detect(address, { ...options, onNotice: () => {} });
    const { endpoint: { api, url }, attempts } = found;
    const answers = fine("API", `The JSON API v${api} answers at ${url}`);
    const harmless = checks.map((check) => check.state === "failed" ? asWarning(check) : check);
    return { checks: [...harmless, answers], attempts, found };
  } catch (error) {
    const check = failed("API", error, signal);
    const { error: problem } = check;
    const attempts = problem === undefined ? [] : attemptsOf(problem) ?? [];
    return { checks: [...checks, check], attempts, ...(problem && { problem }) };
  }
}

function asWarning({ error: _, ...check }: Check): Check {
  return { ...check, state: "warning" };
}
