// deno-lint-ignore-file no-console -- an example prints
/**
 * A product that sitehaul does not know, described as data and used beside the others.
 *
 * Run it: deno run examples/own_product.ts
 */
import { defineProduct, endpointsFor, type Product, products } from "@sitehaul/sitehaul";

/** A backup extension with an API of its own, in two generations. */
export const mine: Product = defineProduct({
  id: "mine",
  name: "My own backup",
  releases: [
    {
      from: "1.0.0",
      to: "1.x",
      routes: [{ api: 1, path: "extensions/{folder}/api.php", recommended: true }],
    },
    {
      from: "2.0.0",
      routes: [
        { api: 2, path: "extensions/{folder}/api.php", query: { v: "2" }, recommended: true },
        { api: 2, path: "backup-api", note: "needs rewritten URLs" },
      ],
    },
  ],
  parameters: { folder: { default: "mybackup", about: "the folder of the extension" } },
});

if (import.meta.main) {
  const known = [...products, mine];
  for (const entry of endpointsFor({ products: known, product: "mine", site: "example.com" })) {
    console.log(entry.versions, `v${entry.api}`, entry.url, entry.recommended ? "(use this)" : "");
  }
}
