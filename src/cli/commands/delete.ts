import type { InvocationOf } from "../context/command.ts";
import type { deleteCommand } from "../declarations/backups.ts";
import { forgetId } from "../completion/known_ids.ts";
import { confirm } from "../world/confirm.ts";
import { chosenRecord } from "./chosen_record.ts";
import { rememberRemoval } from "./remember_removal.ts";

export async function run(
  { args, flags, context }: InvocationOf<typeof deleteCommand>,
): Promise<void> {
  const { output, world } = context;
  const { signal } = world;
  const site = await context.site(args.site, flags);
  const { id, connect } = await chosenRecord(args.id, site, { signal });
  await confirm(`Delete backup ${id} of ${site.name} with its files?`, flags, world);
  const client = await connect();
  await rememberRemoval({ command: "delete", site, id }, { flags, context }, async () => {
    await client.deleteBackup(id, { signal });
  });
  await forgetId("records", args.site, id, { flags, context });
  output.result({ ok: true, site: site.name, id }, () => `Backup ${id} was deleted.`, {
    isOurs: true,
  });
}
