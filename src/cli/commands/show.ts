import { type Command, defineCommand } from "../command.ts";
import { recordDocument } from "../output/documents.ts";
import { recordText } from "../output/records.ts";
import { RECORD, SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo } from "../site.ts";

/** `show` */
export const show: Command = defineCommand({
  name: "show",
  summary: "Show a backup record and its parts",
  positionals: { site: SITE, id: RECORD },
  flags: CREDENTIAL_FLAGS,
  examples: [{ line: "show www.example.com 41", about: "backup record 41" }],
  async run(invocation) {
    const { args: { site, id }, output, world: { signal } } = invocation;
    const client = await connectTo(site, invocation);
    const record = await client.backup(id, { signal });
    output.result(recordDocument(record), (style) => recordText(record, style));
  },
});
