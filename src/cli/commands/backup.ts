import { SitehaulError } from "../../base/errors.ts";
import { archivePasswords } from "../context/archive_password.ts";
import { backUpSite, type BackupWork } from "./back_up_site.ts";
import { FETCH_FLAGS } from "../declarations/shared.ts";
import { choiceOf, type ChosenSite, chosenSites } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { backup } from "../declarations/backups.ts";
import { backupIntent, plannedOn } from "./dry_run.ts";
import { beginAlone } from "./alone.ts";
import { backupJob, jobOptions, optionsOf } from "./backup_job.ts";
import { type FleetEnd, runJobs } from "./fleet_run.ts";
import { partial } from "./on_sites.ts";
import { failureOfRun } from "./run_end.ts";
import { refuseFlags, refuseRemoteOfSeveral, refuseUnusedPassword } from "../parse/stray_flags.ts";
import { counted } from "../output/counted.ts";

type BackupInvocation = InvocationOf<typeof backup>;

export async function run(invocation: BackupInvocation): Promise<void> {
  const { args: { sites: named }, flags, context } = invocation;
  const { output } = context;
  const chosen = await chosenSites(choiceOf(named, flags), context);
  if (!flags.download) refuseFetchFlags(flags);
  refuseUnusedPassword(flags);
  if (flags["dry-run"]) {
    return await plannedOn(chosen, { flags, context }, (site) => backupIntent(site, flags));
  }
  const work = await workOf(invocation);
  const { sites, isOne } = chosen;
  const [only] = sites;
  if (isOne && only !== undefined) {
    const site = await context.site(only.site, flags);
    const profile = work.profile ?? site.settings.profile;
    const { force } = work;
    const about = { command: "backup", options: jobOptions(work), ...only, profile, force };
    const job = await beginAlone(about, invocation);
    try {
      const outcome = await backUpSite(site, work, invocation, job);
      await job.done(outcome);
      output.done(outcome);
      return;
    } catch (error) {
      await job.failed(error);
      throw error;
    }
  }
  refuseRemoteOfSeveral(flags);
  output.several({ noun: "site", names: sites.map(({ site }) => site) });
  await backUpAll(sites, work, invocation);
  output.done({
    details: { sites: sites.length },
    text: (_, warned) => `${counted(sites.length, "site")} backed up${warned}`,
  });
}

async function workOf({ flags, context }: BackupInvocation): Promise<BackupWork> {
  const { profile, description, comment, force, download, dir, connections } = flags;
  const {
    patience,
    "no-verify": noVerify,
    "delete-remote": deleteRemote,
    "step-limit": stepLimit,
  } = flags;
  const passwordOf = await archivePasswords(flags, context);
  const fetching = { download, dir, connections, passwordOf, verify: !noVerify, deleteRemote };
  return { profile, description, comment, force, stepLimit, patience, ...fetching };
}

/** Backs up each site, and continues with the others if one fails. */
async function backUpAll(
  sites: readonly ChosenSite[],
  work: BackupWork,
  invocation: BackupInvocation,
): Promise<void> {
  const { flags, context } = invocation;
  const configuration = await context.configuration();
  const profileOf = ({ name }: ChosenSite) =>
    work.profile ?? configuration.siteCalled(name)?.profile ?? 1;
  // Who asks for several at once means those on one server, too.
  const limits = { concurrency: flags.parallel, perHost: flags.parallel, attempts: 1 };
  const end = await runJobs({
    jobs: sites.map((site) => backupJob(site, work, invocation, { profile: profileOf(site) })),
    command: "backup",
    options: { ...jobOptions(work), ...optionsOf(flags, context), ...limits },
    ...limits,
  }, { flags, context });
  const failure = failureOfBackups(end, sites.length);
  if (failure !== undefined) throw failure;
}

function failureOfBackups(end: FleetEnd, total: number): SitehaulError | undefined {
  const count = counted(total, "site");
  if (end.isInterrupted) {
    const { hint } = failureOfRun(end, total) ?? {};
    const message = `Interrupted during the backups of ${count}`;
    return new SitehaulError("interrupted", message, { hint });
  }
  const names = [...end.failed, ...end.skipped].map(({ site }) => site);
  return names.length === 0 ? undefined : partial(names, total);
}

/** Flags for downloading have no effect without it, and a password does not encrypt the backup. */
function refuseFetchFlags(flags: Readonly<Record<string, unknown>>): void {
  refuseFlags(
    flags,
    ["delete-remote"],
    "needs --download",
    "A backup is deleted only after it has been downloaded and verified. Add --download, or use " +
      "delete-files.",
  );
  refuseFlags(
    flags,
    Object.keys(FETCH_FLAGS),
    "needs --download",
    "It applies to downloading and verifying the backup. " +
      "Whether the site encrypts its backups is set in the backup profile.",
  );
}
