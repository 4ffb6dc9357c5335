import { resolve } from "node:path";
import { SitehaulError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { FETCH_FLAGS, fetchBackup } from "../fetch_backup.ts";
import { RECORD, SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo, siteName } from "../site.ts";

/** `download` */
export const download: Command = defineCommand({
  name: "download",
  summary: "Fetch the parts of a backup",
  description:
    `A file gets its name only when it is whole; one that was there stays until then. Said again,
it goes on where it ended. The parts are compared with what the site says, and the archive is read
to its end. Beside it are written its manifest (.sitehaul.json) and its checksums (.sha256).`,
  positionals: { site: SITE, id: RECORD },
  flags: {
    ...CREDENTIAL_FLAGS,
    part: { type: "number", value: "N", min: 1, help: "Only this part" },
    ...FETCH_FLAGS,
    mode: {
      type: "choice",
      choices: ["auto", "http", "chunk"],
      default: "auto",
      error: "download/mode",
      help: "Whole files (http), pieces of 1 MiB (chunk), or what fits",
    },
    "delete-remote": { type: "boolean", help: "Delete the files on the server in the end" },
  },
  examples: [
    { line: "download www.example.com 41 --dir backups", about: "all parts of backup record 41" },
    { line: "download www.example.com 41 --part 2 --mode chunk", about: "one part, in pieces" },
  ],
  async run(invocation) {
    const { args: { site, id }, flags, world, output } = invocation;
    const { part, dir, mode, "delete-remote": deleteRemote } = flags;
    if (deleteRemote && part !== undefined) {
      throw new SitehaulError("usage/flag", "--delete-remote cannot be used with --part", {
        hint: "It would delete parts that were not fetched. Leave one of them out.",
      });
    }
    const name = await siteName(site, output);
    const client = await connectTo(site, invocation);
    const outcome = await fetchBackup(client, id, {
      name,
      dir: resolve(world.cwd(), dir),
      part,
      mode,
      verify: !flags["no-verify"],
      deleteRemote,
    }, invocation);
    output.done({ ...outcome, details: { site: name, id, ...outcome.details } });
  },
});
