/** How sites stand, as the document that programs read. */
import type { FleetStatus, GoodBackup, SiteStatus } from "../status.ts";

/** Every key is always there; `null` where nothing is known. Times are ISO 8601 in UTC, spans are seconds. */
export function statusDocument({ at, level, counts, clock, sites }: FleetStatus) {
  return {
    at: timeOf(at) ?? null,
    level,
    clock: clock ?? null,
    counts,
    sites: sites.map(siteDocument),
  };
}

function siteDocument(site: SiteStatus) {
  const { verdict, level, address, profile, lastGood, ageMs, expectMs, findings } = site;
  return {
    site: site.site,
    address,
    profile,
    verdict,
    level,
    lastGood: lastGood === undefined ? null : goodDocument(lastGood),
    age: secondsOf(ageMs),
    expect: secondsOf(expectMs),
    fresh: site.isFresh ?? null,
    medianSize: site.medianSize ?? null,
    failures: site.failuresInARow,
    failure: site.failure === undefined ? null : {
      code: site.failure.code ?? null,
      message: site.failure.message,
    },
    skips: site.skipsInARow,
    lastAttempt: timeOf(site.lastAttempt),
    product: site.product ?? null,
    version: site.version ?? null,
    latestVersion: site.latestVersion ?? null,
    outdated: site.isOutdated ?? null,
    tlsExpires: timeOf(site.tlsExpires),
    freeBytes: site.freeBytes ?? null,
    seen: timeOf(site.seenAt),
    findings: findings.map(({ code, level: weight, text }) => ({ code, level: weight, text })),
  };
}

function goodDocument(
  { at, record, archive, size, kind, place, removed, depth, provenAt }: GoodBackup,
) {
  return {
    time: timeOf(at),
    id: record,
    archive,
    size: size ?? null,
    kind,
    place,
    removed: timeOf(removed),
    depth: depth ?? null,
    verified: timeOf(provenAt),
  };
}

/** What is no time is none: the history is a file like others. */
function timeOf(time: number | undefined): string | null {
  const date = new Date(time ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function secondsOf(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.floor(ms / 1000);
}
