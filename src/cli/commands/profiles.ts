import type { Profile } from "../../../mod.ts";
import { type Command, defineCommand } from "../command.ts";
import { rememberIds } from "../completion/known_ids.ts";
import { type Column, table } from "../output/table.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo } from "../site.ts";

/** `profiles` */
export const profiles: Command = defineCommand({
  name: "profiles",
  summary: "List the backup profiles of a site",
  positionals: { site: SITE },
  flags: CREDENTIAL_FLAGS,
  examples: [{ line: "profiles www.example.com", about: "their numbers and names" }],
  async run(invocation) {
    const { args: { site }, output, world: { signal } } = invocation;
    const client = await connectTo(site, invocation);
    const found = await client.profiles({ signal });
    const known = found.map(({ id, name }) => ({ id, about: name }));
    await rememberIds("profiles", site, known, invocation);
    output.result(
      found.map(({ id, name }) => ({ id, name })),
      (style) => found.length === 0 ? "There are no profiles." : table(COLUMNS, found, style),
    );
  },
});

const COLUMNS: readonly Column<Profile>[] = [
  { title: "ID", cell: ({ id }) => id, right: true },
  { title: "NAME", cell: ({ name }) => name, canShrink: true },
];
