/** Commands about what is remembered of all sites. */
import { declare } from "./command.ts";
import { CONFIGURED } from "./configuration.ts";
import { STATE_FLAG } from "./history.ts";
import { CHOICE_FLAGS, CONFIG_FLAG } from "./shared.ts";

/** How the state of the sites can be printed. */
export const STATUS_FORMATS = ["table", "json", "nagios", "openmetrics"] as const;

export const status = declare({
  name: "status",
  group: "look",
  summary: "Show the last verified backup of each site, the worst first; nothing is sent",
  description:
    `A site is ok if its last verified backup is as new as the configuration expects (expect: 26h).
What counts is that backup, and not how the last job ended. Without sites, all that are configured
are shown, and those that are remembered. never, not checked and unknown are no good states. With
--format nagios, the exit status is that of a plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN;
otherwise it is 0, or 121 with --fail-if-older.`,
  positionals: CONFIGURED,
  flags: {
    ...CHOICE_FLAGS,
    "fail-if-older": {
      type: "string",
      value: "DURATION",
      help:
        "Expect a verified backup as new as this, such as 26h, of every site; if not, exit with 121",
    },
    format: {
      type: "choice",
      choices: STATUS_FORMATS,
      default: "table",
      help: "A table, JSON, a plugin of Nagios and others, or metrics for Prometheus and others",
    },
    ...CONFIG_FLAG,
    ...STATE_FLAG,
  },
  examples: [
    { line: "status", about: "how all sites stand" },
    { line: "status --tag daily --fail-if-older 26h", about: "exit with 121 if one is older" },
    { line: "status shop --format nagios", about: "for Nagios, Icinga or Checkmk" },
    { line: "status --format openmetrics", about: "for Prometheus" },
  ],
});
