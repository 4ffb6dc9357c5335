/** Checks everything that a backup needs, from this computer to the API of the site. */
import type { Attempt, Detected } from "../../../mod.ts";
import { detect } from "../../client/connect.ts";
import { parseSite } from "../../resolve/site.ts";
import { isSitehaulError, type SitehaulError } from "../../base/errors.ts";
import { proxyOf } from "../../transport/proxy.ts";
import { attemptsOf } from "../output/documents.ts";
import type { Context, SiteFlags, SiteOptions } from "../context/context.ts";
import type { World } from "../world/world.ts";
import { type Check, failed, fine, skipped } from "./check.ts";
import { configurationChecks } from "./configuration.ts";
import { credentialChecks } from "./credential.ts";
import { lookAtPage, type PageLook } from "./page.ts";
import { phpChecks } from "./php.ts";
import { surroundingChecks } from "./surroundings.ts";
import { proxyChecks, wireChecks } from "./wire.ts";

/** All checks in the order in which they were made, and what they add up to. */
export interface Diagnosis {
  /** The name of the site; absent if only this computer was checked. */
  readonly site?: string;
  readonly checks: readonly Check[];
  /** Every address of the API that was tried. */
  readonly attempts: readonly Attempt[];
  /** Absent where the API did not answer. */
  readonly found?: Detected;
  /** The main problem; absent when a backup can be taken. */
  readonly problem?: SitehaulError;
}

/** A site, and how to go there. */
interface WayTo {
  readonly name: string;
  readonly address: string;
  readonly options: SiteOptions;
}

/** Checks this computer and, if one is named, a site. */
export async function diagnose(
  site: string | undefined,
  flags: SiteFlags,
  context: Context,
): Promise<Diagnosis> {
  const { world } = context;
  const configuration = await configurationChecks(context);
  const local = [...await surroundingChecks(world), ...configuration];
  const problem = configuration.find(({ error }) => error !== undefined)?.error;
  // Without a valid configuration nothing is known about a site, and no command runs.
  if (problem !== undefined) return { checks: local, attempts: [], problem };
  if (site === undefined) return { checks: local, attempts: [] };
  try {
    const found = await context.site(site, flags);
    const { name, address } = found;
    const diagnosis = await diagnoseSite({ name, address, options: await found.options() }, world);
    return { ...diagnosis, checks: [...local, ...diagnosis.checks] };
  } catch (error) {
    // Nothing to check: there is no such site, or its secret cannot be read.
    const check = failed("site", error, world.signal);
    const { error: problem } = check;
    return { checks: [...local, check], attempts: [], ...(problem && { problem }) };
  }
}

async function diagnoseSite(
  { name, address, options }: WayTo,
  { signal, clock = Date.now }: World,
): Promise<Diagnosis & { readonly site: string }> {
  const { roots, basicAuth } = parseSite(address, options.products);
  const look = { options, basicAuth, signal, clock };
  const checks: Check[] = [];
  let seen: PageLook = { checks: [], php: undefined };
  for (const root of roots) {
    seen = await rootChecks(root, look);
    checks.push(...seen.checks);
    // Plain http is only for sites that refuse https, as in the search itself.
    if (!seen.checks.some(({ error }) => isSitehaulError(error, "network/refused"))) break;
  }
  const credentials = credentialChecks(options, options.products, signal);
  const all = [...checks, ...credentials];
  const unreachable = seen.checks.find(({ error }) => error?.code.startsWith("network/"))?.error;
  const missing = credentials.find(({ state }) => state === "failed")?.error;
  const problem = unreachable ?? missing;
  if (problem !== undefined) {
    const why = unreachable === undefined ? "there is no credential" : "the site cannot be reached";
    return {
      site: name,
      checks: [...all, skipped("API", `Not checked: ${why}`)],
      attempts: [],
      problem,
    };
  }
  return {
    site: name,
    ...await searchApi(address, options, { checks: all, php: seen.php }, signal),
  };
}

type Look = Parameters<typeof lookAtPage>[1];

async function rootChecks(root: string, look: Look): Promise<PageLook> {
  const { options, signal, clock } = look;
  if (options.transport !== undefined) return await lookAtPage(root, look);
  const proxy = proxyOf(root, options.env ?? {});
  const wire = proxy === undefined
    ? await wireChecks(root, { signal, now: clock() })
    : await proxyChecks(proxy, { signal, now: clock() });
  if (wire.some(({ state }) => state === "failed")) {
    const page = skipped("page", "Not checked: it needs what failed above");
    return { checks: [...wire, page], php: undefined };
  }
  const { checks, php } = await lookAtPage(root, look);
  return { checks: [...wire, ...checks], php };
}

/** Searches for the API, ignoring the cache. If it answers, no other finding counts as a failure. */
async function searchApi(
  address: string,
  { memory: _, ...options }: WayTo["options"],
  { checks, php }: PageLook,
  signal: AbortSignal,
): Promise<Omit<Diagnosis, "site">> {
  try {
    const found = await detect(address, { ...options, onNotice: () => {} });
    const { endpoint: { api, url }, attempts } = found;
    const answers = fine("API", `The JSON API v${api} answers at ${url}`);
    const harmless = checks.map((check) => check.state === "failed" ? asWarning(check) : check);
    const more = phpChecks(php, found, options.products);
    return { checks: [...harmless, answers, ...more], attempts, found };
  } catch (error) {
    const check = failed("API", error, signal);
    const { error: problem } = check;
    const attempts = problem === undefined ? [] : attemptsOf(problem) ?? [];
    // What the front page showed already is listed once: with the search, which asked more.
    const others = checks.filter(({ name, error }) => name !== "page" || !isSame(error, problem));
    return { checks: [...others, check], attempts, ...(problem && { problem }) };
  }
}

/** Whether two errors are the same finding: whatever the place, the advice tells. */
function isSame(one: SitehaulError | undefined, other: SitehaulError | undefined): boolean {
  return one !== undefined && one.code === other?.code && one.hint === other.hint;
}

function asWarning({ error: _, ...check }: Check): Check {
  return { ...check, state: "warning" };
}
