import { drain } from "../../client/drain.ts";
import type { InvocationOf } from "../declarations/command.ts";
import type { update } from "../declarations/backups.ts";
import { oneLine } from "../output/plain.ts";
import { connectTo } from "../context/site.ts";
import { targetOf } from "../context/target.ts";

/** Runs `update`. */
export async function run(invocation: InvocationOf<typeof update>): Promise<void> {
  const { args: { site }, flags, output, world: { signal } } = invocation;
  const target = await targetOf(site, invocation);
  const client = await connectTo(target, invocation);
  const stages = client.update({ minimumStability: flags["min-stability"], signal });
  const version = await drain(
    stages,
    (stage) => output.event(target.name, { type: "stage", ...stage }),
  );
  output.done({
    details: { site: target.name, version },
    text: () => `The product was updated to ${oneLine(version)}.`,
  });
}
