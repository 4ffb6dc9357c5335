import type { InvocationOf } from "../command.ts";
import type { deleteFiles } from "../declarations/backups.ts";
import { confirm } from "../confirm.ts";
import { connectTo, siteName } from "../site.ts";

/** Does what `delete-files` says. */
export async function run(invocation: InvocationOf<typeof deleteFiles>): Promise<void> {
  const { args: { site, id }, flags, output, world } = invocation;
  const name = await siteName(site, invocation);
  confirm(`Delete the files of backup ${id} of ${name} on the server?`, flags, world);
  const client = await connectTo(site, invocation);
  await client.deleteFiles(id, { signal: world.signal });
  output.result({ ok: true, site: name, id }, () => `The files of backup ${id} were deleted.`);
}
