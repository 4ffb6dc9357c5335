/** What to try at a site of which only the root is known, in which order. */
import {
  type ApiCredential,
  type ApiVersion,
  createEndpoint,
  type Endpoint,
} from "../protocol/endpoint.ts";
import { acceptedKinds, isRecommended, type Product } from "../product/product_contract.ts";
import { inRange, isVersion } from "../product/compare_versions.ts";
import { answersTo, type RouteMatch } from "./recognise.ts";
import { type ParameterChoices, routeUrls } from "./route_urls.ts";

/** An endpoint to try, and what to try it with. */
export interface Candidate {
  /** Address, API version and how the credential is sent. */
  readonly endpoint: Endpoint;
  /** Of a kind that the endpoint takes. */
  readonly credential: ApiCredential;
  /** The root of the site; ends in a slash. */
  readonly root: string;
  /** The rows of the catalogue that answer at this address, the likeliest first. */
  readonly matches: readonly RouteMatch[];
}

/** What decides which addresses of a site are tried, and in which order. */
export interface CandidateOptions {
  /** The root of the site; ends in a slash. */
  readonly root: string;
  /** Only their addresses are made candidates. */
  readonly products: readonly Product[];
  /** The credentials, the one to try first in front; only the first of each kind counts. */
  readonly credentials: readonly ApiCredential[];
  /** The only API version to try. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, such as `folder`, instead of the defaults. */
  readonly parameters?: ParameterChoices | undefined;
  /** Only routes with parameters in their paths, or only those without; absent: all. */
  readonly only?: "parametric" | "plain" | undefined;
}

/** A row of the catalogue at one address; a row has several where a folder may have several names. */
interface Row extends RouteMatch {
  readonly url: string;
}

/**
 * The endpoints to try at a site, in the order of preference: the newest API versions first, and API
 * version 1 last, since what it sends can be cracked offline. Among these, the recommended routes
 * come first, those of the newest release of every product, then of the one before it.
 *
 * There is one candidate for each address and kind of credential. Every address of the catalogue is
 * among them.
 *
 * @example
 * ```ts
 * import { candidatesAt } from "@sitehaul/sitehaul/core";
 * import { joomla } from "@sitehaul/sitehaul/joomla";
 * import { assertEquals } from "@std/assert";
 *
 * const candidates = candidatesAt({
 *   root: "https://example.com/",
 *   products: [joomla],
 *   credentials: [{ kind: "secret", value: "correct horse battery staple" }],
 * });
 * assertEquals(candidates.map(({ endpoint }) => endpoint.api), [2, 2, 3, 2, 3, 1, 1]);
 * ```
 */
export function candidatesAt(options: CandidateOptions): readonly Candidate[] {
  const { root, products, credentials, api, parameters = {}, only } = options;
  const rows = newestFirst(products, parameters)
    .filter(({ route }) => api === undefined || route.api === api)
    .filter(({ route }) => only === undefined || (only === "plain") === isPlain(route.path));
  const ranked = credentials
    .filter(({ kind }, index) => credentials.findIndex((one) => one.kind === kind) === index)
    .flatMap((credential) => rank(rows, root, credential));
  return [
    ...ranked.filter(({ endpoint }) => endpoint.api !== 1),
    ...ranked.filter(({ endpoint }) => endpoint.api === 1),
  ];
}

function isPlain(path: string): boolean {
  return !path.replace("{method}", "").includes("{");
}

/** The newest release of every product, then the one before it, with every address they have. */
function newestFirst(products: readonly Product[], parameters: ParameterChoices): readonly Row[] {
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
function rank(rows: readonly Row[], root: string, credential: ApiCredential): readonly Candidate[] {
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
    }];
  });
}

/**
 * Whether a row's releases answer at another row's address: the same API version and path, and all
 * the parameters that they look at. WordPress 8 ignores those that version 7 needed besides.
 */
function answersAt(row: Row, other: Row): boolean {
  return row.route.api === other.route.api && pathOf(row) === pathOf(other) &&
    answersTo(row.route, other.route);
}

function pathOf({ url }: Row): string {
  return url.split("?")[0] ?? url;
}

function withoutUrl({ product, release, route }: Row): RouteMatch {
  return { product, release, route };
}

/**
 * Which rows of the catalogue remain possible once the site has reported its version and its level.
 * The version does not count where it cannot be compared, such as the revision of a development
 * build, and neither does what would leave nothing.
 */
export function narrow(
  matches: readonly RouteMatch[],
  version: string,
  level?: number,
): readonly RouteMatch[] {
  const byVersion = isVersion(version)
    ? matches.filter(({ release }) => inRange(version, release.from, release.to))
    : matches;
  if (level === undefined) return byVersion;
  const byLevel = byVersion.filter(({ release: { levels } }) =>
    levels === undefined || (level >= levels.from && level <= (levels.to ?? level))
  );
  return byLevel.length > 0 ? byLevel : byVersion;
}
