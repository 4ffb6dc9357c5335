import { SitehaulError } from "../../base/errors.ts";
import { readArchivePassword } from "../context/archive_password.ts";
import type { InvocationOf } from "../declarations/command.ts";
import type { download } from "../declarations/backups.ts";
import { fetchToFolder } from "./fetch_to_folder.ts";
import { isRemote, remoteFolder } from "../context/remote_folder.ts";
import { connectTo } from "../context/site.ts";
import { siteDefaults } from "../context/site_defaults.ts";
import { refuseUnusedPassword } from "../parse/stray_flags.ts";
import { targetOf } from "../context/target.ts";

/** Runs `download`. */
export async function run(invocation: InvocationOf<typeof download>): Promise<void> {
  const { args: { site, id }, flags, world, output } = invocation;
  const { part, dir, connections, "delete-remote": deleteRemote } = flags;
  if (deleteRemote && part !== undefined) {
    throw new SitehaulError("usage/flag", "--delete-remote cannot be used with --part", {
      hint: "It would delete parts that were not downloaded. Omit one of them.",
    });
  }
  refuseUnusedPassword(flags);
  const password = await readArchivePassword(flags, world, output);
  const folder = await remoteFolder(flags, invocation);
  const target = await targetOf(site, invocation);
  const { folderFor } = await siteDefaults(target, world, { dir });
  const client = await connectTo(target, invocation, flags);
  const store = await folder?.();
  try {
    const outcome = await fetchToFolder(client, id, {
      name: target.name,
      dir: await folderFor(
        id,
        async () => (await client.record(id, { signal: world.signal, isPatient: true })).start,
      ),
      part,
      mode: isRemote(flags.mode) ? undefined : flags.mode,
      store,
      connections,
      password,
      verify: !flags["no-verify"],
      deleteRemote,
    }, invocation);
    output.done({ ...outcome, details: { site: target.name, id, ...outcome.details } });
  } finally {
    await store?.close();
  }
}
