/** Looks at a site for its own sake: its version, its clock, its certificate, and the disk here. */
import { freeSpace } from "../download/disk_space.ts";
import type { Observation } from "../history/history.ts";
import { insideOf, type Site } from "./site.ts";

/**
 * A site is looked at once a day, ms: less than a day, since jobs of every night do not begin at the same
 * second.
 */
const EVERY_MS = 20 * 3_600_000;

/** How long all of that may take, ms: it comes on top of a backup. */
const LIMIT_MS = 10_000;

/** What looking at a site needs. */
export interface ObserveOptions {
  /** What was last seen of it; without that, it is looked at. */
  readonly last: Observation | undefined;
  /** The folder that its downloads go to. */
  readonly folder?: string | undefined;
  /** When the certificate at an address ends; without it, nobody asks. */
  readonly certificateEnd?:
    | ((url: URL, signal: AbortSignal) => Promise<number | undefined>)
    | undefined;
  /** ms since 1970. @default {Date.now} */
  readonly clock?: (() => number) | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a site shows of itself after a job. At most once a day this takes a request, and a connection beside
 * it that only reads the certificate; else only the disk is looked at. Never fails: what cannot be seen is
 * left out.
 */
export async function observeSite(
  site: Site,
  { last, folder, certificateEnd, clock = Date.now, signal }: ObserveOptions,
): Promise<Observation> {
  const freeBytes = folder === undefined ? undefined : await freeSpace(folder);
  const looked = clock();
  const ago = looked - (last?.looked ?? -Infinity);
  // A time to come is that of a clock which was wrong.
  if (ago >= 0 && ago < EVERY_MS) return { freeBytes };
  const limit = AbortSignal.any([AbortSignal.timeout(LIMIT_MS), ...signal ? [signal] : []]);
  const url = new URL(site.endpoint.url);
  const [tlsExpires, shown] = await Promise.all([
    url.protocol === "https:" ? certificateEnd?.(url, limit).catch(() => undefined) : undefined,
    versionOf(site, clock, limit).catch(() => ({})),
  ]);
  return { looked, freeBytes, tlsExpires, ...shown };
}

/**
 * What the site says of its version, and when: it costs one request. Whether there is an update comes along
 * where the version tells it (observed: 9.1.1 for WordPress); a call that makes the site look for one is
 * never sent.
 */
async function versionOf(
  site: Site,
  clock: () => number,
  signal: AbortSignal,
): Promise<Observation> {
  const begun = clock();
  const { reply, headers } = await insideOf(site).caller.sendForHeaders(
    "getVersion",
    {},
    { signal },
  );
  const { version, level, update } = reply;
  return {
    version,
    level,
    latestVersion: update?.hasUpdate === true && update.version !== "" ? update.version : undefined,
    clockAheadMs: aheadOf(headers, (begun + clock()) / 2),
  };
}

/** The header says whole seconds; half a second on, it is right on average. */
function aheadOf(headers: Headers, now: number): number | undefined {
  const time = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(time) ? undefined : Math.round(time + 500 - now);
}
