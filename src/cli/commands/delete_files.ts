import { type Command, defineCommand } from "../command.ts";
import { confirm, YES_FLAG } from "../confirm.ts";
import { RECORD, SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo, siteName } from "../site.ts";

/** `delete-files` */
export const deleteFiles: Command = defineCommand({
  name: "delete-files",
  summary: "Delete the files of a backup on the server, and keep its record",
  description: "Asks first on a terminal; without a terminal it goes on.",
  positionals: { site: SITE, id: RECORD },
  flags: { ...CREDENTIAL_FLAGS, ...YES_FLAG },
  examples: [{ line: "delete-files www.example.com 41 --yes", about: "clear the server" }],
  async run(invocation) {
    const { args: { site, id }, flags, output, world } = invocation;
    const name = await siteName(site, invocation);
    confirm(`Delete the files of backup ${id} of ${name} on the server?`, flags, world);
    const client = await connectTo(site, invocation);
    await client.deleteFiles(id, { signal: world.signal });
    output.result({ ok: true, site: name, id }, () => `The files of backup ${id} were deleted.`);
  },
});
