import { assertEquals } from "@std/assert";
import { mine } from "../../examples/own_product.ts";
import { products } from "../../plugins/mod.ts";
import type { Product } from "../../src/product/product.ts";
import { candidatesAt } from "../../src/resolve/candidates.ts";
import { endpointsFor } from "../../src/resolve/catalogue.ts";
import { marksOn } from "../../src/resolve/page_marks.ts";
import { testProduct } from "./conformance.ts";

for (const product of products) testProduct(product, products);
testProduct(mine, products);
testProduct(mine);

Deno.test("a third party's routes come on top of the others' candidates", () => {
  const root = "https://example.com/";
  const credentials = [{ kind: "secret", value: "x" }] as const;
  const urlsOf = (known: readonly Product[]) =>
    candidatesAt({ root, products: known, credentials }).map(({ endpoint }) => endpoint.url);
  const own = endpointsFor({ products: [mine], site: root }).map(({ url }) => url);
  const after = urlsOf([...products, mine]);
  assertEquals(new Set(after), new Set([...urlsOf(products), ...own]));
});

Deno.test("the marks tell Joomla!, WordPress and Solo apart", () => {
  const pages: Readonly<Record<string, string>> = {
    joomla: '<head>\n<meta name="generator" content="Joomla! - Open Source Content Management">',
    wordpress: '<link rel="stylesheet" href="https://example.com/wp-content/themes/x/style.css">',
    solo: "<title>Akeeba Solo</title>",
  };
  for (const [owner, page] of Object.entries(pages)) {
    const seen = { url: "https://example.com/", text: page, cookies: [] };
    assertEquals(marksOn(seen, products).products, [owner]);
  }
});
