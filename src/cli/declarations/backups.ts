/**
 * Commands about the backups of a site.
 * @module
 */
import { declare } from "../command.ts";
import {
  ABOUT_PASSWORDS,
  CREDENTIAL_FLAGS,
  FETCH_FLAGS,
  RECORD,
  REMOTE_FLAGS,
  SITE,
  TAG_FLAG,
  YES_FLAG,
} from "./shared.ts";

/** `backup` */
export const backup = declare({
  name: "backup",
  summary: "Take a backup; fetch it and clear the server on request",
  description:
    `Several sites are done one after the other, or --parallel some at the same time; if some
of them fail, the others are done all the same, and the exit status is 121. A backup that fails is
neither fetched nor deleted. The copy on the server is deleted only after every part is here and the
archive was read to its end.
${ABOUT_PASSWORDS}`,
  positionals: { sites: { name: SITE.name, help: SITE.help, many: true } },
  flags: {
    ...CREDENTIAL_FLAGS,
    ...TAG_FLAG,
    profile: {
      type: "number",
      value: "N",
      min: 1,
      completes: "profiles",
      help: "The backup profile (1)",
    },
    description: { type: "string", value: "TEXT", help: "Shown in the list of backups" },
    comment: { type: "string", value: "TEXT", help: "A longer comment" },
    download: { type: "boolean", help: "Fetch the finished backup" },
    ...FETCH_FLAGS,
    "delete-remote": {
      type: "boolean",
      help: "With --download: delete the files on the server in the end",
    },
    parallel: {
      type: "number",
      value: "N",
      min: 1,
      max: 64,
      default: 1,
      help: "So many sites at the same time; sites of one server slow each other down",
    },
    force: { type: "boolean", help: "Even if another backup is running, which that will kill" },
  },
  examples: [
    { line: "backup www.example.com --secret-file secret.txt", about: "take a backup" },
    {
      line: "backup www.example.com --download --dir backups --delete-remote",
      about: "take it, fetch it, then clear the server",
    },
    { line: "backup a.example b.example --quiet --json", about: "two sites, for a program" },
    { line: "backup --tag daily --download --parallel 3", about: "all sites with that tag" },
  ],
});

/** `list` */
export const list = declare({
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
});

/** `show` */
export const show = declare({
  name: "show",
  summary: "Show a backup record and its parts",
  positionals: { site: SITE, id: RECORD },
  flags: CREDENTIAL_FLAGS,
  examples: [{ line: "show www.example.com 41", about: "backup record 41" }],
});

/** `download` */
export const download = declare({
  name: "download",
  summary: "Fetch the parts of a backup",
  description:
    `A file gets its name only when it is whole; one that was there stays until then. Said again,
it goes on where it ended. The parts are compared with what the site says, and the archive is read
to its end. Beside it are written its manifest (.sitehaul.json) and its checksums (.sha256).
${ABOUT_PASSWORDS}
With --mode ftp or sftp the files are taken from the folder of --url, where they have the names of
the record. Its password is better in SITEHAUL_REMOTE_PASSWORD than in the URL; sftp takes a private
key, too (--key-file). The host must have a valid certificate (ftps, ftpes) or be a known host
(sftp).`,
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
});

/** `delete` */
export const deleteCommand = declare({
  name: "delete",
  summary: "Delete a backup record with its files",
  description: "Asks first on a terminal; without a terminal it goes on.",
  positionals: { site: SITE, id: RECORD },
  flags: { ...CREDENTIAL_FLAGS, ...YES_FLAG },
  examples: [{ line: "delete www.example.com 41 --yes", about: "delete record 41" }],
});

/** `delete-files` */
export const deleteFiles = declare({
  name: "delete-files",
  summary: "Delete the files of a backup on the server, and keep its record",
  description: "Asks first on a terminal; without a terminal it goes on.",
  positionals: { site: SITE, id: RECORD },
  flags: { ...CREDENTIAL_FLAGS, ...YES_FLAG },
  examples: [{ line: "delete-files www.example.com 41 --yes", about: "clear the server" }],
});

/** `update` */
export const update = declare({
  name: "update",
  summary: "Update the product on a site, where its version can do that",
  description: "Exit status 1 when there is no update.",
  positionals: { site: SITE },
  flags: {
    ...CREDENTIAL_FLAGS,
    "min-stability": {
      type: "choice",
      choices: ["alpha", "beta", "rc", "stable"],
      default: "alpha",
      help: "Take nothing less finished than this",
    },
  },
  examples: [{ line: "update www.example.com", about: "to what the site offers" }],
});
