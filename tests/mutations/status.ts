/** Rules by which the state of sites is told. */
import type { Mutation } from "./mutation.ts";

const VERDICTS = ["tests/status/verdicts_test.ts"];
const FLEET_STATUS = ["tests/status/fleet_status_test.ts"];
const METRICS = ["tests/status/openmetrics_test.ts"];
const PLUGIN = ["tests/status/nagios_test.ts"];

export const STATUS_RULES: readonly Mutation[] = [
  {
    rule: "a backup that is older than expected makes its site red, however the last job ended",
    file: "src/status/judge_site.ts",
    find: "age > expectMs;",
    replace: "age > expectMs && history?.failure !== undefined;",
    tests: VERDICTS,
  },
  {
    rule: "an old backup that is fetched today is an old backup",
    file: "src/status/site_history.ts",
    find: "Math.min(begun - aheadMs, noted)",
    replace: "Math.max(begun - aheadMs, noted)",
    tests: VERDICTS,
  },
  {
    rule: "what nobody has verified is not checked, and not ok",
    file: "src/status/site_history.ts",
    find: 'return proof?.verdict ?? "not checked";',
    replace: 'return proof?.verdict === "bad" ? "bad" : "good";',
    tests: VERDICTS,
  },
  {
    rule: "backups of another profile do not count",
    file: "src/status/match_sites.ts",
    find: "each.profile === profile, [",
    replace: "each.profile > 0, [",
    tests: VERDICTS,
  },
  {
    rule: "a backup whose verified copy was removed is none",
    file: "src/status/findings/backups.ts",
    find: "if (good.removed !== undefined) {",
    replace: "if (good.removed === 0) {",
    tests: VERDICTS,
  },
  {
    rule: "with a clock that was set back, no age is true",
    file: "src/status/fleet_status.ts",
    find: "last.started - now > AHEAD_MS",
    replace: "last.started - now > Infinity",
    tests: FLEET_STATUS,
  },
  {
    rule: "the time of the last success survives failures",
    file: "src/status/formats/openmetrics.ts",
    find: "value: ({ lastGood }) => lastGood && lastGood.at / SECOND,",
    replace:
      "value: ({ lastGood, failure }) => failure ? undefined : lastGood && lastGood.at / SECOND,",
    tests: METRICS,
  },
  {
    rule: "a plugin never says OK of what cannot be told",
    file: "src/status/formats/nagios.ts",
    find: "if (sites.length === 0 || counts.unknown > 0) return 3;",
    replace: "if (sites.length === 0) return 0;",
    tests: PLUGIN,
  },
];
