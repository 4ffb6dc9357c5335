import type { InvocationOf } from "../context/command.ts";
import type { deleteFiles } from "../declarations/backups.ts";
import { confirm } from "../world/confirm.ts";

export async function run(
  { args, flags, context }: InvocationOf<typeof deleteFiles>,
): Promise<void> {
  const { id } = args;
  const { output, world } = context;
  const site = await context.site(args.site, flags);
  await confirm(`Delete the files of backup ${id} of ${site.name} on the server?`, flags, world);
  const client = await site.connect();
  await client.deleteFiles(id, { signal: world.signal });
  output.result(
    { ok: true, site: site.name, id },
    () => `The files of backup ${id} were deleted.`,
    { isOurs: true },
  );
}
