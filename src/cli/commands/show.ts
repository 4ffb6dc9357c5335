import { askSites } from "./ask_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { show } from "../declarations/backups.ts";
import { recordDocument } from "../output/documents.ts";
import { recordText } from "../output/records.ts";
import { chosenRecord } from "./chosen_record.ts";

export async function run({ args, flags, context }: InvocationOf<typeof show>): Promise<void> {
  const { signal } = context.world;
  await askSites({ named: args.sites, flags, context, record: args.id }, {
    intent: "show the latest backup",
    ask: async (site) => {
      const { id, connect } = await chosenRecord(args.id, site, { signal });
      return await (await connect()).record(id, { signal });
    },
    document: recordDocument,
    text: recordText,
    isOurs: () => false,
  });
}
