import type { InvocationOf } from "../context/command.ts";
import type { show } from "../declarations/backups.ts";
import { recordDocument } from "../output/documents.ts";
import { recordText } from "../output/records.ts";

export async function run({ args, flags, context }: InvocationOf<typeof show>): Promise<void> {
  const client = await (await context.site(args.site, flags)).connect();
  const record = await client.record(args.id, { signal: context.world.signal });
  context.output.result(recordDocument(record), (style) => recordText(record, style));
}
