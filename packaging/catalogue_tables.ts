import { markdownTable } from "./markdown.ts";
import { products } from "../plugins/mod.ts";
import { API_VERSIONS, type ApiVersion } from "../src/protocol/endpoint.ts";
import { isRecommended, type Product, type Release, versionsOf } from "../src/product/product.ts";

/** The catalogue as Markdown: a table for each product, the recommended endpoints in bold. */
export function catalogueTables(all: readonly Product[] = products): string {
  return all.map((product) => tableOf(product)).join("\n\n");
}

function tableOf(product: Product): string {
  const versions = API_VERSIONS.toReversed().filter((api) =>
    product.releases.some(({ routes }) => routes.some((route) => route.api === api))
  );
  const head = ["version", ...versions.map((api) => `API v${api}`)];
  const rows = product.releases.map((release) => [
    versionsOf(release),
    ...versions.map((api) => cellOf(release, api)),
  ]);
  const legend = Object.entries(product.parameters ?? {}).map(([name, parameter]) =>
    `\n\`{${name}}\` is usually \`${parameter.default}\`: ${parameter.about}.`
  );
  return [`## ${product.name} (\`${product.id}\`)`, "", markdownTable(head, rows), ...legend].join(
    "\n",
  );
}

function cellOf(release: Release, api: ApiVersion): string {
  const cells = release.routes.filter((route) => route.api === api).map((route) => {
    const query = new URLSearchParams(route.query).toString();
    const address = `\`${route.path}${query === "" ? "" : `?${query}`}\``;
    return isRecommended(route) ? `**${address}**` : address;
  });
  return cells.length === 0 ? "–" : cells.join("<br>");
}
