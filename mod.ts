/**
 * sitehaul takes, downloads, verifies and manages website backups through the remote JSON API for
 * Akeeba Backup for Joomla!, Akeeba Backup for WordPress and Akeeba Solo. It is an independent
 * client.
 *
 * Read on in this order:
 *
 * 1. {@linkcode connect} finds a site, and gives a {@linkcode Site}; {@linkcode ConnectOptions} holds
 *    the credential, the time limits and everything else that can be set.
 * 2. {@linkcode detect} only tells what was found: {@linkcode Detected}.
 * 3. {@linkcode Site} is everything that can be asked of a site: `takeBackup()`, `download()`,
 *    `records()` and the others. What takes long is a generator of events; {@linkcode drain} runs it to
 *    its result.
 * 4. {@linkcode SitehaulError} is the only class of errors, with a stable {@linkcode ErrorCode};
 *    {@linkcode NegotiationError} is the one of a search that found nothing.
 * 5. The rest are options, results, memories and the catalogue.
 *
 * Archives on this machine are read with `@sitehaul/sitehaul/archive`; the types of single events are
 * in `@sitehaul/sitehaul/events`, those of products in `@sitehaul/sitehaul/product`, and what all this
 * is made of in `@sitehaul/sitehaul/core`, which may change with any version.
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
import {
  type CatalogueEntry,
  type CatalogueOptions,
  connect as connectCore,
  type ConnectOptions,
  detect as detectCore,
  type Detected,
  endpointsFor as endpointsForCore,
  type Site,
} from "./src/mod.ts";

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

// What can be asked of a site.
export { Site } from "./src/mod.ts";
export { drain } from "./src/mod.ts";

// What goes wrong.
export { isSitehaulError, SitehaulError } from "./src/mod.ts";
export { type Attempt, NegotiationError } from "./src/mod.ts";
export { type ErrorAdvice, errorAdvice, type ErrorCode, type ErrorDetails } from "./src/mod.ts";

// How to connect, and what is found.
export type { ConnectOptions, Detected } from "./src/mod.ts";
export type { ApiVersion, Endpoint, SiteVersion } from "./src/mod.ts";
export type { Clock, LogLine, Sleep, Transport, Waiting } from "./src/mod.ts";
export { products } from "./plugins/mod.ts";

// Taking backups.
export type { BackupEvent, BackupOptions, TakenBackup } from "./src/mod.ts";

// Downloading them, from the site or from where else its files can be had.
export type {
  DownloadedBackup,
  DownloadedPart,
  DownloadEvent,
  DownloadMode,
  DownloadOptions,
  DownloadWay,
} from "./src/mod.ts";
export { openStore, type Store, type StoredFile, type StoreOptions } from "./src/mod.ts";

// Records, profiles, updates.
export type { BackupRecord, Part, RecordState } from "./src/mod.ts";
export type { CallOptions, ListOptions, RecordOptions } from "./src/mod.ts";
export type { ImportedProfile, Profile, ProfileExport } from "./src/mod.ts";
export type { Stability, UpdateInformation, UpdateOptions, UpdateStage } from "./src/mod.ts";

// What is kept between runs.
export { fileMemory, type FileMemoryOptions, type Owner } from "./src/mod.ts";
export type { Memory, MemoryKey, Remembered } from "./src/mod.ts";
export { fileRunMemory, type OwnRun, type RunMemory, type RunNotes } from "./src/mod.ts";

// What is known without a site.
export type { CatalogueEntry, CatalogueOptions } from "./src/mod.ts";

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
