import { type Command, defineCommand } from "../command.ts";
import type { Output } from "../output/output.ts";
import type { World } from "../world.ts";

/** `version` */
export const version: Command = defineCommand({
  name: "version",
  summary: "Show the version of sitehaul and of what runs it",
  positionals: {},
  flags: {},
  examples: [{ line: "version --json", about: "the same for a program" }],
  async run({ world, output }) {
    await showVersion(world, output);
  },
});

/** Shows the version of sitehaul and of what runs it. */
export async function showVersion({ runtime, os }: World, output: Output): Promise<void> {
  const { VERSION } = await import("../../transport/with_headers.ts");
  output.result({ version: VERSION, runtime, os }, () => `sitehaul ${VERSION}\n${runtime}, ${os}`);
}
