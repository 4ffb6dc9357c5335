/**
 * How sites stand, as metrics for Prometheus and others. What is printed is OpenMetrics 1.0, and at the same
 * time the older text format, which is what the textfile collector of the node exporter reads.
 */
import { type FleetStatus, type SiteStatus, VERDICTS } from "../status.ts";

type Labels = Readonly<Record<string, string | number>>;

/** A metric of each site; a site without a value has no line. */
interface Metric {
  readonly name: string;
  readonly unit?: string;
  readonly help: string;
  readonly value: (site: SiteStatus, now: number) => number | undefined;
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
  const { sites, at } = fleet;
  const lines: string[] = [];
  for (const { name, unit, help, value } of METRICS) {
    lines.push(...head(name, help, unit));
    for (const site of sites) {
      const found = value(site, at);
      if (found !== undefined) lines.push(sample(name, labelsOf(site), found));
    }
  }
  lines.push(...head("sitehaul_status", "How the site stands: 1 for one of the states, else 0."));
  for (const site of sites) {
    for (const state of VERDICTS) {
      const labels = { ...labelsOf(site), state };
      lines.push(sample("sitehaul_status", labels, Number(site.verdict === state)));
    }
  }
  lines.push(...head("sitehaul_product_info", "The product on the site, as last seen; always 1."));
  for (const site of sites) {
    const { product, version } = site;
    if (product === undefined && version === undefined) continue;
    const labels = { ...labelsOf(site), product: product ?? "", version: version ?? "" };
    lines.push(sample("sitehaul_product_info", labels, 1));
  }
  lines.push(...head("sitehaul_sites", "How many sites stand so."));
  for (const state of VERDICTS) {
    lines.push(sample("sitehaul_sites", { state }, fleet.counts[state]));
  }
  return [...lines, "# EOF"].join("\n");
}

function head(name: string, help: string, unit?: string): readonly string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
  ];
}

/** A site has a row for each profile: those that left the configuration may have several. */
function labelsOf({ site, profile }: SiteStatus): Labels {
  return { site, profile };
}

function sample(name: string, labels: Labels, value: number): string {
  const inside = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}{${inside.join(",")}} ${value}`;
}

/** By the rules of the format; what a terminal obeys and what is not seen is left out. */
function escaped(text: string | number): string {
  return String(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "");
}
