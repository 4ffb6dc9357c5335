import type { InvocationOf } from "../declarations/command.ts";
import type { show } from "../declarations/backups.ts";
import { recordDocument } from "../output/documents.ts";
import { recordText } from "../output/records.ts";
import { connectTo } from "../context/site.ts";
import { targetOf } from "../context/target.ts";

/** Runs `show`. */
export async function run(invocation: InvocationOf<typeof show>): Promise<void> {
  const { args: { site, id }, output, world: { signal } } = invocation;
  const client = await connectTo(await targetOf(site, invocation), invocation);
  const record = await client.record(id, { signal });
  output.result(recordDocument(record), (style) => recordText(record, style));
}
