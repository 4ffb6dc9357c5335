import { SitehaulError } from "../../base/errors.ts";
import { archivePasswords } from "../context/archive_password.ts";
import {
  choiceOf,
  type ChosenSite,
  chosenSites,
  refuseNumberOfSeveral,
} from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { NamedSite } from "../context/context.ts";
import type { RecordId } from "../declarations/command.ts";
import type { SiteOutcome } from "../output/output.ts";
import type { download } from "../declarations/backups.ts";
import { fetchToFolder } from "./fetch_to_folder.ts";
import { refuseFlags, refuseRemoteOfSeveral, refuseUnusedPassword } from "../parse/stray_flags.ts";
import { fetchIntent, type Intent, plannedOn } from "./dry_run.ts";
import { DownloadMemory } from "./remember_download.ts";
import { onSites } from "./on_sites.ts";
import { chosenRecord } from "./chosen_record.ts";

export async function run({ args, flags, context }: InvocationOf<typeof download>): Promise<void> {
  const { world, output } = context;
  const { part, dir, connections, "delete-remote": deleteRemote } = flags;
  if (deleteRemote && part !== undefined) {
    throw new SitehaulError("usage/flag", "--delete-remote cannot be used with --part", {
      hint: "It would delete parts that were not downloaded. Omit one of them.",
    });
  }
  refuseUnusedPassword(flags);
  const chosen = await chosenSites(choiceOf(args.sites, flags), context);
  refuseNumberOfSeveral(args.id, chosen);
  if (flags["dry-run"]) {
    return await plannedOn(chosen, { flags, context }, (site) => intentOn(site, args.id, flags));
  }
  const passwordOf = await archivePasswords(flags, context);
  const { signal } = world;
  const { patience } = flags;
  const verify = !flags["no-verify"];
  const fetchFrom = async (site: NamedSite, { place }: ChosenSite): Promise<SiteOutcome> => {
    const way = await site.fetchWay(flags);
    const folderFor = await site.downloads(dir);
    const named = { signal, patience, isPatient: true };
    const { id, connect } = await chosenRecord(args.id, site, named);
    const client = await connect();
    const outcome = await fetchToFolder(client, id, {
      name: site.name,
      dir: await folderFor(
        id,
        async () => (await client.record(id, { signal, isPatient: true })).start,
      ),
      typed: dir,
      part,
      way,
      connections,
      password: verify ? await passwordOf(site) : undefined,
      verify,
      deleteRemote,
      memory: new DownloadMemory(site, { place, deleteRemote }, { flags, context }),
    }, { flags, context });
    return { ...outcome, details: { site: site.name, id, ...outcome.details } };
  };
  const [only] = chosen.sites;
  if (chosen.isOne && only !== undefined) {
    return output.done(await fetchFrom(await context.site(only.site, flags), only));
  }
  refuseFlags(flags, ["part"], "is for one site", "Omit it to download all parts of each backup.");
  refuseRemoteOfSeveral(flags);
  await onSites(chosen, {
    flags,
    context,
    parallel: flags.parallel,
    done: "downloaded",
    work: fetchFrom,
  });
}

async function intentOn(
  site: NamedSite,
  record: RecordId,
  flags: InvocationOf<typeof download>["flags"],
): Promise<Intent> {
  const { intent, plan } = await fetchIntent(site, flags);
  return { intent: `download backup ${record} ${intent}`, plan: { record, ...plan } };
}
