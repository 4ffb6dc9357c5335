import type { InvocationOf } from "../command.ts";
import type { deleteCommand } from "../declarations/backups.ts";
import { confirm } from "../confirm.ts";
import { connectTo, siteName } from "../site.ts";

/** Does what `delete` says. */
export async function run(invocation: InvocationOf<typeof deleteCommand>): Promise<void> {
  const { args: { site, id }, flags, output, world } = invocation;
  const name = await siteName(site, invocation);
  confirm(`Delete backup ${id} of ${name} with its files?`, flags, world);
  const client = await connectTo(site, invocation);
  await client.deleteBackup(id, { signal: world.signal });
  output.result({ ok: true, site: name, id }, () => `Backup ${id} was deleted.`);
}
