/** The plugin contract: what a product is, as data. */
import type { ApiVersion, CredentialKind } from "../protocol/endpoint.ts";
import { compareVersions } from "./compare_versions.ts";
import type { Erratum, Sign } from "./product_signs.ts";

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
  /** What tells the product that the API is meant, such as `option` and `view`. */
  readonly query?: Readonly<Record<string, string>>;
  /** The kinds of credential that work here. @default {["secret"]} */
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
  /** What answers here, for messages, such as `the API application`. @default {the address} */
  readonly answeredBy?: string;
  /** Parameters of its query whose values the product does not look at: it answers to any. */
  readonly ignores?: readonly string[];
  /**
   * Whether sites leave this address open where the web server asks for a password of its own at all
   * others.
   * @default {false}
   */
  readonly outsidePassword?: boolean;
}

/** A range of API levels. */
export interface LevelRange {
  /** The lowest level that these versions report. */
  readonly from: number;
  /** The highest; absent: and all above. */
  readonly to?: number;
}

/** A range of versions that have the same routes. */
export interface Release {
  /** The first version of the range, such as `7.5.0`. */
  readonly from: string;
  /** The last version, such as `7.4.0.1` or `8.x`; absent: and later. */
  readonly to?: string;
  /** The routes, best first. */
  readonly routes: readonly Route[];
  /** What is true of some of these versions, and what to say when it shows. */
  readonly errata?: readonly Erratum[];
  /** The API levels that these versions report; absent: any. By them, products are told apart. */
  readonly levels?: LevelRange;
}

/** A part of a path that differs between installs, such as WordPress' plugin folder. */
export interface ProductParameter {
  /** The value of an install that nobody has renamed anything in. */
  readonly default: string;
  /** Other values seen in the wild, tried after the usual one. */
  readonly alternatives?: readonly string[];
  /** What it is, for help texts. */
  readonly about: string;
  /**
   * Parts of the names that it gets where somebody renames it, in lower case, the surest first: among
   * the folders to which a page links, those with such a name are tried first.
   */
  readonly like?: readonly string[];
}

/**
 * By what the pages of a site with this product are recognised. Regular expressions ignore case, and
 * every repetition in them has a bound: `{0,100}` instead of `*`.
 */
export interface ProductMarks {
  /** Regular expression on the name of a cookie that the product's site sets. */
  readonly cookie?: string;
  /** Regular expression on the HTML of a page of the site. */
  readonly page?: string;
  /**
   * Paths below the root to which the site's pages link. One without a parameter is a mark, and tells
   * where the root is. One with parameters tells their values, on pages that are marked otherwise.
   */
  readonly links?: readonly string[];
}

/** Characters that a product changes in what it receives, so that a Secret Word never matches. */
export interface UnmatchableCharacters {
  /** Each is looked for anywhere in the Secret Word. */
  readonly characters: readonly string[];
  /** What the product makes of them, for a message to people. */
  readonly why: string;
}

/** The end of an API version, as the makers of the product have announced it. */
export interface Retirement {
  /** The API version that ends. */
  readonly api: ApiVersion;
  /** The day from which on a new version may lack it, such as `2027-10-01`. */
  readonly on: string;
  /** The source of the fact. */
  readonly note?: string;
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
  /** By what its pages are recognised, and distinguished from those of other products. */
  readonly marks?: ProductMarks;
  /**
   * Paths below the root at which one install answers, and of which it must not be asked two at
   * once, not even by a search; `""` is its front page.
   */
  readonly oneAtATime?: readonly string[];
  /** What people call its API token, such as `Joomla API Token`. @default {"API token"} */
  readonly tokenName?: string;
  /** With which characters a Secret Word can never match. */
  readonly unmatchable?: readonly UnmatchableCharacters[];
  /** What answers mean where the API should have answered, the most telling first. */
  readonly signs?: readonly Sign[];
  /** From which version on a method of the API is there, where it came later than the product. */
  readonly methodsSince?: Readonly<Record<string, string>>;
  /** Which API versions end, and when. */
  readonly retirements?: readonly Retirement[];
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
