/** How all sites stand: from the history, the configuration and the time alone. */
import { medianOf } from "../base/median.ts";
import type { GroupFacts } from "../history/history.ts";
import type { Product } from "../product/product_contract.ts";
import type { Around } from "./findings/about.ts";
import { newerOf } from "./findings/version.ts";
import { AHEAD_MS, judgeSite } from "./judge_site.ts";
import { matchSites } from "./match_sites.ts";
import { type SiteHistory, siteHistory } from "./site_history.ts";
import { momentText, spanText } from "./span_text.ts";
import {
  type ExpectedSite,
  type FleetStatus,
  type Level,
  type SiteStatus,
  type Verdict,
  VERDICTS,
} from "./status.ts";

/** What sites are judged with. */
export interface StatusOptions {
  /** ms since 1970. */
  readonly now: number;
  /** What is known of the products. @default {nothing} */
  readonly products?: readonly Product[] | undefined;
  /**
   * Whether sites are left out that are not in the list: for a selection of the configured ones.
   * @default {false}
   */
  readonly onlyListed?: boolean | undefined;
  /** How old the last verified backup of every site may become, instead of what each one expects. */
  readonly expectMs?: number | undefined;
}

/**
 * How sites stand. Nothing is sent, and nothing is written: what is said is as old as what is remembered.
 *
 * @param groups what is remembered, as the history gives it
 * @param sites those that are configured, in their order
 */
export async function fleetStatus(
  groups: AsyncIterable<GroupFacts>,
  sites: readonly ExpectedSite[],
  options: StatusOptions,
): Promise<FleetStatus> {
  const histories: SiteHistory[] = [];
  for await (const group of groups) histories.push(siteHistory(group));
  return judgeSites(histories, sites, options);
}

/** The same, of what was read before. */
export function judgeSites(
  histories: readonly SiteHistory[],
  sites: readonly ExpectedSite[],
  { now, products = [], onlyListed = false, expectMs }: StatusOptions,
): FleetStatus {
  const last = newestJob(histories);
  const isClockBack = last !== undefined && last.started - now > AHEAD_MS;
  const around: Around = { now, products, newest: newestVersions(histories), isClockBack };
  const judged = matchSites(sites, histories)
    .filter(({ standing }) => !onlyListed || standing === "configured")
    .map((matched) =>
      expectMs === undefined || matched.standing === "gone"
        ? matched
        : { ...matched, expected: { ...matched.expected, expectMs } }
    )
    .map((matched) => judgeSite(matched, around));
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<
    Verdict,
    number
  >;
  for (const { verdict } of judged) counts[verdict]++;
  return {
    at: now,
    sites: worstFirst(judged),
    counts,
    level: worstOf(judged),
    clock: isClockBack ? setBack(last.started) : clockDoubt(histories),
  };
}

const LEVELS: readonly Level[] = ["failed", "warning", "ok", "none"];

function worstFirst(judged: readonly SiteStatus[]): readonly SiteStatus[] {
  const rank = ({ level, verdict }: SiteStatus) =>
    LEVELS.indexOf(level) * VERDICTS.length + VERDICTS.indexOf(verdict);
  // Sorting is stable: the rest stays in the order of the configuration.
  return judged.toSorted((one, other) => rank(one) - rank(other));
}

function worstOf(judged: readonly SiteStatus[]): Level {
  return LEVELS.find((level) => judged.some((each) => each.level === level)) ?? "none";
}

/** The one that was begun last, by its number: its time is wrong where the clock was. */
function newestJob(histories: readonly SiteHistory[]): SiteHistory["newest"] {
  return histories.reduce<SiteHistory["newest"]>(
    (best, { newest }) => newest !== undefined && newest.id > (best?.id ?? -1) ? newest : best,
    undefined,
  );
}

function setBack(newest: number): string {
  return `The clock of this computer was set back: the last job began on ${momentText(newest)}, ` +
    "which is still to come. Ages are unknown until the clock is right.";
}

/** So many sites have to agree. */
const LEAST_CLOCKS = 3;
const DOUBTFUL_MS = 10 * 60_000;

function clockDoubt(histories: readonly SiteHistory[]): string | undefined {
  const clocks = histories.flatMap(({ seen }) => seen?.clockAheadMs ?? []);
  const median = medianOf(clocks) ?? 0;
  if (clocks.length < LEAST_CLOCKS || Math.abs(median) <= DOUBTFUL_MS) return undefined;
  return `The clocks of most sites were ${spanText(Math.abs(median))} ` +
    `${median > 0 ? "ahead of" : "behind"} this computer's: set its clock.`;
}

/** Whatever any site knows of is there for all that have the same product. */
function newestVersions(histories: readonly SiteHistory[]): ReadonlyMap<string, string> {
  const newest = new Map<string, string>();
  for (const { seen } of histories) {
    if (seen?.product === undefined) continue;
    const { product, version, latestVersion } = seen;
    const found = newerOf(newerOf(newest.get(product), version), latestVersion);
    if (found !== undefined) newest.set(product, found);
  }
  return newest;
}
