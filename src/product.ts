/**
 * The plugin contract: what a product is, as data.
 * @module
 */
import type { ApiVersion, CredentialKind } from "./endpoint.ts";
import { SitehaulError } from "./errors.ts";
import { expressionFault, pathFault, segmentFault } from "./product_rules.ts";
import { PRODUCT_SHAPE } from "./product_shape.ts";
import { compareVersions } from "./compare_versions.ts";

export type { ApiVersion, CredentialKind };

/** One address at which a release of a product answers. */
export interface Route {
  /** The API version spoken there. */
  readonly api: ApiVersion;
  /**
   * The path below the site's root, without a leading slash. May hold `{name}` for a parameter of
   * the product, and in API version 3 holds `{method}`.
   */
  readonly path: string;
  /** Routing parameters of the query. */
  readonly query?: Readonly<Record<string, string>>;
  /** Which credentials this route takes. @default {["secret"]} */
  readonly accepts?: readonly CredentialKind[];
  /** From which version on it takes a kind, where that is later than the release's `from`. */
  readonly acceptsSince?: Readonly<Partial<Record<CredentialKind, string>>>;
  /**
   * Whether this is the route to use: with every credential that it takes, or with the kinds named.
   * @default {false}
   */
  readonly recommended?: boolean | readonly CredentialKind[];
  /** Why it is not recommended, or what is special here. */
  readonly note?: string;
  /**
   * Whether a refusal here is a verdict on the credential. It is none where the address cannot read
   * a Secret Word that is stored encrypted, and so refuses the right one as well.
   * @default {true}
   */
  readonly trustRefusal?: boolean;
}

/** A range of versions that have the same routes. */
export interface Release {
  /** The first version of the range, such as `7.5.0`. */
  readonly from: string;
  /** The last version, such as `7.4.0.1` or `8.x`; absent: and later. */
  readonly to?: string;
  /** The routes, best first. */
  readonly routes: readonly Route[];
}

/** A part of a path that differs between installs, such as WordPress' plugin folder. */
export interface ProductParameter {
  /** The usual value. */
  readonly default: string;
  /** Other values seen in the wild, tried after the usual one. */
  readonly alternatives?: readonly string[];
  /** What it is, for help texts. */
  readonly about: string;
}

/** What distinguishes a product from another one that answers at the same address. */
export interface ProductMarks {
  /** Regular expression on the name of a cookie that the product's site sets. */
  readonly cookie?: string;
  /** Regular expression on the HTML of the page at the site's root. */
  readonly page?: string;
}

/** Characters that a product changes in what it receives, so that a Secret Word never matches. */
export interface UnmatchableCharacters {
  /** The characters. */
  readonly characters: readonly string[];
  /** What happens to them. */
  readonly why: string;
}

/** A product, as plain data; made with {@linkcode defineProduct}. */
export interface Product {
  /** Short and stable: lower-case letters, digits, hyphens. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** The ranges of versions, oldest first, not overlapping. */
  readonly releases: readonly Release[];
  /** The parameters that stand in the paths. */
  readonly parameters?: Readonly<Record<string, ProductParameter>>;
  /** Paths below the root that people copy along with the site's address, such as `wp-admin`. */
  readonly innerPaths?: readonly string[];
  /** What distinguishes it from products that share an address with it. */
  readonly marks?: ProductMarks;
  /** With which characters a Secret Word can never match. */
  readonly unmatchable?: readonly UnmatchableCharacters[];
}

/**
 * The credentials that a route takes; with a version, those that it takes in that version.
 *
 * @example
 * ```ts
 * import { acceptedKinds, type Route } from "@sitehaul/sitehaul/product";
 * import { assertEquals } from "@std/assert";
 *
 * const route: Route = {
 *   api: 2,
 *   path: "api.php",
 *   accepts: ["secret", "api-token"],
 *   acceptsSince: { "api-token": "2.1.0" },
 * };
 * assertEquals(acceptedKinds(route, "2.0.0"), ["secret"]);
 * assertEquals(acceptedKinds(route, "2.1.0"), ["secret", "api-token"]);
 * ```
 */
export function acceptedKinds(route: Route, version?: string): readonly CredentialKind[] {
  const { accepts = ["secret"], acceptsSince = {} } = route;
  if (version === undefined) return accepts;
  return accepts.filter((kind) => compareVersions(version, acceptsSince[kind] ?? version) >= 0);
}

/**
 * Whether a route is the one to use, with that kind of credential or, without one, with any.
 *
 * @example
 * ```ts
 * import { isRecommended, type Route } from "@sitehaul/sitehaul/product";
 * import { assert } from "@std/assert";
 *
 * const route: Route = { api: 2, path: "api.php", recommended: ["secret"] };
 * assert(isRecommended(route) && isRecommended(route, "secret"));
 * assert(!isRecommended(route, "api-token"));
 * ```
 */
export function isRecommended(route: Route, kind?: CredentialKind): boolean {
  const { recommended = false } = route;
  const kinds = recommended === true ? acceptedKinds(route) : recommended || [];
  return kind === undefined ? kinds.length > 0 : kinds.includes(kind);
}

/**
 * The range of a release in words.
 *
 * @example
 * ```ts
 * import { versionsOf } from "@sitehaul/sitehaul/product";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(versionsOf({ from: "7.5.0", to: "8.x" }), "7.5.0 – 8.x");
 * assertEquals(versionsOf({ from: "9.6.0" }), "9.6.0 and later");
 * ```
 */
export function versionsOf(release: Pick<Release, "from" | "to">): string {
  return release.to === undefined ? `${release.from} and later` : `${release.from} – ${release.to}`;
}

/** Parameters that belong to a call or carry a credential, so that no route may set them. */
const CALL_QUERY: readonly string[] = ["method", "_akeebaAuth", "json"];

/**
 * Checks a product and returns a frozen copy of it. Beyond the shape: the ranges are in order and do
 * not overlap, every release recommends a route for each credential that it takes, no path leaves
 * the site, every `{name}` in a path is declared, the regular expressions compile.
 *
 * @throws {SitehaulError} `product/invalid`, with the row at fault in its message
 *
 * @example
 * ```ts
 * import { defineProduct } from "@sitehaul/sitehaul/product";
 * import { assertEquals } from "@std/assert";
 *
 * const mine = defineProduct({
 *   id: "mine",
 *   name: "My own backup",
 *   releases: [{
 *     from: "1.0.0",
 *     routes: [{ api: 2, path: "backup/api.php", query: { format: "raw" }, recommended: true }],
 *   }],
 * });
 * assertEquals(mine.releases[0]?.routes[0]?.path, "backup/api.php");
 * ```
 */
export function defineProduct(product: Product): Product {
  const shape = PRODUCT_SHAPE.safeParse(product);
  const issue = shape.error?.issues[0];
  if (issue !== undefined) throw invalid(product, issue.path, issue.message);
  checkParts(product);
  product.releases.forEach((release, index) => checkRelease(product, release, index));
  return deepFreeze(structuredClone(product));
}

function checkParts(product: Product): void {
  const { parameters = {}, innerPaths = [], marks = {} } = product;
  for (const [name, parameter] of Object.entries(parameters)) {
    refuse(product, ["parameters", name], name === "method" && "the name belongs to API version 3");
    for (const value of [parameter.default, ...parameter.alternatives ?? []]) {
      refuse(product, ["parameters", name], segmentFault(value));
    }
  }
  innerPaths.forEach((path, index) => refuse(product, ["innerPaths", index], pathFault(path, [])));
  for (const [mark, expression] of Object.entries(marks)) {
    refuse(product, ["marks", mark], expressionFault(expression));
  }
}

function checkRelease(product: Product, release: Release, index: number): void {
  const here = ["releases", index];
  const { from, to, routes } = release;
  const before = product.releases[index - 1];
  refuse(
    product,
    here,
    to !== undefined && compareVersions(from, to) > 0 && "ends before it begins",
  );
  refuse(
    product,
    here,
    before !== undefined && (before.to === undefined || compareVersions(before.to, from) >= 0) &&
      `overlaps release ${index} (${versionsOf(before)}), or is not after it`,
  );
  routes.forEach((route, at) => checkRoute(product, release, route, [...here, "routes", at]));
  for (const kind of new Set(routes.flatMap((route) => acceptedKinds(route)))) {
    const isServed = routes.some((route) => isRecommended(route, kind));
    refuse(product, here, !isServed && `recommends no route for the credential "${kind}"`);
  }
}

function checkRoute(
  product: Product,
  release: Release,
  route: Route,
  here: readonly PropertyKey[],
): void {
  const { api, path, query = {}, recommended, acceptsSince = {} } = route;
  const known = Object.keys(product.parameters ?? {});
  const taken = acceptedKinds(route);
  refuse(product, [...here, "path"], pathFault(path, api === 3 ? [...known, "method"] : known));
  refuse(
    product,
    [...here, "path"],
    api === 3 && path.split("{method}").length !== 2 && "API version 3 needs {method} in it, once",
  );
  const reserved = Object.keys(query).find((name) => CALL_QUERY.includes(name));
  refuse(product, [...here, "query"], reserved !== undefined && `"${reserved}" belongs to a call`);
  refuse(
    product,
    [...here, "accepts"],
    api === 1 && taken.includes("api-token") && "API version 1 has no API tokens",
  );
  const stray = Array.isArray(recommended) && recommended.find((kind) => !taken.includes(kind));
  refuse(
    product,
    [...here, "recommended"],
    stray && `it does not accept the credential "${stray}"`,
  );
  for (const [kind, since] of Object.entries(acceptsSince)) {
    const isLater = compareVersions(since, release.from) > 0 &&
      (release.to === undefined || compareVersions(since, release.to) <= 0);
    const isTaken = taken.some((one) => one === kind);
    refuse(product, [...here, "acceptsSince", kind], !isTaken && "is not among accepts");
    refuse(product, [...here, "acceptsSince", kind], !isLater && "lies outside the release");
  }
}

function refuse(
  product: Product,
  path: readonly PropertyKey[],
  fault: string | false | undefined,
): void {
  if (fault) throw invalid(product, path, fault);
}

/** Names the row: `Product "mine", release 2 (7.5.0 – 8.x), route 1: path: …`. */
function invalid(product: Product, path: readonly PropertyKey[], fault: string): SitehaulError {
  const [first, releaseIndex, second, routeIndex] = path;
  const row = [`Product ${JSON.stringify(product?.id) ?? "without an id"}`];
  const isRelease = first === "releases" && typeof releaseIndex === "number";
  const isRoute = isRelease && second === "routes" && typeof routeIndex === "number";
  if (isRelease) {
    const release = product.releases[releaseIndex];
    const range = typeof release?.from === "string" ? ` (${versionsOf(release)})` : "";
    row.push(`release ${releaseIndex + 1}${range}`);
  }
  if (isRoute) row.push(`route ${routeIndex + 1}`);
  const field = path.slice(isRoute ? 4 : isRelease ? 2 : 0).map(String).join(".");
  return new SitehaulError(
    "product/invalid",
    `${row.join(", ")}: ${field === "" ? "" : `${field}: `}${fault}`,
    {
      hint: "Correct this row of the product's definition; see the Product type for its fields.",
    },
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach((inner) => deepFreeze(inner));
    Object.freeze(value);
  }
  return value;
}
