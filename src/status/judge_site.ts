/** How one site stands. */
import type { About, Around, Finder } from "./findings/about.ts";
import {
  findDamage,
  findFreshness,
  findIdentity,
  findSize,
  findUnproven,
  medianBefore,
} from "./findings/backups.ts";
import { findFailures, findOmissions, findRunning, findWarnings } from "./findings/jobs.ts";
import { findCertificate, findClock, findDisk } from "./findings/surroundings.ts";
import { findEndOfApi, findOutdated, isOlder, newerOf } from "./findings/version.ts";
import type { MatchedSite } from "./match_sites.ts";
import type { Finding, FindingCode, Level, SiteStatus, Verdict } from "./status.ts";

/** In the order in which they are said, where they are equally bad. */
const FINDERS: readonly Finder[] = [
  findFreshness,
  findFailures,
  findDamage,
  findUnproven,
  findClock,
  findOmissions,
  findWarnings,
  findSize,
  findIdentity,
  findEndOfApi,
  findCertificate,
  findDisk,
  findOutdated,
  findRunning,
];

const WORST_FIRST = ["failed", "warning", "note"] as const;

/** How far a time may be in the future before the clock is doubted, ms: clocks are set a little all the time. */
export const AHEAD_MS = 5 * 60_000;

/** How a site stands, by what is known of it. */
export function judgeSite(matched: MatchedSite, around: Around): SiteStatus {
  const about = { ...matched, ...ageOf(matched, around) };
  const all = FINDERS.flatMap((find) => find(about, around));
  const findings = WORST_FIRST.flatMap((level) => all.filter((each) => each.level === level));
  return { ...verdictOf(about, findings), ...factsOf(about, around), findings };
}

function ageOf(
  { history, expected: { expectMs } }: MatchedSite,
  { now, isClockBack }: Around,
): Pick<About, "ageMs" | "isFresh"> {
  const good = history?.lastGood;
  const at = good?.removed === undefined ? good?.at : undefined;
  const age = at === undefined || at - now > AHEAD_MS ? undefined : Math.max(0, now - at);
  const isOld = expectMs !== undefined && age !== undefined && age > expectMs;
  // With a clock that was set back it is at least so old: too old stays too old.
  const ageMs = isClockBack && !isOld ? undefined : age;
  const isFresh = expectMs === undefined ? undefined : ageMs !== undefined && !isOld;
  return { ageMs, isFresh };
}

function verdictOf(
  { standing, history, ageMs }: About,
  findings: readonly Finding[],
): { readonly verdict: Verdict; readonly level: Level } {
  if (standing === "gone") return { verdict: "not configured", level: "none" };
  const worst = findings[0]?.level ?? "note";
  const level = worst === "note" ? "ok" : worst;
  const has = (code: FindingCode, least: Finding["level"] = "warning") =>
    findings.some((each) => each.code === code && isAtLeast(each.level, least));
  if (has("never")) return { verdict: "never", level };
  if (history?.lastGood === undefined && history?.lastBackup?.verdict !== "bad") {
    return { verdict: "not checked", level };
  }
  // Whatever else is wrong: the age of its backups is not known, and neither whether all is well.
  if (level !== "failed" && ageMs === undefined) return { verdict: "unknown", level: "warning" };
  if (level === "warning" && has("not-checked")) return { verdict: "not checked", level };
  return { verdict: level, level };
}

function isAtLeast(level: Finding["level"], least: Finding["level"]): boolean {
  return WORST_FIRST.indexOf(level) <= WORST_FIRST.indexOf(least);
}

function factsOf({ expected, history, ageMs, isFresh }: About, { newest }: Around) {
  const { product, version, latestVersion: told, tlsExpires, freeBytes, at } = history?.seen ?? {};
  const latestVersion = newerOf(newest.get(product ?? ""), told);
  return {
    site: expected.name,
    address: expected.address,
    profile: expected.profile ?? 1,
    lastGood: history?.lastGood,
    ageMs,
    expectMs: expected.expectMs,
    isFresh,
    medianSize: medianBefore(history?.sizes ?? []),
    failuresInARow: history?.failuresInARow ?? 0,
    failure: history?.failure,
    skipsInARow: history?.skipsInARow ?? 0,
    lastAttempt: history?.lastAttempt,
    product,
    version,
    latestVersion,
    isOutdated: isOlder(version, latestVersion),
    tlsExpires,
    freeBytes,
    seenAt: at,
  };
}
