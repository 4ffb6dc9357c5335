import { resolve } from "node:path";
import { type Command, defineCommand } from "../command.ts";
import { PROFILE, SITE } from "../positionals.ts";
import { writePrivateFile } from "../private_file.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo } from "../site.ts";

/** `profiles export` */
export const profilesExport: Command = defineCommand({
  name: "profiles export",
  summary: "Export a backup profile",
  description:
    `What is exported holds passwords in the clear: keep it like one. A file is written for
your eyes only (mode 0600).`,
  positionals: { site: SITE, id: PROFILE },
  flags: {
    ...CREDENTIAL_FLAGS,
    file: { type: "string", value: "FILE", help: "Where to; without it, to the standard output" },
    force: { type: "boolean", help: "Replace the file if it is there" },
  },
  examples: [
    { line: "profiles export www.example.com 1 --file profile.json", about: "profile 1" },
    {
      line: "profiles export a.example 1 | sitehaul profiles import b.example --file -",
      about: "from one site to another",
    },
  ],
  async run(invocation) {
    const { args: { site, id }, flags: { file, force }, output, world } = invocation;
    const client = await connectTo(site, invocation);
    const exported = await client.exportProfile(id, { signal: world.signal });
    const text = JSON.stringify(exported, null, 2);
    if (file === undefined) return output.result(exported, () => text, { exactly: true });
    const path = resolve(world.cwd(), file);
    await writePrivateFile(path, `${text}\n`, { replace: force });
    output.result({ ok: true, profile: id, file: path }, () => `Profile ${id} is in ${path}`);
  },
});
