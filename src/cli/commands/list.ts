import type { BackupRecord } from "../../../mod.ts";
import type { InvocationOf } from "../context/command.ts";
import type { list } from "../declarations/backups.ts";
import { type KnownId, rememberIds } from "../completion/known_ids.ts";
import { recordDocument } from "../output/documents.ts";
import { recordsTable } from "../output/records.ts";

export async function run({ args, flags, context }: InvocationOf<typeof list>): Promise<void> {
  const { from, limit } = flags;
  const { output, world: { signal } } = context;
  const client = await (await context.site(args.site, flags)).connect();
  const records: BackupRecord[] = [];
  for await (const record of client.records({ from, limit, signal })) records.push(record);
  const isPart = Boolean(from) || (limit !== undefined && records.length >= limit);
  await rememberIds("records", args.site, records.map(knownRecord), { flags, context }, {
    isPart,
  });
  output.result(records.map(recordDocument), (style) => recordsTable(records, style, from), {
    isOurs: records.length === 0,
  });
}

function knownRecord({ id, start = "", description }: BackupRecord): KnownId {
  return { id, about: `${start.slice(0, 16).replace("T", " ")} ${description}` };
}
