/**
 * Brings the table of endpoints in README.md up to date.
 *
 * Run it: deno task readme
 */
import { products } from "../../plugins/mod.ts";
import { withCatalogueTable } from "../../src/resolve/catalogue_table.ts";

const README = new URL("../../README.md", import.meta.url);

/** The text of README.md; `undefined` where there is none. */
export function readReadme(): string | undefined {
  try {
    return Deno.readTextFileSync(README);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const current = withCatalogueTable(readReadme() ?? "", products);
  if (current === undefined) throw new Error("README.md has no marks for the table of endpoints");
  Deno.writeTextFileSync(README, current);
}
