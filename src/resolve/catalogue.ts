/** The catalogue: which endpoints a version of a product has. Works offline. */
import type { ApiVersion, CredentialKind } from "../protocol/endpoint.ts";
import { SitehaulError } from "../base/errors.ts";
import {
  acceptedKinds,
  isRecommended,
  type Product,
  type Release,
  type Route,
  versionsOf,
} from "../product/product_contract.ts";
import { quoted } from "../base/message_text.ts";
import { segmentFault } from "../product/product_rules.ts";
import { inRange, isVersion } from "../product/compare_versions.ts";
import { nearest } from "../base/nearest.ts";
import { type ParameterValues, routeUrls } from "./route_urls.ts";
import { parseSite } from "./site.ts";

/** An endpoint as a user reads of it: a row of `sitehaul endpoints`. */
export interface CatalogueEntry {
  /** The product's id. */
  readonly product: string;
  /** For people, such as `9.0.0 – 9.5.x`. */
  readonly versions: string;
  /** The API version spoken there. */
  readonly api: ApiVersion;
  /** The address: relative to the site's root, or absolute where a site was named. */
  readonly url: string;
  /** Whether it is the best of its versions, for at least one kind of credential. */
  readonly recommended: boolean;
  /** The kinds of credential; never empty. */
  readonly accepts: readonly CredentialKind[];
  /** The reason for `recommended`, in half a sentence. */
  readonly note: string;
}

/** Which rows to list, and whether to make their addresses those of a site. */
export interface CatalogueOptions {
  /** The products to look among. @default {those that come with sitehaul} */
  readonly products?: readonly Product[] | undefined;
  /** The id or the name of one of them; absent: all. */
  readonly product?: string | undefined;
  /** A version, or `7.x` for the newest 7; absent: all. */
  readonly version?: string | undefined;
  /** The only API version to list. */
  readonly api?: ApiVersion | undefined;
  /** A site, as people type it, for absolute addresses. */
  readonly site?: string | undefined;
  /** Values of the products' parameters, such as `folder`, instead of the defaults. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** The same for the core, which comes without products. */
export interface CoreCatalogueOptions extends CatalogueOptions {
  /** The products to look among. */
  readonly products: readonly Product[];
}

/**
 * The endpoints that products have, by version, the recommended one of each release first.
 *
 * @throws {SitehaulError} `product/unknown`, `product/unknown-version`, `usage/url` for the site, or
 * `usage/value` for a parameter
 *
 * @example
 * ```ts
 * import { endpointsFor } from "@sitehaul/sitehaul/core";
 * import { products } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const [first] = endpointsFor({ products, product: "wordpress", version: "8.2.0" });
 * assertEquals(first?.url, "wp-admin/admin-ajax.php?action=akeebabackup_api");
 * ```
 */
export function endpointsFor(options: CoreCatalogueOptions): CatalogueEntry[] {
  const { products, product, version, api, site, parameters = {} } = options;
  const chosen = product === undefined ? products : [findProduct(product, products)];
  checkParameters(parameters, chosen);
  const root = site === undefined ? "" : parseSite(site, products).roots[0] ?? "";
  const rows = releasesOf(chosen, version).flatMap(({ product, release }) =>
    release.routes.map((route) => ({ product, release, route }))
  );
  return rows
    .filter(({ route }) => api === undefined || route.api === api)
    .map(({ product, release, route }) => ({
      product: product.id,
      versions: versionsOf(release),
      api: route.api,
      url: root + (routeUrls(product, route, parameters)[0] ?? ""),
      recommended: isRecommendedIn(route, version),
      accepts: acceptedKinds(route, version),
      note: noteOf(route),
    }))
    .filter(({ accepts }) => accepts.length > 0);
}

/** The product of that id or name, in any case. */
function findProduct(text: string, products: readonly Product[]): Product {
  const wanted = text.trim().toLowerCase();
  const found = products.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const ids = products.map(({ id }) => id);
  const guess = nearest(wanted, ids);
  const question = guess === undefined ? "" : `Did you mean ${guess}? `;
  throw new SitehaulError(
    "product/unknown",
    `There is no product ${quoted(text)} in the catalogue`,
    { hint: `${question}The products are: ${ids.join(", ")}.` },
  );
}

/** The releases that hold the version; all where none is given. */
function releasesOf(
  products: readonly Product[],
  version: string | undefined,
): readonly { readonly product: Product; readonly release: Release }[] {
  const all = products.flatMap((product) =>
    product.releases.map((release) => ({ product, release }))
  );
  if (version === undefined) return all;
  const found = isVersion(version)
    ? all.filter(({ release }) => inRange(version, release.from, release.to))
    : [];
  if (found.length > 0) return found;
  const [only] = products;
  const whose = products.length === 1 && only !== undefined ? only.name : "any product";
  const ranges = products.map(({ id, releases }) => `${id} ${releases.map(versionsOf).join(", ")}`);
  const fault = isVersion(version) ? `no endpoint of ${whose} is known for it` : "it is not one";
  throw new SitehaulError(
    "product/unknown-version",
    `Cannot use version ${quoted(version)}: ${fault}`,
    { hint: `The versions in the catalogue: ${ranges.join("; ")}.` },
  );
}

function checkParameters(parameters: ParameterValues, products: readonly Product[]): void {
  const known = products.flatMap((product) => Object.keys(product.parameters ?? {}));
  for (const [name, value] of Object.entries(parameters)) {
    const fault = known.includes(name) ? segmentFault(value) : "there is no such parameter";
    if (fault === undefined) continue;
    throw new SitehaulError(
      "usage/value",
      `Cannot set ${quoted(name)} to ${quoted(value)}: ${fault}`,
      { hint: known.length === 0 ? "These products have none." : `There is: ${known.join(", ")}.` },
    );
  }
}

function isRecommendedIn(route: Route, version: string | undefined): boolean {
  return acceptedKinds(route, version).some((kind) => isRecommended(route, kind));
}

const WORDS: Readonly<Record<CredentialKind, string>> = {
  secret: "a Secret Word",
  "api-token": "an API token",
};

/** Says with which credential a route is recommended where that is not all it takes. */
function noteOf(route: Route): string {
  const { note } = route;
  if (!isRecommended(route)) return note ?? "an alternate";
  const kinds = acceptedKinds(route).filter((kind) => isRecommended(route, kind));
  const reason = `recommended with ${kinds.map((kind) => WORDS[kind]).join(" or ")}`;
  return note === undefined ? reason : `${reason}: ${note}`;
}
