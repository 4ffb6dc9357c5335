/** Whether to use colours. */
import type { World } from "../world/world.ts";
import type { OutputSettings } from "./output.ts";

/** By the flags, and by the variables `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
export function colorSettings(
  { env }: World,
  { noColor, quiet }: { readonly noColor: boolean; readonly quiet: boolean },
): Pick<OutputSettings, "color" | "forceColor"> {
  const isPlain = noColor || Boolean(env("NO_COLOR"));
  return {
    color: !isPlain && !quiet && env("TERM") !== "dumb",
    forceColor: !isPlain && !["", "0", "false"].includes(env("FORCE_COLOR") ?? ""),
  };
}
