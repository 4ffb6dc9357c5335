// deno-lint-ignore-file no-console -- an example prints
/**
 * A product that sitehaul does not know, described as data and used beside the others.
 *
 * Run it: deno run examples/own_product.ts
 */
import { detect, endpointsFor, products } from "@sitehaul/sitehaul";
import { defineProduct, type Product } from "@sitehaul/sitehaul/product";

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

function notFound(): Response {
  return new Response("Not found", { status: 404 });
}

if (import.meta.main) {
  const known = [...products, mine];
  for (const entry of endpointsFor({ products: known, product: "mine", site: "example.com" })) {
    console.log(entry.versions, `v${entry.api}`, entry.url, entry.recommended ? "(use this)" : "");
  }
  // A site that has it, here in memory; leave `transport` out to reach a real one.
  const transport = (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const data = { api: 400, component: "2.1.0", date: "2026-01-02", edition: "pro" };
    const isHere = pathname === "/extensions/mybackup/api.php";
    return Promise.resolve(isHere ? Response.json({ status: 200, data }) : notFound());
  };
  const found = await detect("example.com", { secret: "a word", products: known, transport });
  console.log(`found ${found.products} ${found.version.version} at ${found.endpoint.url}`);
}
