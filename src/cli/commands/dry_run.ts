/** What a command would do on each site, without doing it. */
import type { Chosen, ChosenSite } from "../context/chosen_sites.ts";
import { MissingSecrets } from "../context/missing_secrets.ts";
import type { Context, FetchFlags, NamedSite, SiteFlags } from "../context/context.ts";
import { isSitehaulError } from "../../base/errors.ts";
import type { Document } from "../output/documents.ts";
import { counted } from "../output/counted.ts";
import { someNames } from "../output/run_counts.ts";
import { failureOf } from "../world/failure.ts";
import { withoutPassword } from "../output/without_password.ts";
import { partial } from "./on_sites.ts";

/** What would be done on one site. */
export interface Intent {
  /** For people, without its name and address, such as `list its backups`. */
  readonly intent: string;
  /** The same for programs. @default {the words for people} */
  readonly plan?: Document;
}

/** A backup that would be taken, and what would follow. */
export async function backupIntent(
  site: NamedSite,
  flags: FetchIntentFlags & {
    readonly download: boolean;
    readonly profile?: number | undefined;
  },
): Promise<Required<Intent>> {
  const profile = flags.profile ?? site.settings.profile ?? 1;
  const taken = `back up with profile ${profile}`;
  if (!flags.download) return { intent: taken, plan: { profile, download: false } };
  const { intent, plan } = await fetchIntent(site, flags);
  return {
    intent: `${taken}, download ${intent}`,
    plan: { profile, download: true, ...plan },
  };
}

/** The flags that say what is done with the files. */
type FetchIntentFlags = Pick<FetchFlags, "dir" | "mode" | "no-verify"> & {
  readonly "delete-remote": boolean;
};

/** Where the files of a backup would go, and what would follow. */
export async function fetchIntent(
  site: NamedSite,
  flags: FetchIntentFlags,
): Promise<Required<Intent>> {
  // Refuses a folder that no backup could go to.
  await site.downloads(flags.dir);
  const folder = (flags.dir ?? site.settings.download ?? ".").replaceAll("{site}", site.name);
  const mode = flags.mode ?? site.settings.mode ?? "auto";
  const [verify, deleteRemote] = [!flags["no-verify"], flags["delete-remote"]];
  const words = [
    `to ${folder}`,
    ...verify ? ["verify it"] : [],
    ...deleteRemote ? ["delete it on the server"] : [],
  ];
  return { intent: words.join(", "), plan: { folder, mode, verify, deleteRemote } };
}

/**
 * Tells what would be done on each site, in order. Settings are checked as far as that needs neither a
 * secret nor the network, and secrets that are not there are warned of; nothing is sent.
 *
 * @throws {SitehaulError} the site's own where it is one, `fleet/partial` if some of several could not be done
 */
export async function plannedOn(
  { sites, isOne }: Chosen,
  { flags, context }: { readonly flags: SiteFlags; readonly context: Context },
  intentOn: (site: NamedSite) => Promise<Intent> | Intent,
): Promise<void> {
  const { output, world: { signal } } = context;
  output.several({ noun: "site", names: sites.map(({ site }) => site) });
  const failed: string[] = [];
  const missing = new MissingSecrets(flags, context);
  for (const { site, name } of sites) {
    const planned = await planOf(site).catch((error) => failureOf(error, signal));
    if (isSitehaulError(planned)) {
      if (isOne || planned.code === "interrupted") throw planned;
      failed.push(name);
    }
    output.settled(name, planned);
  }
  missing.tell(someNames);
  if (failed.length > 0) throw partial(failed, sites.length);
  output.done({
    details: { sites: sites.length, dryRun: true },
    text: (_, warned) => `${counted(sites.length, "site")}; nothing was sent${warned}`,
  });

  async function planOf(typed: ChosenSite["site"]) {
    const site = await context.site(typed, flags);
    await site.check();
    missing.look(site);
    const { intent, plan = { intent } } = await intentOn(site);
    const address = withoutPassword(site.address);
    return {
      details: { dryRun: true, address, plan },
      text: () => `${intent} (${address})`,
    };
  }
}
