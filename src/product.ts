/**
 * The plugin contract: what a product is, as data.
 * @module
 */
import type { ApiVersion, CredentialKind } from "./endpoint.ts";

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
  /** Whether this is the route to use. @default {false} */
  readonly recommended?: boolean;
  /** Why it is not recommended, or what is special here. */
  readonly note?: string;
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

/** What tells a product apart from another one that answers at the same address. */
export interface ProductMarks {
  /** Regular expression on the name of a cookie that the product's site sets. */
  readonly cookie?: string;
  /** Regular expression on the HTML of the page at the site's root. */
  readonly page?: string;
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
  /** What tells it apart from products that share an address with it. */
  readonly marks?: ProductMarks;
}
