/** Commands about many sites. */
import { declare } from "./command.ts";
import { HISTORY_FLAGS } from "./history.ts";
import {
  CHOICE_FLAGS,
  CONNECTION_FLAGS,
  CREDENTIAL_FLAGS,
  DRY_RUN_FLAG,
  PASSWORD_FLAGS,
  PATIENCE_FLAG,
  SITES,
} from "./shared.ts";

/** The flags that limit a run, in place of `fleet` in the configuration. */
const LIMIT_FLAGS = {
  concurrency: {
    type: "number",
    value: "N",
    min: 1,
    max: 1000,
    help: "Maximum number of sites at once (20)",
  },
  "per-host": {
    type: "number",
    value: "N",
    min: 1,
    max: 1000,
    help: "Maximum number of these on one server, by its address (1)",
  },
  bandwidth: {
    type: "string",
    value: "RATE",
    help: "Maximum rate of all downloads together, such as 50MB/s",
  },
  attempts: {
    type: "number",
    value: "N",
    min: 1,
    max: 20,
    help: "Attempts for each site, where what went wrong may pass by itself (2)",
  },
  deadline: {
    type: "string",
    value: "TIME",
    help: "How long the work on a site may take, such as 4h (no limit)",
  },
} as const;

/** The flags of connections that make sense for many sites. */
const { "no-cache": noCache, "ca-file": caFile, timeout, config } = CONNECTION_FLAGS;
const MANY_FLAGS = { "ca-file": caFile, timeout, config, "no-cache": noCache } as const;

const STRICT_FLAG = {
  strict: { type: "boolean", help: "A site that warned counts as failed" },
} as const;

export const run = declare({
  name: "run",
  group: "back up",
  summary: "Do what the configuration says for each site: back up, download, verify",
  description:
    `Each site gets what its entry says: a backup of its profile; a download, if it has a folder for
that, which is then read to its end; and only where deleteRemote or --delete-remote says so, the copy
on the server is deleted after that. Sites on one server take turns. The failure of one site stops no
other.

The exit status is 0 if all sites are done, and 121 if some failed or were skipped: a site that
another run is at work on is skipped, and so are the last sites of a server that does not answer. A
site that warned is done, unless --strict is given.

Interrupt it once, and what is at work comes to the end of its step; interrupt it twice, and it ends at
once. "sitehaul resume" goes on with it.`,
  positionals: {
    sites: {
      ...SITES,
      help: "names in the configuration, and patterns such as 'shop-*' (in quotes)",
    },
  },
  flags: {
    ...CHOICE_FLAGS,
    ...DRY_RUN_FLAG,
    "delete-remote": {
      type: "boolean",
      help: "Delete the files on the server once a download is verified",
    },
    ...STRICT_FLAG,
    ...LIMIT_FLAGS,
    jitter: {
      type: "string",
      value: "TIME",
      help: "Wait for a random time up to this one before it begins, such as 10min",
    },
    ...PATIENCE_FLAG,
    ...MANY_FLAGS,
    ...HISTORY_FLAGS,
  },
  examples: [
    { line: "run --all", about: "all configured sites" },
    { line: "run --tag daily --concurrency 20 --strict", about: "all sites with this tag" },
    { line: "run 'shop-*' --dry-run", about: "what would be done on sites called like that" },
    { line: "run shop blog --json", about: "two of them, as JSON" },
  ],
});

export const resume = declare({
  name: "resume",
  group: "back up",
  summary: "Go on with a run that was interrupted",
  description:
    `Goes on with run and with backup of several sites, however they ended: sites that are done are left
alone, a backup that still runs on its server is taken up, and a download continues. Without a name it
is the newest run that was interrupted.`,
  positionals: { run: { name: "RUN", help: "the run, as history shows it" } },
  flags: {
    ...STRICT_FLAG,
    ...LIMIT_FLAGS,
    ...CREDENTIAL_FLAGS,
    ...PASSWORD_FLAGS,
    ...MANY_FLAGS,
    state: HISTORY_FLAGS.state,
  },
  examples: [
    { line: "resume", about: "the newest run that was interrupted" },
    { line: "resume r-20261128-073012-4f2a", about: "this one" },
  ],
});
