/** What is to be said of the version of a site's product. */
import { compareVersions, isVersion } from "../../product/compare_versions.ts";
import { endOfApi } from "../../product/end_of_api.ts";
import type { Finder } from "./about.ts";

/** So long before, an end is a warning and not only a note, ms: half a year to update hundreds of sites. */
const NOTICE_MS = 180 * 24 * 3_600_000;

/** Whether a version is older than another; `undefined` where one of them is unknown or none. */
export function isOlder(version: string | undefined, newest: string | undefined) {
  if (version === undefined || newest === undefined) return undefined;
  if (!isVersion(version) || !isVersion(newest)) return undefined;
  return compareVersions(version, newest) < 0;
}

/** There is a newer version. */
export const findOutdated: Finder = ({ history }, { newest }) => {
  const { version, product = "", latestVersion } = history?.seen ?? {};
  const latest = newerOf(newest.get(product), latestVersion);
  if (version === undefined || latest === undefined || !isOlder(version, latest)) return [];
  return [{ code: "outdated", level: "note", text: `version ${version}; ${latest} is known` }];
};

/** The newer of two versions, as far as they are versions. */
export function newerOf(one: string | undefined, other: string | undefined): string | undefined {
  const known = [one, other].filter((each) => each !== undefined && isVersion(each)) as string[];
  return known.reduce<string | undefined>(
    (best, each) => best === undefined || compareVersions(each, best) > 0 ? each : best,
    undefined,
  );
}

/** The API that this version is asked by ends. */
export const findEndOfApi: Finder = ({ history, expected: { credential } }, { products, now }) => {
  const { product: id, version } = history?.seen ?? {};
  const product = products.find((each) => each.id === id);
  if (product === undefined || version === undefined) return [];
  const end = endOfApi(product, version, credential);
  if (end === undefined) return [];
  const { on, says } = end;
  const isNear = on === undefined || Date.parse(on) - now <= NOTICE_MS;
  return [{ code: "api-ends", level: isNear ? "warning" : "note", text: says }];
};
