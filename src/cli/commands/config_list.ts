import type { SiteSettings } from "../../config/schema.ts";
import type { InvocationOf } from "../context/command.ts";
import type { configList } from "../declarations/configuration.ts";
import { choiceOf, chosenSettings } from "../context/chosen_sites.ts";
import { withoutPassword } from "../output/without_password.ts";
import { type Column, table } from "../output/table.ts";

const COLUMNS: readonly Column<SiteSettings>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "ADDRESS", cell: ({ url }) => url, canHang: true },
  { title: "CREDENTIAL", cell: (site) => kindOf(site) ?? "none" },
  { title: "PROFILE", cell: ({ profile }) => profile, right: true, canGo: 2 },
  { title: "TAGS", cell: ({ tags = [] }) => tags.join(", "), canShrink: true, canGo: 1 },
];

export async function run(
  { args, flags, context }: InvocationOf<typeof configList>,
): Promise<void> {
  const configuration = await context.configuration();
  const chosen = await chosenSettings(choiceOf(args.sites, flags), context);
  // With what holds for all sites.
  const sites = chosen.map((site) => configuration.siteCalled(site.name) ?? site);
  const documents = sites.map((site) => {
    const { name, url, product = null, endpoint = null, profile = null, tags = [] } = site;
    const credential = kindOf(site) ?? null;
    return { name, url: withoutPassword(url), product, endpoint, credential, profile, tags };
  });
  context.output.result(
    documents,
    (style) =>
      sites.length === 0 ? "There are no sites. Add one: sitehaul config add URL" : table(
        COLUMNS,
        sites.map((site) => ({ ...site, url: withoutPassword(site.url) })),
        style,
      ),
  );
}

function kindOf({ credential }: SiteSettings): string | undefined {
  return credential && Object.keys(credential)[0];
}
