/** How sites stand, for people. */
import { spanText } from "../../status/span_text.ts";
import { type FleetStatus, type SiteStatus, VERDICTS } from "../../status/status.ts";
import { formatSize } from "./bytes.ts";
import { counted } from "./counted.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

/** Sites that nobody waits for are neither good nor bad. */
const PAINT = {
  ok: ({ green }: Style) => green,
  warning: ({ yellow }: Style) => yellow,
  failed: ({ red }: Style) => red,
  none: ({ dim }: Style) => dim,
} as const;

const COLUMNS: readonly Column<SiteStatus>[] = [
  { title: "SITE", cell: ({ site }) => site, canShrink: true },
  {
    title: "STATE",
    cell: ({ verdict }) => verdict,
    paint: ({ level }, style) => PAINT[level](style),
  },
  { title: "LAST GOOD", cell: ageOf, right: true },
  { title: "SIZE", cell: ({ lastGood }) => formatSize(lastGood?.size), right: true, canGo: 1 },
  { title: "TREND", cell: trendOf, right: true, canGo: 3 },
  { title: "VERSION", cell: ({ version }) => version ?? "-", canShrink: true, canGo: 2 },
  {
    title: "WHY",
    cell: ({ findings }) => findings.map(({ text }) => text).join("; "),
    canHang: true,
  },
];

/** A line for each site, the worst first, and how many stand how. */
export function statusTable({ sites, counts }: FleetStatus, style: Style): string {
  if (sites.length === 0) return "There are no sites, and no backup is remembered.";
  const parts = VERDICTS.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${verdict}`);
  return [
    table(COLUMNS, sites, style),
    "",
    `${counted(sites.length, "site")}: ${parts.join(", ")}`,
  ].join("\n");
}

/** A backup that is gone has no age any more, and neither has one while the clock is wrong. */
function ageOf({ lastGood, ageMs }: SiteStatus): string {
  if (lastGood === undefined) return "never";
  return ageMs === undefined ? "unknown" : spanText(ageMs);
}

/** How much the last backup differs from the median of those before. */
function trendOf({ lastGood, medianSize }: SiteStatus): string {
  if (lastGood?.size === undefined || !medianSize) return "-";
  const percent = Math.round((lastGood.size / medianSize - 1) * 100);
  return percent > 0 ? `+${percent} %` : `${percent} %`;
}
