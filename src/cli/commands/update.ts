import { drain } from "../../client/drain.ts";
import type { InvocationOf } from "../context/command.ts";
import type { update } from "../declarations/backups.ts";
import { oneLine } from "../output/plain.ts";

export async function run({ args, flags, context }: InvocationOf<typeof update>): Promise<void> {
  const { output, world: { signal } } = context;
  const site = await context.site(args.site, flags);
  const client = await site.connect();
  const stages = client.update({ minimumStability: flags["min-stability"], signal });
  const version = await drain(
    stages,
    (stage) => output.event(site.name, { type: "stage", ...stage }),
  );
  output.done({
    details: { site: site.name, version },
    text: (_, warned) => `The product was updated to ${oneLine(version)}${warned}`,
  });
}
