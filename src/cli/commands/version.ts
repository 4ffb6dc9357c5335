import type { InvocationOf } from "../command.ts";
import type { version } from "../declarations/program.ts";
import type { Output } from "../output/output.ts";
import type { World } from "../world.ts";

/** Does what `version` says. */
export async function run({ world, output }: InvocationOf<typeof version>): Promise<void> {
  await showVersion(world, output);
}

/** Shows the version of sitehaul and of what runs it. */
export async function showVersion({ runtime, os }: World, output: Output): Promise<void> {
  const { VERSION } = await import("../../transport/with_headers.ts");
  output.result({ version: VERSION, runtime, os }, () => `sitehaul ${VERSION}\n${runtime}, ${os}`);
}
