/**
 * How sites stand, as a plugin of Nagios, Icinga, Checkmk and others prints it: a line, figures behind a
 * bar, and more lines. Source: the Monitoring Plugins Development Guidelines.
 */
import { cutOff, toOneLine } from "../../base/message_text.ts";
import { spanText } from "../span_text.ts";
import type { FleetStatus, Level, SiteStatus, Verdict } from "../status.ts";

/** What a plugin ends with. */
export type PluginStatus = 0 | 1 | 2 | 3;

/** Both are read by the monitoring system. */
export interface PluginResult {
  /** 0 well, 1 warning, 2 critical, 3 unknown: the exit status. */
  readonly status: PluginStatus;
  /** Without a line break at its end. */
  readonly text: string;
}

const STATES = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;

/** Figures for each site are for few: a line of figures has to fit into 8 KiB. */
const MOST_FIGURES = 20;
/** So many sites are named on the first line, which ends in messages to phones. */
const MOST_NAMED = 5;
const MOST_LINES = 100;
const LONGEST_REASON = 160;

/** How sites stand. With no site at all, that is unknown: somebody expected some. */
export function nagiosText(fleet: FleetStatus): PluginResult {
  const { sites } = fleet;
  const status = statusOf(fleet);
  const first = `SITEHAUL ${STATES[status]} - ${headline(fleet)} | ${figures(fleet).join(" ")}`;
  const bad = sites.filter(({ level }) => level === "failed" || level === "warning");
  const lines = bad.slice(0, MOST_LINES).map((site) => `${site.verdict}: ${named(site)}`);
  const more = bad.length > MOST_LINES ? [`and ${bad.length - MOST_LINES} more`] : [];
  const clock = fleet.clock === undefined ? [] : [safe(fleet.clock)];
  // Of one site, everything stands in the first line.
  const rest = sites.length > 1 ? [...clock, ...lines, ...more] : clock;
  return { status, text: [first, ...rest].join("\n") };
}

/** That it is not known how sites stand, for this reason. */
export function nagiosUnknown(reason: string): PluginResult {
  return { status: 3, text: `SITEHAUL UNKNOWN - ${safe(reason)}` };
}

const STATUS_OF: Readonly<Record<Level, PluginStatus>> = {
  ok: 0,
  none: 0,
  warning: 1,
  failed: 2,
};

/** What cannot be told is worse than a warning, and better than a failure that is certain. */
function statusOf({ level, sites, counts }: FleetStatus): PluginStatus {
  if (level === "failed") return 2;
  if (sites.length === 0 || counts.unknown > 0) return 3;
  return STATUS_OF[level];
}

function headline({ sites, counts, level }: FleetStatus): string {
  if (sites.length === 0) return "no sites";
  const [only] = sites;
  if (sites.length === 1 && only !== undefined) return named(only);
  const expected = sites.length - counts["not configured"];
  if (level === "ok" || level === "none") return `${expected} of ${expected} sites are ok`;
  const words: readonly Verdict[] = ["never", "failed", "not checked", "unknown", "warning"];
  const parts = words.filter((word) => counts[word] > 0).map((word) => `${counts[word]} ${word}`);
  const bad = sites.filter((site) => site.level === "failed" || site.level === "warning");
  const names = bad.slice(0, MOST_NAMED).map(({ site }) => safe(site));
  const more = bad.length > MOST_NAMED ? ` and ${bad.length - MOST_NAMED} more` : "";
  return `${bad.length} of ${expected} sites: ${parts.join(", ")} (${names.join(", ")}${more})`;
}

function named({ site, verdict, ageMs, findings }: SiteStatus): string {
  const reasons = findings.map(({ text }) => safe(text));
  const isFine = verdict === "ok" && ageMs !== undefined;
  const fine = isFine ? [`verified backup ${spanText(ageMs)} ago`] : [];
  const why = [...fine, ...reasons].join("; ") || verdict;
  return `${safe(site)}: ${cutOff(why, LONGEST_REASON)}`;
}

/** What stands behind a bar is figures, and each line is one. */
function safe(text: string): string {
  return toOneLine(text).replaceAll("|", "/");
}

function figures({ sites, counts }: FleetStatus): readonly string[] {
  const total = sites.length - counts["not configured"];
  const words: readonly Verdict[] = ["ok", "warning", "failed", "never", "not checked", "unknown"];
  const each = words.map((word) =>
    figure(word.replace(" ", "_"), counts[word], { least: 0, most: total })
  );
  const ages = sites.flatMap(({ ageMs, level }) =>
    ageMs === undefined || level === "none" ? [] : ageMs
  );
  const oldest = ages.length === 0 ? undefined : ages.reduce((one, other) => Math.max(one, other));
  const age = figure("oldest", secondsOf(oldest), { unit: "s", least: 0 });
  const waited = sites.filter(({ level }) => level !== "none");
  const own = waited.length > MOST_FIGURES ? [] : waited.flatMap(figuresOf);
  return [...each, age, ...own];
}

function figuresOf({ site, ageMs, expectMs, lastGood }: SiteStatus): readonly string[] {
  const age = { unit: "s", critical: secondsOf(expectMs), least: 0 };
  return [
    figure(`${site}_age`, secondsOf(ageMs), age),
    figure(`${site}_size`, lastGood?.size, { unit: "B", least: 0 }),
  ];
}

interface Figure {
  readonly unit?: string;
  readonly critical?: number | undefined;
  readonly least?: number;
  readonly most?: number;
}

/** `'label'=value[UOM];[warn];[crit];[min];[max]`; `U` where the value is not known. */
function figure(
  label: string,
  value: number | undefined,
  { unit = "", critical, least, most }: Figure,
): string {
  const name = safe(label).replaceAll("=", "_").replaceAll("'", "''");
  const limits = [undefined, critical, least, most].map((limit) => limit ?? "").join(";");
  const shown = value === undefined ? "U" : `${value}${unit}`;
  return `'${name}'=${shown};${limits}`.replace(/;+$/, "");
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}
