import { candidateFiles } from "../../config/find.ts";
import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../declarations/command.ts";
import type { configPath } from "../declarations/configuration.ts";
import { loadConfiguration } from "../context/configuration.ts";
import { isUntrusted, placesOf } from "../context/find_configuration.ts";

/** Runs `config path`. */
export async function run(invocation: InvocationOf<typeof configPath>): Promise<void> {
  const loaded = await loadConfiguration(invocation);
  if (loaded !== undefined) {
    const { file, standing } = loaded;
    invocation.output.result({ file, trust: standing }, () => file);
    if (!isUntrusted(loaded)) return;
    const state = standing === "changed"
      ? "It has changed since it was trusted"
      : "It is not trusted";
    return invocation.output.note(
      `note: ${state}: only what stands in it is used; see "sitehaul help config trust"`,
    );
  }
  const places = candidateFiles(placesOf(invocation)).join(", ");
  throw new SitehaulError("config/invalid", "There is no configuration file", {
    hint: `Create one with "sitehaul config init". Looked for ${places}.`,
  });
}
