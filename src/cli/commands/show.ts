import { isRunId } from "../../history/run_id.ts";
import { missing } from "../parse/flags.ts";
import { RECORD } from "../declarations/shared.ts";
import { askSites } from "./ask_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import { show } from "../declarations/backups.ts";
import { recordDocument } from "../output/documents.ts";
import { recordText } from "../output/records.ts";
import { chosenRecord } from "./chosen_record.ts";

export async function run({ args, flags, context }: InvocationOf<typeof show>): Promise<void> {
  const { signal } = context.world;
  const { sites: named, id: given } = args;
  const [first = "", ...others] = named;
  if (given === undefined && others.length === 0 && isRunId(first)) {
    const { showRun } = await import("./show_run.ts");
    return await showRun(first, flags, context);
  }
  if (given === undefined) throw missing(show, RECORD);
  await askSites({ named, flags, context, record: given }, {
    intent: "show the latest backup",
    ask: async (site) => {
      const { id, connect } = await chosenRecord(given, site, { signal });
      return await (await connect()).record(id, { signal });
    },
    document: recordDocument,
    text: recordText,
    isOurs: () => false,
  });
}
