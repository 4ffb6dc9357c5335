/**
 * How sites stand, as metrics for Prometheus and others. What is printed is OpenMetrics 1.0, and at the same
 * time the older text format, which is what the textfile collector of the node exporter reads.
 */
import { type FleetStatus, type SiteStatus, VERDICTS } from "../status.ts";

/** A metric of each site; a site without a value has no line. */
interface Metric {
  readonly name: string;
  readonly unit?: string;
  readonly help: string;
  readonly value: (site: SiteStatus) => number | undefined;
}

const SECOND = 1000;

const METRICS: readonly Metric[] = [
  {
    name: "sitehaul_last_success_timestamp_seconds",
    unit: "seconds",
    help: "When the last verified backup was taken. Failures leave it as it is.",
    value: ({ lastGood }) => lastGood && lastGood.at / SECOND,
  },
  {
    name: "sitehaul_expected_interval_seconds",
    unit: "seconds",
    help: "How old the last verified backup may become. Absent where nothing is expected.",
    value: ({ expectMs }) => expectMs && expectMs / SECOND,
  },
  {
    name: "sitehaul_last_success_size_bytes",
    unit: "bytes",
    help: "The size of the last verified backup.",
    value: ({ lastGood }) => lastGood?.size,
  },
  {
    name: "sitehaul_median_size_bytes",
    unit: "bytes",
    help: "The median size of the backups before the last verified one.",
    value: ({ medianSize }) => medianSize,
  },
  {
    name: "sitehaul_consecutive_failures",
    help: "How many jobs have failed since the last that did not.",
    value: ({ failuresInARow }) => failuresInARow,
  },
  {
    name: "sitehaul_consecutive_skips",
    help: "How many jobs were skipped since the last that was not, up to ten.",
    value: ({ skipsInARow }) => skipsInARow,
  },
  {
    name: "sitehaul_last_attempt_timestamp_seconds",
    unit: "seconds",
    help: "When the last job began that was not skipped, however it ended.",
    value: ({ lastAttempt }) => lastAttempt && lastAttempt / SECOND,
  },
  {
    name: "sitehaul_certificate_expiry_timestamp_seconds",
    unit: "seconds",
    help: "When the certificate of the site ends, as last seen.",
    value: ({ tlsExpires }) => tlsExpires && tlsExpires / SECOND,
  },
  {
    name: "sitehaul_download_folder_free_bytes",
    unit: "bytes",
    help: "What was free in the folder of the downloads, as last seen.",
    value: ({ freeBytes }) => freeBytes,
  },
  {
    name: "sitehaul_product_outdated",
    help: "Whether a newer version of the product on the site is known: 1 or 0.",
    value: ({ isOutdated }) => isOutdated === undefined ? undefined : Number(isOutdated),
  },
];

/** Without a line break at its end. */
export function openMetricsText(fleet: FleetStatus): string {
  const { sites } = fleet;
  // Written once for each site: ten thousand sites have a quarter of a million lines.
  const labels = sites.map(labelsOf);
  const blocks = METRICS.map(({ name, unit, help, value }) =>
    block(head(name, help, unit), sites, (site, index) => {
      const found = value(site);
      return found === undefined ? "" : `${name}{${labels[index]}} ${found}\n`;
    })
  );
  return [
    ...blocks,
    block(head("sitehaul_status", STATUS_HELP), sites, ({ verdict }, index) => {
      const lines = VERDICTS.map((state) =>
        `sitehaul_status{${labels[index]},state="${state}"} ${Number(verdict === state)}\n`
      );
      return lines.join("");
    }),
    block(head("sitehaul_product_info", INFO_HELP), sites, ({ product, version }, index) => {
      if (product === undefined && version === undefined) return "";
      const about = `product="${escaped(product ?? "")}",version="${escaped(version ?? "")}"`;
      return `sitehaul_product_info{${labels[index]},${about}} 1\n`;
    }),
    block(
      head("sitehaul_sites", "How many sites stand so."),
      VERDICTS,
      (state) => `sitehaul_sites{state="${state}"} ${fleet.counts[state]}\n`,
    ),
    "# EOF",
  ].join("");
}

const STATUS_HELP = "How the site stands: 1 for one of the states, else 0.";
const INFO_HELP = "The product on the site, as last seen; always 1.";

/** The lines of a metric: its head, and those of each row. */
function block<Row>(
  first: string,
  rows: readonly Row[],
  linesOf: (row: Row, index: number) => string,
): string {
  return first + rows.map(linesOf).join("");
}

function head(name: string, help: string, unit?: string): string {
  const about = `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
  return unit === undefined ? about : `${about}# UNIT ${name} ${unit}\n`;
}

/** A site has a row for each profile: those that left the configuration may have several. */
function labelsOf({ site, profile }: SiteStatus): string {
  return `site="${escaped(site)}",profile="${profile}"`;
}

/** By the rules of the format; what a terminal obeys and what is not seen is left out. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "");
}
