/**
 * sitehaul takes, downloads, verifies and manages website backups through the remote JSON API for
 * Akeeba Backup for Joomla!, Akeeba Backup for WordPress and Akeeba Solo. It is an independent
 * client.
 *
 * @example
 * ```ts ignore
 * import { connect } from "@sitehaul/sitehaul";
 *
 * const site = await connect("www.example.com", { secret: "the Secret Word" });
 * for await (const event of site.takeBackup({ description: "Nightly" })) console.log(event);
 * ```
 * @module
 */
import { products } from "./plugins/mod.ts";
import type { Site } from "./src/client/site.ts";
import {
  connect as connectCore,
  type ConnectOptions as CoreConnectOptions,
  detect as detectCore,
  type Detected,
} from "./src/client/connect.ts";
import {
  type CatalogueEntry,
  type CatalogueOptions as CoreCatalogueOptions,
  endpointsFor as endpointsForCore,
} from "./src/resolve/catalogue.ts";
import type { Product } from "./src/product/product.ts";

export type { CoreCatalogueOptions, CoreConnectOptions };
export * from "./src/mod.ts";
export * from "./plugins/mod.ts";

/** The same, with the products left to the ones that come with sitehaul. */
export type WithProducts<T> = Omit<T, "products"> & {
  /** Only sites with these products are found. @default {products} */
  readonly products?: readonly Product[] | undefined;
};

/** How to find a site, and the credential to use. */
export type ConnectOptions = WithProducts<CoreConnectOptions>;

/** Of which products and versions to list endpoints, and for which site. */
export type CatalogueOptions = WithProducts<CoreCatalogueOptions>;

/**
 * Connects to a site: finds the endpoint, or uses what is remembered of it.
 *
 * @param site the address: a bare host, a URL, or an endpoint pasted from the product's own screen
 * @param options the credential, and how to connect
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 *
 * @example
 * ```ts
 * import { connect } from "@sitehaul/sitehaul";
 * import { createSimulator } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = "correct horse battery staple";
 * const simulator = createSimulator({ product: "joomla", version: "10.2.1", secret });
 * const site = await connect("https://www.example.com", { secret, transport: simulator.handle });
 * assertEquals((await site.version()).version, "10.2.1");
 * ```
 */
export function connect(site: string, options: ConnectOptions): Promise<Site> {
  return connectCore(site, { ...options, products: options.products ?? products });
}

/**
 * Finds out everything about a site: endpoint, API version, level, product, version, edition.
 *
 * @param site the address: a bare host, a URL, or an endpoint pasted from the product's own screen
 * @param options the credential, and how to connect
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 *
 * @example
 * ```ts
 * import { detect } from "@sitehaul/sitehaul";
 * import { createSimulator } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = "correct horse battery staple";
 * const simulator = createSimulator({ product: "wordpress", version: "9.1.1", secret });
 * const found = await detect("www.example.com", { secret, transport: simulator.handle });
 * assertEquals([found.products, found.endpoint.api, found.roundTrips], [["wordpress"], 2, 1]);
 * ```
 */
export function detect(site: string, options: ConnectOptions): Promise<Detected> {
  return detectCore(site, { ...options, products: options.products ?? products });
}

/**
 * The catalogue, offline: which endpoints a version of a product has, which is recommended, and why
 * the others are not.
 *
 * @throws {SitehaulError} `product/unknown`, `product/unknown-version`, `usage/url`
 *
 * @example
 * ```ts
 * import { endpointsFor } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const found = endpointsFor({ product: "wordpress", version: "9.1.1", site: "example.com" });
 * assertEquals(found.map(({ url }) => url), [
 *   "https://example.com/wp-admin/admin-ajax.php?action=akeebabackup_api",
 * ]);
 * ```
 */
export function endpointsFor(options: CatalogueOptions = {}): CatalogueEntry[] {
  return endpointsForCore({ ...options, products: options.products ?? products });
}
