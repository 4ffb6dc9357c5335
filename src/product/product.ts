/**
 * The plugin contract, and the function that makes a product.
 * @module
 */
import { deepFreeze } from "./deep_freeze.ts";
import { checkProduct } from "./product_checks.ts";
import type { Product } from "./product_contract.ts";

export * from "./product_contract.ts";
export * from "./product_signs.ts";

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
  checkProduct(product);
  return deepFreeze(structuredClone(product));
}
