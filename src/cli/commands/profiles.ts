import type { Profile } from "../../../mod.ts";
import { askSites } from "./ask_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { profiles } from "../declarations/profiles.ts";
import { rememberIds } from "../completion/known_ids.ts";
import { type Column, table } from "../output/table.ts";

export async function run({ args, flags, context }: InvocationOf<typeof profiles>): Promise<void> {
  await askSites({ named: args.sites, flags, context }, {
    intent: "list the profiles",
    ask: async (site, { site: typed }) => {
      const found = await (await site.connect()).profiles({ signal: context.world.signal });
      const known = found.map(({ id, name }) => ({ id, about: name }));
      await rememberIds("profiles", typed, known, { flags, context });
      return found;
    },
    document: (found) => found.map(({ id, name }) => ({ id, name })),
    text: (found, style) =>
      found.length === 0 ? "There are no profiles." : table(COLUMNS, found, style),
    isOurs: () => false,
  });
}

const COLUMNS: readonly Column<Profile>[] = [
  { title: "ID", cell: ({ id }) => id, right: true },
  { title: "NAME", cell: ({ name }) => name, canShrink: true },
];
