import type { InvocationOf } from "../context/command.ts";
import type { show } from "../declarations/backups.ts";
import { recordDocument } from "../output/documents.ts";
import { recordText } from "../output/records.ts";
import { chosenRecord } from "./chosen_record.ts";

export async function run({ args, flags, context }: InvocationOf<typeof show>): Promise<void> {
  const { signal } = context.world;
  const site = await context.site(args.site, flags);
  const { id, connect } = await chosenRecord(args.id, site, { signal });
  const record = await (await connect()).record(id, { signal });
  context.output.result(recordDocument(record), (style) => recordText(record, style));
}
