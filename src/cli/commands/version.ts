import type { InvocationOf } from "../context/command.ts";
import type { version } from "../declarations/program.ts";
import type { Output } from "../output/output.ts";
import type { World } from "../world/world.ts";
import { VERSION } from "../../base/program_version.ts";

export function run({ context: { world, output } }: InvocationOf<typeof version>): void {
  showVersion(world, output);
}

/** Shows the version of sitehaul and of what runs it. */
export function showVersion({ runtime, os }: World, output: Output): void {
  output.result({ version: VERSION, runtime, os }, () => `sitehaul ${VERSION}\n${runtime}, ${os}`, {
    exactly: true,
  });
}
