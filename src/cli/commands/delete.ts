import type { InvocationOf } from "../declarations/command.ts";
import type { deleteCommand } from "../declarations/backups.ts";
import { forgetId } from "../completion/known_ids.ts";
import { confirm } from "../world/confirm.ts";
import { connectTo } from "../context/site.ts";
import { targetOf } from "../context/target.ts";

/** Runs `delete`. */
export async function run(invocation: InvocationOf<typeof deleteCommand>): Promise<void> {
  const { args: { site, id }, flags, output, world } = invocation;
  const target = await targetOf(site, invocation);
  await confirm(`Delete backup ${id} of ${target.name} with its files?`, flags, world);
  const client = await connectTo(target, invocation);
  await client.deleteBackup(id, { signal: world.signal });
  await forgetId("records", site, id, invocation);
  output.result({ ok: true, site: target.name, id }, () => `Backup ${id} was deleted.`, {
    isOurs: true,
  });
}
