import { assertEquals, assertExists, assertStringIncludes } from "@std/assert";
import { mine } from "../../examples/own_product.ts";
import { products } from "../../plugins/mod.ts";
import { renderCatalogueTable, withCatalogueTable } from "../../src/resolve/catalogue_table.ts";
import { readReadme } from "../support/catalogue_table.ts";

Deno.test("the table in README.md is the one that the products make", () => {
  const readme = readReadme() ?? `# A document\n\n${renderCatalogueTable(products)}\n`;
  const current = withCatalogueTable(readme, products);
  assertExists(current, "README.md has lost the marks around the table of endpoints");
  assertEquals(readme, current, "README.md is out of date. Refresh it: deno task readme");
});

Deno.test("renderCatalogueTable() has a line for each release, the recommended endpoint in bold", () => {
  const table = renderCatalogueTable([mine]);
  assertStringIncludes(table, "| version | API v1 | API v2 |\n| --- | --- | --- |\n");
  assertStringIncludes(table, "\n| 1.0.0 – 1.x | **`extensions/{folder}/api.php`** | – |\n");
  assertStringIncludes(
    table,
    "\n| 2.0.0 and later | – | **`extensions/{folder}/api.php?v=2`**<br>`backup-api` |\n",
  );
  assertStringIncludes(table, "`{folder}` is usually `mybackup`: the folder of the extension.");
});

Deno.test("withCatalogueTable() leaves everything around the table as it is", () => {
  const old = "before\n\n<!-- catalogue:start -->\nold\n<!-- catalogue:end -->\n\nafter\n";
  const current = withCatalogueTable(old, [mine]);
  assertEquals(current, `before\n\n${renderCatalogueTable([mine])}\n\nafter\n`);
  assertEquals(withCatalogueTable("no marks", [mine]), undefined);
});
