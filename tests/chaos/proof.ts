/** What has to be true of every site when all is over. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FleetOfSites, FleetSite } from "../../bench/fleet_sites.ts";
import { troubleCalled, type TroubleName } from "../../bench/fleet_troubles.ts";
import type { JobFacts } from "../../src/history/history.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { type Program, siteName } from "./program.ts";

/** How the last job of each site ended, by its name. */
export async function lastJobs(program: Program): Promise<ReadonlyMap<string, JobFacts>> {
  const history = await openHistory(program.state);
  try {
    const last = new Map<string, JobFacts>();
    for await (const job of history.jobs()) if (!last.has(job.site)) last.set(job.site, job);
    return last;
  } finally {
    await history.close();
  }
}

/** What else may become of a site, because of the place that it is downloaded to, or its host. */
export interface Allowance {
  readonly ends: readonly string[];
}

/**
 * Looks at every site: its backup is here, byte for byte as on the server, or it failed for the reason that
 * it has; no two steps were in flight, nothing was deleted, and nothing that was begun was begun again.
 *
 * @returns what is wrong; nothing where all is well
 */
export async function faultsOf(
  sites: readonly FleetSite[],
  fleet: FleetOfSites,
  program: Program,
  allowanceOf: (site: number) => Allowance | undefined = () => undefined,
): Promise<readonly string[]> {
  const [jobs, counters] = [await lastJobs(program), await fleet.counters()];
  const faults: string[] = [];
  for (const [site, { trouble = "none", product }] of sites.entries()) {
    const name = siteName(site);
    const say = (what: string) => void faults.push(`${name} (${trouble}): ${what}`);
    const { ends, startsOnce } = troubleCalled(trouble as TroubleName);
    const job = jobs.get(name);
    const end = job?.state === "ok" || job?.state === "warnings"
      ? "done"
      : job?.code ?? `${job?.state} ${job?.message}`;
    const allowed: readonly string[] = allowanceOf(site)?.ends ?? ends;
    if (!allowed.includes(end)) say(`ended as ${end} (${job?.message}), not as ${allowed}`);
    if (end === "done" && job !== undefined) {
      const difference = await differenceOf(site, job, fleet, program);
      if (difference !== undefined) say(difference);
    }
    const { atOnce = 0, starts = 0, deletions = 0 } = counters[site] ?? {};
    if (atOnce > 1) say(`${atOnce} steps were in flight at once`);
    if (deletions > 0) say("something was deleted on the server");
    // Of other products' versions here, a backup that was left behind is replaced, since a step might start
    // yet another one.
    if (startsOnce && product === "joomla" && starts > 1) say(`${starts} backups were started`);
  }
  return faults;
}

/** How the files here differ from those on the server. */
async function differenceOf(
  site: number,
  { backup }: JobFacts,
  fleet: FleetOfSites,
  program: Program,
): Promise<string | undefined> {
  if (backup === undefined) return "the history knows no backup of it";
  const sums = await fleet.sums(site, backup.record);
  if (Object.keys(sums).length === 0) {
    return `backup ${backup.record} is not on the server any more`;
  }
  for (const [file, sum] of Object.entries(sums)) {
    const path = join(program.downloads(siteName(site)), String(backup.record), file);
    const bytes = await Deno.readFile(path).catch(() => undefined);
    if (bytes === undefined) return `${path} is not there`;
    if (createHash("sha256").update(bytes).digest("hex") !== sum) return `${path} is different`;
  }
  return undefined;
}
