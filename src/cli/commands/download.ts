import { SitehaulError } from "../../base/errors.ts";
import { readArchivePassword } from "../context/archive_password.ts";
import type { InvocationOf } from "../context/command.ts";
import type { download } from "../declarations/backups.ts";
import { fetchToFolder } from "./fetch_to_folder.ts";
import { isRemote, remoteFolder } from "../context/remote_folder.ts";
import { refuseUnusedPassword } from "../parse/stray_flags.ts";

export async function run({ args, flags, context }: InvocationOf<typeof download>): Promise<void> {
  const { id } = args;
  const { world, output } = context;
  const { part, dir, connections, "delete-remote": deleteRemote } = flags;
  if (deleteRemote && part !== undefined) {
    throw new SitehaulError("usage/flag", "--delete-remote cannot be used with --part", {
      hint: "It would delete parts that were not downloaded. Omit one of them.",
    });
  }
  refuseUnusedPassword(flags);
  const password = await readArchivePassword(flags, context);
  const folder = await remoteFolder(flags, context);
  const site = await context.site(args.site, flags);
  const folderFor = await site.downloads(dir);
  const client = await site.connect(flags);
  const store = await folder?.();
  try {
    const outcome = await fetchToFolder(client, id, {
      name: site.name,
      dir: await folderFor(
        id,
        async () => (await client.record(id, { signal: world.signal, isPatient: true })).start,
      ),
      typed: dir,
      part,
      mode: isRemote(flags.mode) ? undefined : flags.mode,
      store,
      connections,
      password,
      verify: !flags["no-verify"],
      deleteRemote,
    }, { flags, context });
    output.done({ ...outcome, details: { site: site.name, id, ...outcome.details } });
  } finally {
    await store?.close();
  }
}
