import type { InvocationOf } from "../context/command.ts";
import type { deleteFiles } from "../declarations/backups.ts";
import { confirm } from "../world/confirm.ts";
import { chosenRecord } from "./chosen_record.ts";
import { rememberRemoval } from "./remember_removal.ts";

export async function run(
  { args, flags, context }: InvocationOf<typeof deleteFiles>,
): Promise<void> {
  const { output, world } = context;
  const { signal } = world;
  const site = await context.site(args.site, flags);
  const { id, connect } = await chosenRecord(args.id, site, { signal });
  await confirm(`Delete the files of backup ${id} of ${site.name} on the server?`, flags, world);
  const client = await connect();
  await rememberRemoval({ command: "delete-files", site, id }, { flags, context }, async () => {
    await client.deleteFiles(id, { signal });
  });
  output.result(
    { ok: true, site: site.name, id },
    () => `The files of backup ${id} were deleted.`,
    { isOurs: true },
  );
}
