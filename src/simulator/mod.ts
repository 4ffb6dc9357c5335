/**
 * Simulated sites, for tests: they behave as recorded servers of every product and version do, in
 * memory or on a port of this machine.
 *
 * @example
 * ```ts
 * import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const simulator = createSimulator({ product: "wordpress", version: "9.1.1" });
 * const url = "https://example.com/wp-admin/admin-ajax.php?action=akeebabackup_api";
 * const response = await simulator.handle(
 *   new Request(`${url}&method=getVersion`, { headers: { "x-akeeba-auth": DEFAULT_SECRET } }),
 * );
 * const { data } = await response.json();
 * assertEquals(data.component, "9.1.1");
 * ```
 * @module
 */
export { createSimulator, type SimulatedRequest, type Simulator } from "./simulator.ts";
export {
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type SimulatedFile,
  type SimulatedLanguage,
  type SimulatedProduct,
  type SimulatedProfile,
  type SimulatorOptions,
} from "./setup/options.ts";
export { serve, type ServeOptions, type SimulatorServer } from "./serve.ts";
export type { SimulatedState } from "./site/site.ts";
export type { SiteRecord } from "./site/record.ts";
export { partOf, type SitePart } from "./archives/site_part.ts";
export { type Mischief, NOISE } from "./mischief/mischief.ts";
export type { MischiefMatch } from "./mischief/mischief_match.ts";
export type { Caching } from "./mischief/cache.ts";
export type { Gateway } from "./mischief/gateway.ts";
export type { Json } from "./wire/reply.ts";
