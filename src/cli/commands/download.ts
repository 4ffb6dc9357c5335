import { SitehaulError } from "../../errors.ts";
import { readArchivePassword } from "../archive_password.ts";
import { type Command, defineCommand } from "../command.ts";
import { ABOUT_PASSWORDS, FETCH_FLAGS, fetchBackup } from "../fetch_backup.ts";
import { RECORD, SITE } from "../positionals.ts";
import { isRemote, REMOTE_FLAGS, remoteFolder } from "../remote_folder.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo, siteDefaults, siteName } from "../site.ts";

/** `download` */
export const download: Command = defineCommand({
  name: "download",
  summary: "Fetch the parts of a backup",
  description:
    `A file gets its name only when it is whole; one that was there stays until then. Said again,
it goes on where it ended. The parts are compared with what the site says, and the archive is read
to its end. Beside it are written its manifest (.sitehaul.json) and its checksums (.sha256).
${ABOUT_PASSWORDS}
With --mode ftp or sftp the files are taken from the folder of --url, where they have the names of
the record. Its password is better in SITEHAUL_REMOTE_PASSWORD than in the URL. The host must have a
valid certificate (ftps, ftpes) or be a known host (sftp).`,
  positionals: { site: SITE, id: RECORD },
  flags: {
    ...CREDENTIAL_FLAGS,
    part: { type: "number", value: "N", min: 1, help: "Only this part" },
    ...FETCH_FLAGS,
    connections: {
      ...FETCH_FLAGS.connections,
      help: "Requests at the same time, at most (2; ftp and sftp 1)",
    },
    mode: {
      type: "choice",
      choices: ["auto", "http", "chunk", "ftp", "sftp"],
      default: "auto",
      error: "download/mode",
      help: "Whole files (http), pieces of 1 MiB (chunk), or what fits",
    },
    ...REMOTE_FLAGS,
    "delete-remote": { type: "boolean", help: "Delete the files on the server in the end" },
  },
  examples: [
    { line: "download www.example.com 41 --dir backups", about: "all parts of backup record 41" },
    { line: "download www.example.com 41 --part 2 --mode chunk", about: "one part, in pieces" },
    {
      line: "download www.example.com 41 --mode sftp --url sftp://USER@example.com/backups",
      about: "from the folder where the site keeps its backups",
    },
  ],
  async run(invocation) {
    const { args: { site, id }, flags, world, output } = invocation;
    const { part, dir, connections, "delete-remote": deleteRemote } = flags;
    if (deleteRemote && part !== undefined) {
      throw new SitehaulError("usage/flag", "--delete-remote cannot be used with --part", {
        hint: "It would delete parts that were not fetched. Leave one of them out.",
      });
    }
    const password = await readArchivePassword(flags, world, output);
    const folder = await remoteFolder(flags, invocation);
    const name = await siteName(site, invocation);
    const { folderFor } = await siteDefaults(site, invocation, { dir });
    const client = await connectTo(site, invocation);
    const store = await folder?.();
    try {
      const outcome = await fetchBackup(client, id, {
        name,
        dir: await folderFor(
          id,
          async () => (await client.backup(id, { signal: world.signal })).start,
        ),
        part,
        mode: isRemote(flags.mode) ? undefined : flags.mode,
        store,
        connections,
        password,
        verify: !flags["no-verify"],
        deleteRemote,
      }, invocation);
      output.done({ ...outcome, details: { site: name, id, ...outcome.details } });
    } finally {
      await store?.close();
    }
  },
});
