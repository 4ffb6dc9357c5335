import { API_VERSIONS, type ApiVersion } from "../endpoint.ts";
import { isRecommended, type Product, type Release, versionsOf } from "../product.ts";

/** What stands around the table in a document. */
export const CATALOGUE_START: string = "<!-- catalogue:start -->";
/** What stands around the table in a document. */
export const CATALOGUE_END: string = "<!-- catalogue:end -->";

// The formatter would pad the cells to the width of the longest address.
const AS_IS = ["<!-- deno-fmt-ignore-start -->", "<!-- deno-fmt-ignore-end -->"] as const;

/** The catalogue as Markdown: a table for each product, the recommended endpoints in bold. */
export function renderCatalogueTable(products: readonly Product[]): string {
  const tables = products.map((product) => tableOf(product));
  return [CATALOGUE_START, AS_IS[0], ...tables, AS_IS[1], CATALOGUE_END].join("\n\n");
}

/**
 * A document with the catalogue's table between its two marks brought up to date; `undefined` when
 * the marks are not there.
 */
export function withCatalogueTable(
  document: string,
  products: readonly Product[],
): string | undefined {
  const start = document.indexOf(CATALOGUE_START);
  const end = document.indexOf(CATALOGUE_END, start);
  if (start < 0 || end < 0) return undefined;
  return document.slice(0, start) + renderCatalogueTable(products) +
    document.slice(end + CATALOGUE_END.length);
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
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const legend = Object.entries(product.parameters ?? {}).map(([name, parameter]) =>
    `\n\`{${name}}\` is usually \`${parameter.default}\`: ${parameter.about}.`
  );
  return [`**${product.name}** (\`${product.id}\`)`, "", ...lines, ...legend].join("\n");
}

function cellOf(release: Release, api: ApiVersion): string {
  const cells = release.routes.filter((route) => route.api === api).map((route) => {
    const query = new URLSearchParams(route.query).toString();
    const address = `\`${route.path}${query === "" ? "" : `?${query}`}\``;
    return isRecommended(route) ? `**${address}**` : address;
  });
  return cells.length === 0 ? "–" : cells.join("<br>");
}
