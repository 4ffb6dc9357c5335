/** The backup of one site, as a job of a run; and alone, remembered when it is over. */
import type { FleetJob } from "../../fleet/fleet_events.ts";
import type { ChosenSite } from "../context/chosen_sites.ts";
import type { FetchInvocation } from "../context/command.ts";
import type { Context, FetchFlags, NamedSite } from "../context/context.ts";
import { findSite } from "../context/site.ts";
import { failureOf } from "../world/failure.ts";
import type { Output, SiteOutcome } from "../output/output.ts";
import { backUpSite, type BackupWork } from "./back_up_site.ts";

/** The job: nothing of the site is read before its turn. */
export function backupJob(
  { site, name, place }: ChosenSite,
  work: BackupWork | ((found: NamedSite) => BackupWork),
  invocation: FetchInvocation,
  limits: Pick<FleetJob<SiteOutcome>, "profile" | "deadlineMs" | "earlier">,
): FleetJob<SiteOutcome> {
  const { context, flags } = invocation;
  return {
    site: name,
    address: place,
    ...limits,
    run: async (around) => {
      const { run, attempt } = around;
      const { output } = context;
      let isWarned = false;
      const ofJob: Output = {
        ...output,
        event: (site, event) => output.event(site, event, { run, attempt }),
        warn: (text, about) => {
          isWarned ||= about !== undefined;
          output.warn(text, about);
        },
      };
      try {
        const inJob = { ...context, output: ofJob };
        const found = await findSite(site, flags, inJob);
        const wanted = typeof work === "function" ? work(found) : work;
        const result = await backUpSite(found, wanted, { ...invocation, context: inJob }, around);
        const { warnings = [] } = result.details as { readonly warnings?: readonly string[] };
        return { state: warnings.length > 0 || isWarned ? "warnings" : "ok", result };
      } catch (error) {
        throw failureOf(error, around.signal);
      }
    },
  };
}

/** Of many sites, what is said of each to people is what went wrong: notes are for debugging. */
export function withoutNotes(context: Context): Context {
  const { output } = context;
  return { ...context, output: { ...output, note: (text) => output.debug(() => text) } };
}

/** What the history has to know of the work in order to go on with it; no secret is in it. */
export function jobOptions(
  { profile, description, comment, force, stepLimit, patience, ...fetching }: BackupWork,
): Readonly<Record<string, unknown>> {
  const { download, dir, connections, verify, deleteRemote } = fetching;
  return {
    profile,
    description,
    comment,
    force,
    stepLimit,
    patience,
    download,
    dir,
    connections,
    verify,
    deleteRemote,
  };
}

/** Where the same line would find the same file, folders and ways again. */
export function optionsOf(
  { mode, config }: Pick<FetchFlags, "mode"> & { readonly config: string | undefined },
  { world }: Context,
): Readonly<Record<string, unknown>> {
  return { cwd: world.cwd(), config, mode };
}
