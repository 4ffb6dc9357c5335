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
export type { Behaviour, Era } from "./behaviour.ts";
export { seededBytes } from "./content.ts";
export { JpaWriter } from "./jpa_writer.ts";
export type { ArchiveEntity, ArchivePart, ArchiveWriter } from "./parted_bytes.ts";
export { type ZipFault, ZipWriter } from "./zip_writer.ts";
export type { Caching } from "./cache.ts";
export type { Gateway } from "./gateway.ts";
export { ConnectionLost, ConnectionRefused, type Mischief, NOISE } from "./mischief.ts";
export type { MischiefMatch } from "./mischief_match.ts";
export {
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type SimulatedFile,
  type SimulatedLanguage,
  type SimulatedProduct,
  type SimulatedProfile,
  type SimulatorOptions,
} from "./options.ts";
export type { CallParameters } from "./parameters.ts";
export type { Json } from "./reply.ts";
export { serve, type ServeOptions, type SimulatorServer } from "./serve.ts";
export { createSimulator, type SimulatedRequest, type Simulator } from "./simulator.ts";
export type { SiteRecord } from "./record.ts";
export type { RunningBackup, RunOptions, StepNews } from "./running.ts";
export type { Settings } from "./settings.ts";
export { SiteState } from "./site.ts";
export { partOf, type SitePart } from "./site_part.ts";
