import type { Profile } from "../../../mod.ts";
import type { InvocationOf } from "../declarations/command.ts";
import type { profiles } from "../declarations/profiles.ts";
import { rememberIds } from "../completion/known_ids.ts";
import { type Column, table } from "../output/table.ts";
import { connectTo } from "../context/site.ts";
import { targetOf } from "../context/target.ts";

/** Runs `profiles`. */
export async function run(invocation: InvocationOf<typeof profiles>): Promise<void> {
  const { args: { site }, output, world: { signal } } = invocation;
  const client = await connectTo(await targetOf(site, invocation), invocation);
  const found = await client.profiles({ signal });
  const known = found.map(({ id, name }) => ({ id, about: name }));
  await rememberIds("profiles", site, known, invocation);
  output.result(
    found.map(({ id, name }) => ({ id, name })),
    (style) => found.length === 0 ? "There are no profiles." : table(COLUMNS, found, style),
  );
}

const COLUMNS: readonly Column<Profile>[] = [
  { title: "ID", cell: ({ id }) => id, right: true },
  { title: "NAME", cell: ({ name }) => name, canShrink: true },
];
