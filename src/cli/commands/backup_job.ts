/** The backup of one site, as a job of a run; and alone, remembered when it is over. */
import { SitehaulError } from "../../base/errors.ts";
import type { FleetJob } from "../../fleet/fleet_events.ts";
import type { ChosenSite } from "../context/chosen_sites.ts";
import type { FetchInvocation } from "../context/command.ts";
import { failureOf } from "../world/failure.ts";
import type { SiteOutcome } from "../output/output.ts";
import { backUpSite, type BackupWork } from "./back_up_site.ts";

/** The job: nothing of the site is read before its turn. */
export function backupJob(
  { site, name, place }: ChosenSite,
  work: BackupWork,
  invocation: FetchInvocation,
): FleetJob<SiteOutcome> {
  const { context, flags } = invocation;
  return {
    site: name,
    address: place,
    profile: work.profile ?? 1,
    run: async (around) => {
      try {
        const found = await context.site(site, flags);
        const result = await backUpSite(found, work, invocation, around);
        const { warnings = [] } = result.details as { readonly warnings?: readonly string[] };
        return { state: warnings.length === 0 ? "ok" : "warnings", result };
      } catch (error) {
        throw failureOf(error, around.signal);
      }
    },
  };
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

/** Some of the sites failed. */
export function partial(failed: readonly string[], count: string, isAll: boolean): SitehaulError {
  return new SitehaulError(
    "fleet/partial",
    `${failed.length} of ${count} failed: ${failed.join(", ")}`,
    { hint: `The error of each is above${isAll ? "" : "; the others are done"}.` },
  );
}
