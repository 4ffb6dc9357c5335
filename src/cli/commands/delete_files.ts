import type { InvocationOf } from "../declarations/command.ts";
import type { deleteFiles } from "../declarations/backups.ts";
import { confirm } from "../world/confirm.ts";
import { connectTo } from "../context/site.ts";
import { targetOf } from "../context/target.ts";

/** Runs `delete-files`. */
export async function run(invocation: InvocationOf<typeof deleteFiles>): Promise<void> {
  const { args: { site, id }, flags, output, world } = invocation;
  const target = await targetOf(site, invocation);
  await confirm(`Delete the files of backup ${id} of ${target.name} on the server?`, flags, world);
  const client = await connectTo(target, invocation);
  await client.deleteFiles(id, { signal: world.signal });
  output.result(
    { ok: true, site: target.name, id },
    () => `The files of backup ${id} were deleted.`,
    { isOurs: true },
  );
}
