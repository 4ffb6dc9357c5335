import { SitehaulError } from "../../base/errors.ts";
import type { FleetJob } from "../../fleet/fleet_events.ts";
import { archivePasswords } from "../context/archive_password.ts";
import { choiceOf, type ChosenSite, chosenSites } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { Configuration } from "../context/configuration.ts";
import type { FetchFlags, NamedSite } from "../context/context.ts";
import type { run as declaration } from "../declarations/fleet.ts";
import { counted } from "../output/counted.ts";
import type { Output, SiteOutcome } from "../output/output.ts";
import { someNames } from "../output/run_counts.ts";
import type { BackupWork } from "./back_up_site.ts";
import { backupJob, withoutNotes } from "./backup_job.ts";
import { backupIntent, type Intent, plannedOn } from "./dry_run.ts";
import { type FleetEnd, runJobs } from "./fleet_run.ts";
import { failureOfRun } from "./run_end.ts";
import { limitsOf, type RunLimits, typedMs } from "./run_limits.ts";

type RunInvocation = InvocationOf<typeof declaration>;

export async function run(invocation: RunInvocation): Promise<void> {
  const { args: { sites: named }, flags, context } = invocation;
  const { output, world } = context;
  const chosen = await chosenSites(choiceOf(named, flags), context);
  const { sites } = chosen;
  const configuration = await context.configuration();
  refuseUnknown(sites, configuration);
  if (flags["dry-run"]) {
    const around = { flags: fetchFlags(flags), context };
    return await plannedOn(chosen, around, (site) => intentOn(site, flags["delete-remote"]));
  }
  const limits = limitsOf(flags, configuration, context);
  const jitterMs = typedMs("jitter", flags.jitter);
  output.several({ noun: "site", names: sites.map(({ name }) => name), isBrief: true });
  const brief = { ...invocation, context: withoutNotes(context) };
  const jobs = await jobsOf(sites, limits, configuration, brief);
  const { "delete-remote": deleteRemote, patience, strict, config } = flags;
  const { bandwidth, attempts, deadline, concurrency, "per-host": perHost } = flags;
  const limited = { bandwidth, attempts, deadline, concurrency, perHost };
  const options = { cwd: world.cwd(), config, deleteRemote, patience, strict, ...limited };
  const end = await runJobs({ jobs, ...limits.plan, jitterMs, options }, {
    flags,
    context,
    isBrief: true,
  });
  finishRun(end, { total: sites.length, isStrict: strict, output });
}

/** The same as {@linkcode configuredWork} does, in words. */
function intentOn(site: NamedSite, deleteRemote: boolean): Promise<Intent> {
  const { download, deleteRemote: isWanted = false } = site.settings;
  return backupIntent(site, {
    ...fetchFlags({}),
    download: download !== undefined,
    "delete-remote": deleteRemote || isWanted,
  });
}

/** The jobs of sites as the file has them. */
async function jobsOf(
  sites: readonly ChosenSite[],
  limits: RunLimits,
  configuration: Configuration,
  { flags, ...invocation }: RunInvocation,
): Promise<readonly FleetJob<SiteOutcome>[]> {
  const work = await configuredWork({
    deleteRemote: flags["delete-remote"],
    patience: flags.patience,
    pace: limits.pace,
  }, { flags: fetchFlags(flags), context: invocation.context });
  const profiles = new Map(configuration.sites.map(({ name, profile }) => [name, profile]));
  const general = configuration.loaded?.configuration.defaults.profile ?? 1;
  return sites.map((site) =>
    backupJob(site, work, { ...invocation, flags: fetchFlags(flags) }, {
      profile: profiles.get(site.name) ?? general,
      deadlineMs: limits.deadlineOf(site.name),
    })
  );
}

/** What a run over configured sites is told, besides the file. */
export interface RunOptions extends Partial<Pick<RunLimits, "pace">> {
  readonly deleteRemote: boolean;
  readonly patience?: number | undefined;
}

/** What the file says of a site, as work. */
export async function configuredWork(
  { deleteRemote, patience, pace }: RunOptions,
  { flags, context }: { readonly flags: FetchFlags; readonly context: RunInvocation["context"] },
): Promise<(site: NamedSite) => BackupWork> {
  const passwordOf = await archivePasswords(flags, context);
  return ({ settings }): BackupWork => ({
    profile: undefined,
    description: undefined,
    comment: undefined,
    force: false,
    stepLimit: undefined,
    patience,
    download: settings.download !== undefined,
    dir: undefined,
    connections: undefined,
    passwordOf,
    verify: true,
    deleteRemote: settings.download !== undefined &&
      (deleteRemote || settings.deleteRemote === true),
    pace,
  });
}

/** All flags of commands that download, of which a run has few. */
export function fetchFlags(flags: RunInvocation["flags"] | Partial<FetchFlags>): FetchFlags {
  return { ...NO_FLAGS, ...flags } as FetchFlags;
}

const NO_FLAGS: Partial<FetchFlags> = {
  set: [],
  "no-verify": false,
  insecure: false,
  explain: false,
};

/** Ends a run: with what came of it, or with its failure. */
export function finishRun(
  end: FleetEnd,
  { total, isStrict, output }: {
    readonly total: number;
    readonly isStrict: boolean;
    readonly output: Output;
  },
): void {
  const failure = failureOfRun(end, total, isStrict);
  if (failure !== undefined) throw failure;
  const { run, warned } = end;
  output.done({
    details: { run, sites: total },
    text: () => {
      const warnings = warned.length === 0
        ? ""
        : `; ${warned.length} with warnings: ${someNames(warned)}`;
      return `${counted(total, "site")} done${warnings}`;
    },
  });
}

/** What the file says can only be done for sites that are in it. */
function refuseUnknown(sites: readonly ChosenSite[], configuration: Configuration): void {
  const known = new Set(configuration.sites.map(({ name }) => name));
  const unknown = sites.find(({ name }) => !known.has(name));
  if (unknown === undefined) return;
  const { loaded } = configuration;
  const message = loaded === undefined
    ? "run does what the configuration says: there is none"
    : `There is no site ${unknown.name} in ${loaded.file}`;
  throw new SitehaulError("usage/no-site", message, {
    hint: '"sitehaul config list" shows all sites; "sitehaul backup" takes addresses as well.',
  });
}
