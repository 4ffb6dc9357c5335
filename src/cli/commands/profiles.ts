import type { Profile } from "../../../mod.ts";
import type { InvocationOf } from "../context/command.ts";
import type { profiles } from "../declarations/profiles.ts";
import { rememberIds } from "../completion/known_ids.ts";
import { type Column, table } from "../output/table.ts";

export async function run({ args, flags, context }: InvocationOf<typeof profiles>): Promise<void> {
  const client = await (await context.site(args.site, flags)).connect();
  const found = await client.profiles({ signal: context.world.signal });
  const known = found.map(({ id, name }) => ({ id, about: name }));
  await rememberIds("profiles", args.site, known, { flags, context });
  context.output.result(
    found.map(({ id, name }) => ({ id, name })),
    (style) => found.length === 0 ? "There are no profiles." : table(COLUMNS, found, style),
  );
}

const COLUMNS: readonly Column<Profile>[] = [
  { title: "ID", cell: ({ id }) => id, right: true },
  { title: "NAME", cell: ({ name }) => name, canShrink: true },
];
