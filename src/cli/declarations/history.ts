/** Commands about what was done. */
import { declare, type Flags } from "./command.ts";
import { CHOICE_FLAGS, CONFIG_FLAG, SITE } from "./shared.ts";

/** The flag of commands that read the history. */
export const STATE_FLAG = {
  state: {
    type: "string",
    value: "FOLDER",
    help: "The folder of the history (default: SITEHAUL_STATE, or one in the home folder)",
  },
} as const satisfies Flags;

/** The flags of commands that write to the history. */
export const HISTORY_FLAGS = {
  ...STATE_FLAG,
  "no-history": { type: "boolean", help: "Do not remember what was done" },
} as const satisfies Flags;

export const history = declare({
  name: "history",
  group: "look",
  summary: "List what was done: runs, or what became of each site in them",
  description:
    `There is a line for each run, newest first; with a choice of sites, --failed or --jobs, one for each
site in a run. "sitehaul show RUN" shows all of one run. SITE is the name that a site had, also of one
that is not configured any more; --tag and --all are about those that are. --since takes a time such
as 36h, 14d, 8w, 6mo or 1y (a month has 30 days), or a date such as 2026-11-01 or 2026-11-01T07:30, in
the time zone of the output. --csv makes a table for spreadsheets. --json and --csv give all lines,
unless --limit says otherwise.`,
  positionals: {
    sites: {
      name: SITE.name,
      help: "only these: names that sites had, and patterns such as 'shop-*' (in quotes)",
      many: true,
    },
  },
  flags: {
    ...CHOICE_FLAGS,
    since: { type: "string", value: "WHEN", help: "Only what began then or later" },
    failed: { type: "boolean", help: "Only sites that failed" },
    jobs: { type: "boolean", help: "A line for each site in a run, instead of one for each run" },
    removed: { type: "boolean", help: "What was removed, by which rule, and what covers it" },
    csv: { type: "boolean", help: "Print CSV (RFC 4180), with a line of titles" },
    limit: {
      type: "number",
      value: "N",
      min: 1,
      help: "Maximum number of lines, the newest ones (50; with --json or --csv all)",
    },
    ...STATE_FLAG,
    ...CONFIG_FLAG,
  },
  examples: [
    { line: "history", about: "the last runs" },
    { line: "history shop --since 14d", about: "what became of one site in two weeks" },
    { line: "history --failed --since 36h", about: "what failed last night, on all sites" },
    { line: "history --jobs --csv --utc", about: "everything, for a spreadsheet" },
  ],
});
