import { assertEquals } from "@std/assert";
import { mine } from "../../examples/own_product.ts";
import { products } from "../../plugins/mod.ts";
import type { Product } from "../../src/product.ts";
import { candidateWaves } from "../../src/resolve/candidates.ts";
import { endpointsFor } from "../../src/resolve/catalogue.ts";
import { testProduct } from "./conformance.ts";

for (const product of products) testProduct(product, products);
testProduct(mine, products);
testProduct(mine);

Deno.test("a third party's recommended routes come on top of the others' candidates", () => {
  const root = "https://example.com/";
  const credentials = [{ kind: "secret", value: "x" }] as const;
  const urlsOf = (known: readonly Product[], limit?: number) =>
    candidateWaves({ root, products: known, credentials, limit }).flat()
      .map(({ endpoint }) => endpoint.url);
  const recommended = endpointsFor({ products: [mine], site: root }).filter((one) =>
    one.recommended
  );
  const after = urlsOf([...products, mine]);
  assertEquals(after.length, urlsOf(products).length + recommended.length);
  // Only an alternate may have had to make room.
  assertEquals(urlsOf(products, 0).filter((url) => !after.includes(url)), []);
});

Deno.test("the marks tell Joomla!, WordPress and Solo apart", () => {
  const pages: Readonly<Record<string, string>> = {
    joomla: '<head>\n<meta name="generator" content="Joomla! - Open Source Content Management">',
    wordpress: '<link rel="stylesheet" href="https://example.com/wp-content/themes/x/style.css">',
    solo: "<title>Akeeba Solo</title>",
  };
  for (const [owner, page] of Object.entries(pages)) {
    const fitting = products.filter(({ marks }) => new RegExp(marks?.page ?? "^$", "u").test(page));
    assertEquals(fitting.map(({ id }) => id), [owner]);
  }
});
