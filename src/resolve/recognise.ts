/** Turns a pasted endpoint URL into that endpoint. */
import { SECRET_PARAMETER } from "../base/credential_names.ts";
import { createEndpoint, type Endpoint } from "../protocol/endpoint.ts";
import type { Product, Release, Route } from "../product/product.ts";
import { compareVersions } from "../product/compare_versions.ts";
import { type MatchedPath, matchPath } from "./match_path.ts";
import { type QueryPair, queryPairs } from "./query_pairs.ts";

/** A row of a product's catalogue that fits an address. */
export interface RouteMatch {
  /** The product's id. */
  readonly product: string;
  /** The range of versions. */
  readonly release: Release;
  /** One of the routes of that release. */
  readonly route: Route;
}

/** What a pasted URL turned out to be. */
export interface Recognised {
  /** The endpoint, ready to use. */
  readonly endpoint: Endpoint;
  /** The root of the site that it belongs to; ends in a slash. */
  readonly root: string;
  /** The rows of the catalogue that have this address, the likeliest first. */
  readonly matches: readonly RouteMatch[];
}

/** Parameters of a single call, or credentials: they do not belong to an endpoint. */
const CALL_PARAMETERS: ReadonlySet<string> = new Set([
  "method",
  SECRET_PARAMETER,
  "json",
  "profile",
  "profile_id",
  "description",
  "comment",
  "tag",
  "backupid",
  "backup_id",
  "part",
  "part_id",
  "segment",
  "chunk_size",
  "from",
  "limit",
]);

interface Found extends RouteMatch {
  readonly path: MatchedPath;
  /** Whether every parameter fits, `format` too. */
  readonly isExact: boolean;
  /** Whether it fits only since the product ignores a parameter: no proof that it is this one. */
  readonly ignored: boolean;
}

/**
 * The endpoint that a URL is, by the products' catalogues, or `undefined` when it is none.
 *
 * The endpoint is the URL as pasted: its query in its order, with parameters that no catalogue knows
 * (a cache key, a language). Only what belongs to a single call is taken off, `view=Api` becomes
 * `view=api` (observed: Akeeba Backup 7.5 and 8.0 append junk otherwise), and in API version 3 the
 * method in the path becomes `{method}`. A `format` that is absent or unusual stays as it is: whoever
 * wrote it may have had a reason, and the catalogue's own address is tried next anyway.
 *
 * @example
 * ```ts
 * import { recognise } from "@sitehaul/sitehaul/core";
 * import { products } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const found = recognise("https://example.com/blog/api/index.php/v3/akeebabackup/getVersion", products);
 * assertEquals(found?.root, "https://example.com/blog/");
 * assertEquals(found?.endpoint.url, "https://example.com/blog/api/index.php/v3/akeebabackup/{method}");
 * ```
 */
export function recognise(url: string, products: readonly Product[]): Recognised | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) return undefined;
  const pairs = queryPairs(address.search);
  const rows = products.flatMap((product) => rowsAt(product, address.pathname, pairs));
  const found = likeliest(rows.filter(({ ignored }) => !ignored));
  const [best] = found;
  if (best === undefined) return undefined;
  const query = pairs.filter(({ name }) => !CALL_PARAMETERS.has(name))
    .map((pair) => correctedView(pair, best.route)).join("&");
  const path = address.origin + best.path.path;
  return {
    endpoint: createEndpoint(best.route.api, query === "" ? path : `${path}?${query}`),
    // As the platform spells it: a brace of the address stays one in a pasted `{method}` only.
    root: new URL(address.origin + best.path.root).href,
    matches: [...found, ...likeliest(rows.filter((row) => row.ignored && isBeside(row, best)))]
      .map(({ product, release, route }) => ({ product, release, route })),
  };
}

/** Whether a row that ignores part of the query answers at the address of another one. */
function isBeside(row: Found, best: Found): boolean {
  return row.route.api === best.route.api && row.path.length === best.path.length;
}

/** Whether a route answers to the query of another one at the same path: it has all that it looks at. */
export function answersTo(route: Route, { query = {} }: Route): boolean {
  return Object.entries(route.query ?? {}).every(([name, value]) =>
    route.ignores?.includes(name) === true || query[name] === value
  );
}

function rowsAt(product: Product, pathname: string, pairs: readonly QueryPair[]): Found[] {
  return product.releases.flatMap((release) =>
    release.routes.flatMap((route) => {
      const path = matchPath(route, pathname);
      const { ignores = [] } = route;
      if (path === undefined || !fits(route, pairs, ["format", ...ignores])) return [];
      const isExact = fits(route, pairs, []);
      const ignored = !fits(route, pairs, ["format"]);
      return [{ product: product.id, release, route, path, isExact, ignored }];
    })
  );
}

function fits(route: Route, pairs: readonly QueryPair[], except: readonly string[]): boolean {
  return Object.entries(route.query ?? {}).every(([name, value]) =>
    except.includes(name) ||
    pairs.some((pair) =>
      pair.name === name &&
      (pair.value === value || (name === "view" && pair.value.toLowerCase() === value))
    )
  );
}

/**
 * The rows with the longest path (the plugin's `app/index.php` ends in Joomla's `index.php`), the
 * exact ones where there are any, and of these the one that asks for most parameters first, then the
 * newest.
 */
function likeliest(found: readonly Found[]): readonly Found[] {
  const longest = Math.max(...found.map(({ path }) => path.length));
  const deep = found.filter(({ path }) => path.length === longest);
  const exact = deep.filter(({ isExact }) => isExact);
  return (exact.length > 0 ? exact : deep).toSorted((a, b) =>
    parameterCount(b) - parameterCount(a) || compareVersions(b.release.from, a.release.from)
  );
}

function parameterCount({ route }: RouteMatch): number {
  return Object.keys(route.query ?? {}).length;
}

function correctedView(pair: QueryPair, route: Route): string {
  const view = route.query?.["view"];
  return pair.name === "view" && view !== undefined ? `view=${view}` : pair.raw;
}
