import { type Command, defineCommand } from "../command.ts";
import { confirm, YES_FLAG } from "../confirm.ts";
import { RECORD, SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo, siteName } from "../site.ts";

/** `delete` */
export const deleteCommand: Command = defineCommand({
  name: "delete",
  summary: "Delete a backup record with its files",
  description: "Asks first on a terminal; without a terminal it goes on.",
  positionals: { site: SITE, id: RECORD },
  flags: { ...CREDENTIAL_FLAGS, ...YES_FLAG },
  examples: [{ line: "delete www.example.com 41 --yes", about: "delete record 41" }],
  async run(invocation) {
    const { args: { site, id }, flags, output, world } = invocation;
    const name = await siteName(site, invocation);
    confirm(`Delete backup ${id} of ${name} with its files?`, flags, world);
    const client = await connectTo(site, invocation);
    await client.deleteBackup(id, { signal: world.signal });
    output.result({ ok: true, site: name, id }, () => `Backup ${id} was deleted.`);
  },
});
