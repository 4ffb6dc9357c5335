import type { InvocationOf } from "../command.ts";
import type { update } from "../declarations/backups.ts";
import { oneLine } from "../output/plain.ts";
import { connectTo, siteName } from "../site.ts";

/** Does what `update` says. */
export async function run(invocation: InvocationOf<typeof update>): Promise<void> {
  const { args: { site }, flags, output, world: { signal } } = invocation;
  const name = await siteName(site, invocation);
  const client = await connectTo(site, invocation);
  const stages = client.update({ minimumStability: flags["min-stability"], signal });
  while (true) {
    const { done, value } = await stages.next();
    if (done) {
      return output.done({
        details: { site: name, version: value },
        text: () => `The product was updated to ${oneLine(value)}.`,
      });
    }
    output.event(name, { type: "stage", ...value });
  }
}
