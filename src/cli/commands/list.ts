import type { BackupRecord } from "../../../mod.ts";
import { askSites } from "./ask_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { list } from "../declarations/backups.ts";
import { type KnownId, rememberIds } from "../completion/known_ids.ts";
import { recordDocument } from "../output/documents.ts";
import { recordsTable } from "../output/records.ts";

export async function run({ args, flags, context }: InvocationOf<typeof list>): Promise<void> {
  const { from, limit } = flags;
  const { signal } = context.world;
  await askSites({ named: args.sites, flags, context }, {
    intent: "list the backups",
    ask: async (site, { site: typed }) => {
      const client = await site.connect();
      const records: BackupRecord[] = [];
      for await (const record of client.records({ from, limit, signal })) records.push(record);
      const isPart = Boolean(from) || (limit !== undefined && records.length >= limit);
      await rememberIds("records", typed, records.map(knownRecord), { flags, context }, { isPart });
      return records;
    },
    document: (records) => records.map(recordDocument),
    text: (records, style) => recordsTable(records, style, from),
    isOurs: (records) => records.length === 0,
  });
}

function knownRecord({ id, start = "", description }: BackupRecord): KnownId {
  return { id, about: `${start.slice(0, 16).replace("T", " ")} ${description}` };
}
