/** Commands about how long copies of backups stay. */
import { declare } from "./command.ts";
import { HISTORY_FLAGS } from "./history.ts";
import { CHOICE_FLAGS, CONNECTION_FLAGS, SITE, SITES } from "./shared.ts";

const { "no-cache": noCache, "ca-file": caFile, timeout, config } = CONNECTION_FLAGS;
const { state } = HISTORY_FLAGS;

const BACKUP = {
  name: "ID",
  help: "the number of the backup record, or latest: the newest that the history knows",
  type: "record",
  missing: "backup/no-id",
} as const;

export const prune = declare({
  name: "prune",
  group: "copies",
  summary: "Remove the copies of backups that no rule of the configuration keeps",
  description:
    `What stays is said in the configuration: retention is about the folders of this computer, and
serverRetention about the sites themselves. Where nothing is said, everything stays. Only verified
backups fill the places; of those that failed or were never proven, the last three stay (keepFailed).
The newest verified copy at each place always stays, and so does what is pinned, frozen on the site,
or not in the history. A copy on a site goes only after a verified copy elsewhere has been read again.

What goes is written down before it does: "sitehaul history --removed" shows it. Nothing is removed
if the clock of this computer seems wrong, or if more than half of a site's copies would go: the exit
status is then 52, and --force does it all the same.`,
  positionals: {
    sites: {
      ...SITES,
      unless: ["tag", "all", "orphans"],
      help: "names in the configuration, and patterns (in quotes)",
    },
  },
  flags: {
    ...CHOICE_FLAGS,
    "dry-run": { type: "boolean", help: "Show what would go and what would stay; remove nothing" },
    explain: { type: "boolean", help: "Also show what stays, with the rules that keep it" },
    force: {
      type: "boolean",
      help: "Also if more than half of a site's copies would go, or if the clock seems wrong",
    },
    orphans: {
      type: "string",
      value: "NAME",
      many: true,
      help: "A site that is not configured any more, by the defaults; may be repeated",
    },
    "ca-file": caFile,
    timeout,
    config,
    "no-cache": noCache,
    state,
  },
  examples: [
    { line: "prune --all --dry-run --explain", about: "what would go, and why the rest stays" },
    { line: "prune shop", about: "one site" },
    { line: "prune --tag daily --json", about: "all sites with this tag, as JSON" },
  ],
});

export const pin = declare({
  name: "pin",
  group: "copies",
  summary: "Keep a backup, whatever the rules say",
  positionals: { site: SITE, id: BACKUP },
  flags: {
    reason: {
      type: "string",
      value: "TEXT",
      default: "pinned",
      help: "Why, for whoever asks later",
    },
    config,
    state,
  },
  examples: [{ line: "pin shop 41 --reason migration", about: "keep backup 41" }],
});

export const unpin = declare({
  name: "unpin",
  group: "copies",
  summary: "Let the rules decide about a backup again",
  positionals: { site: SITE, id: BACKUP },
  flags: { config, state },
  examples: [{ line: "unpin shop 41", about: "backup 41 is as others again" }],
});
