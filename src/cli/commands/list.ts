import type { BackupRecord } from "../../../mod.ts";
import { type Command, defineCommand } from "../command.ts";
import { type KnownId, rememberIds } from "../completion/known_ids.ts";
import { recordDocument } from "../output/documents.ts";
import { recordsTable } from "../output/records.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo } from "../site.ts";

/** `list` */
export const list: Command = defineCommand({
  name: "list",
  summary: "List the backup records of a site, newest first",
  description: "A record whose files are gone shows as obsolete.",
  positionals: { site: SITE },
  flags: {
    ...CREDENTIAL_FLAGS,
    from: { type: "number", value: "N", min: 0, help: "How many of the newest to skip" },
    limit: { type: "number", value: "N", min: 1, help: "How many to show at most" },
  },
  examples: [
    { line: "list www.example.com --limit 10", about: "the ten newest" },
    { line: "list www.example.com --json", about: "all, for a program" },
  ],
  async run(invocation) {
    const { args: { site }, flags: { from, limit }, output, world: { signal } } = invocation;
    const client = await connectTo(site, invocation);
    const records: BackupRecord[] = [];
    for await (const record of client.backups({ from, limit, signal })) records.push(record);
    if (!from) await rememberIds("records", site, records.map(knownRecord), invocation);
    output.result(records.map(recordDocument), (style) => recordsTable(records, style));
  },
});

function knownRecord({ id, start = "", description }: BackupRecord): KnownId {
  return { id, about: `${start.slice(0, 16).replace("T", " ")} ${description}` };
}
