import { SitehaulError } from "../../base/errors.ts";
import { durationFault, durationMs } from "../../config/duration.ts";
import { fleetStatus } from "../../status/fleet_status.ts";
import { statusDocument } from "../../status/formats/document.ts";
import { nagiosText, type PluginStatus } from "../../status/formats/nagios.ts";
import { openMetricsText } from "../../status/formats/openmetrics.ts";
import type { FleetStatus } from "../../status/status.ts";
import { choiceOf } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import { expectedSites } from "../context/expected_sites.ts";
import { openHistoryOf } from "../context/history.ts";
import type { status } from "../declarations/monitoring.ts";
import { counted } from "../output/counted.ts";
import { jsonText } from "../output/json_text.ts";
import { statusTable } from "../output/status_table.ts";
import type { Style } from "../output/style.ts";

export async function run({ args, flags, context }: InvocationOf<typeof status>): Promise<void> {
  const { output, world: { clock = Date.now } } = context;
  const { format, json, tag, exclude, "fail-if-older": limit } = flags;
  if (json && format !== "table" && format !== "json") {
    throw new SitehaulError("usage/flag", `--json cannot be used with --format ${format}`, {
      hint: "Omit one of them.",
    });
  }
  const expectMs = limit === undefined ? undefined : limitOf(limit);
  const sites = await expectedSites(choiceOf(args.sites, flags), context);
  const { products } = await import("../../../plugins/mod.ts");
  const history = await openHistoryOf(flags, context);
  try {
    // Whoever died is interrupted from now on.
    await history.interrupted();
    const onlyListed = args.sites.length + tag.length + exclude.length > 0;
    const options = { now: clock(), products, onlyListed, expectMs };
    const found = await fleetStatus(history.groups(), sites, options);
    if (found.clock !== undefined && format === "table" && !json) output.warn(found.clock);
    const failure = format === "nagios"
      ? pluginFailure(nagiosText(found).status)
      : limit === undefined
      ? undefined
      : staleFailure(found, limit);
    const text = (style: Style) => textOf(found, format, style, failure);
    output.verdict(statusDocument(found), text, failure, { complete: format === "nagios" });
    if (failure !== undefined) throw failure;
  } finally {
    await history.close();
  }
}

function limitOf(text: string): number {
  const fault = durationFault(text);
  if (fault === undefined) return durationMs(text);
  throw new SitehaulError("usage/value", `--fail-if-older: ${fault}`, {
    hint: "Such as --fail-if-older 26h.",
  });
}

function textOf(
  found: FleetStatus,
  format: InvocationOf<typeof status>["flags"]["format"],
  style: Style,
  failure: SitehaulError | undefined,
): string {
  switch (format) {
    case "table":
      return statusTable(found, style);
    case "nagios":
      return nagiosText(found).text;
    case "openmetrics":
      return openMetricsText(found);
    case "json":
      // The same that --json prints.
      return jsonText({
        schema: 1,
        ...statusDocument(found),
        ...(failure === undefined ? {} : { error: failure.toJSON() }),
      });
  }
}

const PLUGIN_CODES = {
  1: "status/warning",
  2: "status/critical",
  3: "status/unknown",
} as const;

/** The exit status of a plugin is its result. */
function pluginFailure(status: PluginStatus): SitehaulError | undefined {
  if (status === 0) return undefined;
  return new SitehaulError(PLUGIN_CODES[status], "Not all sites are as expected");
}

/** A site of which nothing is known that is new enough; one that nobody expects is none. */
function staleFailure({ sites }: FleetStatus, limit: string): SitehaulError | undefined {
  const expected = sites.filter(({ level }) => level !== "none");
  const stale = expected.filter(({ isFresh }) => isFresh !== true);
  if (stale.length === 0) return undefined;
  return new SitehaulError(
    "status/stale",
    `${stale.length} of ${counted(expected.length, "site")} ` +
      `${stale.length === 1 ? "has" : "have"} no verified backup of the last ${limit}`,
    { hint: '"sitehaul status" shows why.' },
  );
}
