import { isSitehaulError } from "../../base/errors.ts";
import { drain } from "../../client/drain.ts";
import { choiceOf, chosenSites } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { update } from "../declarations/backups.ts";
import type { NamedSite } from "../context/context.ts";
import { plannedOn } from "./dry_run.ts";
import { onSites } from "./on_sites.ts";
import { oneLine } from "../output/plain.ts";

export async function run({ args, flags, context }: InvocationOf<typeof update>): Promise<void> {
  const { output, world: { signal } } = context;
  const { "min-stability": minimumStability, parallel } = flags;
  const chosen = await chosenSites(choiceOf(args.sites, flags), context);
  if (flags["dry-run"]) {
    return await plannedOn(chosen, { flags, context }, () => ({
      intent: `update to what the site offers, ${minimumStability} or better`,
      plan: { minimumStability },
    }));
  }
  const work = async (site: NamedSite) => {
    const stages = (await site.connect()).update({ minimumStability, signal });
    return await drain(stages, (stage) => output.event(site.name, { type: "stage", ...stage }));
  };
  const [only] = chosen.sites;
  if (chosen.isOne && only !== undefined) {
    const site = await context.site(only.site, flags);
    const version = await work(site);
    return output.done({
      details: { site: site.name, version },
      text: (_, warned) => `The product was updated to ${oneLine(version)}${warned}`,
    });
  }
  await onSites(chosen, {
    flags,
    context,
    parallel,
    done: "updated, or up to date",
    work: async (site) => {
      const version = await work(site).catch((error) => {
        if (isSitehaulError(error, "update/none")) return null;
        throw error;
      });
      const text = version === null ? "up to date" : `updated to ${oneLine(version)}`;
      return { details: { version }, text: () => text };
    },
  });
}
