import type { BackupRecord } from "../../../mod.ts";
import type { InvocationOf } from "../declarations/command.ts";
import type { list } from "../declarations/backups.ts";
import { type KnownId, rememberIds } from "../completion/known_ids.ts";
import { recordDocument } from "../output/documents.ts";
import { recordsTable } from "../output/records.ts";
import { connectTo } from "../context/site.ts";
import { targetOf } from "../context/target.ts";

/** Runs `list`. */
export async function run(invocation: InvocationOf<typeof list>): Promise<void> {
  const { args: { site }, flags: { from, limit }, output, world: { signal } } = invocation;
  const client = await connectTo(await targetOf(site, invocation), invocation);
  const records: BackupRecord[] = [];
  for await (const record of client.records({ from, limit, signal })) records.push(record);
  const isPart = Boolean(from) || (limit !== undefined && records.length >= limit);
  await rememberIds("records", site, records.map(knownRecord), invocation, { isPart });
  output.result(records.map(recordDocument), (style) => recordsTable(records, style, from), {
    isOurs: records.length === 0,
  });
}

function knownRecord({ id, start = "", description }: BackupRecord): KnownId {
  return { id, about: `${start.slice(0, 16).replace("T", " ")} ${description}` };
}
