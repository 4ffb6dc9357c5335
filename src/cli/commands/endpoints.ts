import type { CatalogueEntry } from "../../../mod.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Style } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";
import { apiOf } from "../site.ts";

/** `endpoints` */
export const endpoints: Command = defineCommand({
  name: "endpoints",
  summary: "List the endpoints that versions of the products have; asks no site",
  description: "A star marks the endpoint to use. With an address, the full URLs are shown.",
  positionals: { site: { name: "URL", help: "the site's address" } },
  flags: {
    product: { type: "string", value: "NAME", help: "Only this product: joomla, wordpress, solo" },
    version: { type: "string", value: "VERSION", help: "Only this version, such as 9.1.1 or 7.x" },
  },
  examples: [
    { line: "endpoints", about: "the whole catalogue" },
    {
      line: "endpoints --product wordpress --version 7.7.1 https://www.example.com",
      about: "what that version answers at, on that site",
    },
    { line: "endpoints --api 3 --json", about: "all of API version 3, for a program" },
  ],
  async run({ args: { site }, flags, output }) {
    const { endpointsFor } = await import("../../../mod.ts");
    const { product, version, folder } = flags;
    const parameters = folder === undefined ? undefined : { folder };
    const found = endpointsFor({ site, product, version, api: apiOf(flags), parameters });
    output.result(found, (style) => textOf(found, style));
  },
});

const COLUMNS: readonly Column<CatalogueEntry>[] = [
  { title: " ", cell: ({ recommended }) => recommended ? "*" : "" },
  { title: "PRODUCT", cell: ({ product }) => product },
  { title: "VERSIONS", cell: ({ versions }) => versions },
  { title: "API", cell: ({ api }) => `v${api}` },
  { title: "ENDPOINT", cell: ({ url }) => url },
  { title: "NOTE", cell: ({ note }) => note, canShrink: true, canGo: 1 },
];

function textOf(entries: readonly CatalogueEntry[], style: Style): string {
  return entries.length === 0 ? "No endpoint matches." : table(COLUMNS, entries, style);
}
