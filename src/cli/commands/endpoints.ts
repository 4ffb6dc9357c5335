import { type CatalogueEntry, endpointsFor } from "../../resolve/catalogue.ts";
import type { InvocationOf } from "../context/command.ts";
import { apiOf } from "../context/connect_options.ts";
import { givenParameters } from "../context/parameters.ts";
import type { endpoints } from "../declarations/sites.ts";
import type { Style } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";

export async function run(
  { args: { site }, flags, context }: InvocationOf<typeof endpoints>,
): Promise<void> {
  const products = await (await context.configuration()).products();
  const { product, version } = flags;
  const parameters = givenParameters(flags, products);
  const found = endpointsFor({ products, site, product, version, api: apiOf(flags), parameters });
  context.output.result(found, (style) => textOf(found, style));
}

const COLUMNS: readonly Column<CatalogueEntry>[] = [
  { title: " ", cell: ({ recommended }) => recommended ? "*" : "" },
  { title: "PRODUCT", cell: ({ product }) => product },
  { title: "VERSIONS", cell: ({ versions }) => versions },
  { title: "API", cell: ({ api }) => `v${api}` },
  { title: "ENDPOINT", cell: ({ url }) => url, canHang: true },
  { title: "NOTE", cell: ({ note }) => note, canShrink: true, canGo: 1 },
];

function textOf(entries: readonly CatalogueEntry[], style: Style): string {
  return entries.length === 0 ? "No endpoint matches." : table(COLUMNS, entries, style);
}
