import { SitehaulError } from "../../base/errors.ts";
import { archivePasswords } from "../context/archive_password.ts";
import type { InvocationOf } from "../context/command.ts";
import type { download } from "../declarations/backups.ts";
import { fetchToFolder } from "./fetch_to_folder.ts";
import { refuseUnusedPassword } from "../parse/stray_flags.ts";
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
  const passwordOf = await archivePasswords(flags, context);
  const site = await context.site(args.site, flags);
  const way = await site.fetchWay(flags);
  const folderFor = await site.downloads(dir);
  const { signal } = world;
  const { patience } = flags;
  const { id, connect } = await chosenRecord(args.id, site, { signal, patience, isPatient: true });
  const client = await connect();
  const verify = !flags["no-verify"];
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
  }, { flags, context });
  output.done({ ...outcome, details: { site: site.name, id, ...outcome.details } });
}
