/**
 * What to try at a site of which only the root is known, in which order.
 * @module
 */
import { type ApiVersion, createEndpoint, type Credential, type Endpoint } from "../endpoint.ts";
import { acceptedKinds, isRecommended, type Product } from "../product.ts";
import { inRange, isVersion } from "../compare_versions.ts";
import { queryPairs } from "./query_pairs.ts";
import type { RouteMatch } from "./recognise.ts";
import { type ParameterValues, routeUrls } from "./route_urls.ts";

/** An endpoint to try, and what to try it with. */
export interface Candidate {
  /** The endpoint. */
  readonly endpoint: Endpoint;
  /** The credential to send there. */
  readonly credential: Credential;
  /** The root of the site; ends in a slash. */
  readonly root: string;
  /** The rows of the catalogue that answer at this address, the likeliest first. */
  readonly matches: readonly RouteMatch[];
}

/** What to make candidates of. */
export interface CandidateOptions {
  /** The root of the site; ends in a slash. */
  readonly root: string;
  /** The products that may be there. */
  readonly products: readonly Product[];
  /** The credentials, the one to try first in front; only the first of each kind counts. */
  readonly credentials: readonly Credential[];
  /** The only API version to try. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, such as `folder`, instead of the defaults. */
  readonly parameters?: ParameterValues | undefined;
  /**
   * How many candidates at most; recommended routes stay anyway. By default five alternates
   * have room beside the recommended routes: 14 candidates for the three products and a Secret Word.
   */
  readonly limit?: number | undefined;
}

interface Ranked extends Candidate {
  readonly isRecommended: boolean;
}

/** A row of the catalogue at one address; a row has several where a folder may have several names. */
interface Row extends RouteMatch {
  readonly url: string;
}

/** How many requests go out together at first. */
const FIRST_WAVE = 4;

/** The maximum number of alternates. */
const ALTERNATES = 5;

/**
 * The endpoints to try at a site, in waves: the endpoints of one wave may be asked at the same time,
 * the next wave's only when none of them answered.
 *
 * There is one candidate for each address and kind of credential. Recommended routes come first, the
 * newest release of every product, then the next; alternates after them. API version 1 comes last
 * and alone: what it sends can be cracked offline, so it is for sites that have nothing newer.
 *
 * @example
 * ```ts
 * import { candidateWaves } from "@sitehaul/sitehaul/core";
 * import { products } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const waves = candidateWaves({
 *   root: "https://example.com/",
 *   products,
 *   credentials: [{ kind: "secret", value: "correct horse battery staple" }],
 * });
 * assertEquals(waves.map((wave) => wave.length), [4, 6, 4]);
 * ```
 */
export function candidateWaves(options: CandidateOptions): readonly (readonly Candidate[])[] {
  const { root, products, credentials, api, parameters = {}, limit } = options;
  const rows = newestFirst(products, parameters)
    .filter(({ route }) => api === undefined || route.api === api);
  const ofEachKind = credentials
    .filter(({ kind }, index) => credentials.findIndex((one) => one.kind === kind) === index)
    .map((credential) => rank(rows, root, credential));
  const most = Math.max(0, ...ofEachKind.map((ranked) => ranked.filter(isFirstRate).length));
  return inWaves(shorten(ofEachKind.flat(), limit ?? most + ALTERNATES));
}

/** The newest release of every product, then the one before it, with every address they have. */
function newestFirst(products: readonly Product[], parameters: ParameterValues): readonly Row[] {
  const longest = Math.max(0, ...products.map(({ releases }) => releases.length));
  return Array.from({ length: longest }, (_, age) => age).flatMap((age) =>
    products.flatMap((product) => {
      const release = product.releases.at(-1 - age);
      return release === undefined
        ? []
        : release.routes.flatMap((route) =>
          routeUrls(product, route, parameters).map((url) => ({
            product: product.id,
            release,
            route,
            url,
          }))
        );
    })
  );
}

/** The candidates for one credential, best first, one for each address. */
function rank(rows: readonly Row[], root: string, credential: Credential): readonly Ranked[] {
  const { kind } = credential;
  const usable = rows.filter(({ route }) => acceptedKinds(route).includes(kind));
  const best = usable.filter(({ route }) => isRecommended(route, kind));
  const firstOfUrl = new Map([...best, ...usable].toReversed().map((row) => [row.url, row]));
  const ordered = [...new Set([...best, ...usable].map(({ url }) => url))];
  return ordered.flatMap((url) => {
    const row = firstOfUrl.get(url);
    return row === undefined ? [] : [{
      endpoint: createEndpoint(row.route.api, root + url),
      credential,
      root,
      matches: usable.filter((other) => answersAt(other, row)).map(withoutUrl),
      isRecommended: isRecommended(row.route, kind),
    }];
  });
}

/**
 * Whether a row's releases answer at another row's address: the same path, and all the parameters
 * that they ask for. WordPress 8 ignores those that version 7 needed besides.
 */
function answersAt(row: Row, { url }: Row): boolean {
  const [path, query = ""] = url.split("?");
  const [ownPath, ownQuery = ""] = row.url.split("?");
  const there = queryPairs(query).map(({ raw }) => raw);
  return path === ownPath && queryPairs(ownQuery).every(({ raw }) => there.includes(raw));
}

function withoutUrl({ product, release, route }: Row): RouteMatch {
  return { product, release, route };
}

function isFirstRate(candidate: Ranked): boolean {
  return candidate.isRecommended;
}

/** Drops the last alternates until the limit is kept; a recommended route is never dropped. */
function shorten(ranked: readonly Ranked[], limit: number): readonly Candidate[] {
  const room = Math.max(0, limit - ranked.filter(isFirstRate).length);
  const kept = new Set(ranked.filter((candidate) => !isFirstRate(candidate)).slice(0, room));
  return ranked.filter((candidate) => isFirstRate(candidate) || kept.has(candidate))
    .map(({ endpoint, credential, root, matches }) => ({ endpoint, credential, root, matches }));
}

function inWaves(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const newer = candidates.filter(({ endpoint }) => endpoint.api !== 1);
  const old = candidates.filter(({ endpoint }) => endpoint.api === 1);
  const waves = newer.length > 0
    ? [newer.slice(0, FIRST_WAVE), newer.slice(FIRST_WAVE), old]
    : [old.slice(0, FIRST_WAVE), old.slice(FIRST_WAVE)];
  return waves.filter((wave) => wave.length > 0);
}

/**
 * Which rows of the catalogue remain possible once the site has reported its version. All of them remain
 * where the version is not one that can be compared, such as the revision of a development build.
 */
export function narrow(matches: readonly RouteMatch[], version: string): readonly RouteMatch[] {
  if (!isVersion(version)) return matches;
  return matches.filter(({ release }) => inRange(version, release.from, release.to));
}
