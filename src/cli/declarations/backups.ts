/** Commands about the backups of a site. */
import { declare } from "./command.ts";
import { HISTORY_FLAGS, STATE_FLAG } from "./history.ts";
import {
  ABOUT_PASSWORDS,
  ABOUT_REMOTE,
  ABOUT_SEVERAL,
  CHOICE_FLAGS,
  DRY_RUN_FLAG,
  FETCH_FLAGS,
  PATIENCE_FLAG,
  RECORD,
  SELECTION_FLAGS,
  SITE,
  SITE_FLAGS,
  SITES,
  WORK_FLAGS,
  YES_FLAG,
} from "./shared.ts";

export const backup = declare({
  name: "backup",
  group: "back up",
  summary: "Take a backup; optionally download it and delete the copy on the server",
  description:
    `Several sites are backed up one after the other, or several at once with --parallel. If some of
them fail, the remaining sites are still backed up, and the exit status is 121. A failed backup is
neither downloaded nor deleted. If a reply is lost and a step has to be sent on a guess, the exit
status is 62 until the archive has been verified (--download). The copy on the server is deleted
only after every part has been downloaded and the archive has been read to its end.
${ABOUT_PASSWORDS}
${ABOUT_REMOTE}`,
  positionals: { sites: SITES },
  flags: {
    ...SITE_FLAGS,
    ...CHOICE_FLAGS,
    ...DRY_RUN_FLAG,
    profile: {
      type: "number",
      value: "N",
      min: 1,
      completes: "profiles",
      help: "The backup profile (1)",
    },
    description: {
      type: "string",
      value: "TEXT",
      mayBeEmpty: true,
      help: "The description shown in the list of backups",
    },
    comment: { type: "string", value: "TEXT", mayBeEmpty: true, help: "A longer comment" },
    download: { type: "boolean", help: "Download the finished backup" },
    ...FETCH_FLAGS,
    "delete-remote": {
      type: "boolean",
      help: "With --download: delete the files on the server once the download is verified",
    },
    parallel: {
      type: "number",
      value: "N",
      min: 1,
      max: 64,
      default: 1,
      help: "Number of sites to back up at once; sites on one server slow each other down",
    },
    "step-limit": {
      type: "number",
      value: "SECONDS",
      min: 1,
      max: 86_400,
      fraction: true,
      help:
        "How long a step can last on the site (600): at least its longest step, such as an upload",
    },
    ...PATIENCE_FLAG,
    force: { type: "boolean", help: "Start even if another backup is running (this kills it)" },
    ...HISTORY_FLAGS,
  },
  examples: [
    { line: "backup www.example.com --secret-file secret.txt", about: "take a backup" },
    {
      line: "backup www.example.com --download --dir backups --delete-remote",
      about: "take it, download it, then delete the copy on the server",
    },
    {
      line: "backup www.example.com --download --mode sftp --url sftp://USER@example.com/backups",
      about: "take it, and download it over SFTP",
    },
    { line: "backup a.example b.example --quiet --json", about: "two sites, as JSON" },
    { line: "backup --tag daily --download --parallel 3", about: "all sites with this tag" },
    { line: "backup --all --exclude tag:paused --download", about: "all sites but those" },
    { line: "backup 'shop-*' --dry-run", about: "what would be done on sites called like that" },
  ],
});

export const list = declare({
  name: "list",
  group: "back up",
  summary: "List the backup records of a site, newest first",
  description: `A record whose files have been deleted is shown as obsolete.
${ABOUT_SEVERAL}`,
  positionals: { sites: SITES },
  flags: {
    ...SITE_FLAGS,
    ...SELECTION_FLAGS,
    from: { type: "number", value: "N", min: 0, help: "Number of newest records to skip" },
    limit: { type: "number", value: "N", min: 1, help: "Maximum number of records to show" },
  },
  examples: [
    { line: "list www.example.com --limit 10", about: "the ten newest records" },
    { line: "list www.example.com --json", about: "all records, as JSON" },
    { line: "list --tag daily --limit 1", about: "the newest record of each site with this tag" },
  ],
});

/** A run is shown without one. */
const { missing: _, ...RECORD_OR_NONE } = RECORD;

export const show = declare({
  name: "show",
  group: "back up",
  summary: "Show a backup record and its parts, or a run",
  description:
    `A run is shown by its name in history, such as r-20261128-073012-4f2a, without an ID. Of several sites, it shows the latest backups: each has numbers of its own.
${ABOUT_SEVERAL}`,
  positionals: { sites: SITES, id: RECORD_OR_NONE },
  flags: { ...SITE_FLAGS, ...SELECTION_FLAGS, ...STATE_FLAG },
  examples: [
    { line: "show www.example.com 41", about: "backup record 41" },
    { line: "show www.example.com latest", about: "the newest complete backup" },
    { line: "show r-20261128-073012-4f2a", about: "a run that history lists" },
    { line: "show --all latest", about: "the newest complete backup of each site" },
  ],
});

export const download = declare({
  name: "download",
  group: "copies",
  summary: "Download the parts of a backup",
  description:
    `A file gets its final name only when it is complete; until then, an existing file is kept. Run
the same command again to resume an interrupted download. The parts are checked against the record
on the site, and the archive is read to its end. A manifest (.sitehaul.json) and checksums (.sha256)
are written next to it. If whole files arrive altered or the archive is damaged, mode auto downloads
the parts once more in segments, and tells whether the damage is on the server. Of several sites, the
latest backups can be downloaded: each has numbers of its own.
${ABOUT_PASSWORDS}
${ABOUT_REMOTE}`,
  positionals: { sites: SITES, id: RECORD },
  flags: {
    ...SITE_FLAGS,
    ...WORK_FLAGS,
    part: {
      type: "number",
      value: "N",
      min: 1,
      help: "Only this part, by its number in show; works also if others are lost",
    },
    ...FETCH_FLAGS,
    ...PATIENCE_FLAG,
    "delete-remote": {
      type: "boolean",
      help: "Delete the files on the server once the download is verified",
    },
    ...HISTORY_FLAGS,
  },
  examples: [
    { line: "download www.example.com 41 --dir backups", about: "all parts of backup record 41" },
    { line: "download www.example.com latest", about: "the newest complete backup" },
    { line: "download --tag daily latest --dir 'backups/{site}'", about: "that of each of these" },
    { line: "download www.example.com 41 --part 2 --mode chunk", about: "one part, in segments" },
    {
      line: "download www.example.com 41 --mode sftp --url sftp://USER@example.com/backups",
      about: "from the folder where the site keeps its backups, over SFTP",
    },
  ],
});

/** `delete` is a reserved word. */
export const deleteCommand = declare({
  name: "delete",
  group: "back up",
  summary: "Delete a backup record and its files",
  description: "Asks for confirmation on a terminal; without a terminal it proceeds.",
  positionals: { site: SITE, id: RECORD },
  flags: { ...SITE_FLAGS, ...YES_FLAG, ...HISTORY_FLAGS },
  examples: [{ line: "delete www.example.com 41 --yes", about: "delete record 41" }],
});

export const deleteFiles = declare({
  name: "delete-files",
  group: "back up",
  summary: "Delete a backup's files from the server, and keep its record",
  description: "Asks for confirmation on a terminal; without a terminal it proceeds.",
  positionals: { site: SITE, id: RECORD },
  flags: { ...SITE_FLAGS, ...YES_FLAG, ...HISTORY_FLAGS },
  examples: [{
    line: "delete-files www.example.com 41 --yes",
    about: "delete the files of record 41",
  }],
});

export const update = declare({
  name: "update",
  group: "sites",
  summary: "Update the product on a site, if its version supports remote updates",
  description:
    `The exit status is 1 when no update is available. Among several sites, such a one counts as done.
${ABOUT_SEVERAL}`,
  positionals: { sites: SITES },
  flags: {
    ...SITE_FLAGS,
    ...WORK_FLAGS,
    "min-stability": {
      type: "choice",
      choices: ["alpha", "beta", "rc", "stable"],
      default: "alpha",
      help: "Minimum stability",
    },
  },
  examples: [
    { line: "update www.example.com", about: "to the version that the site offers" },
    { line: "update --tag joomla --dry-run", about: "which sites would be updated" },
  ],
});
