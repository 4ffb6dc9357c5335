import { candidateFiles } from "../../config/find.ts";
import { SitehaulError } from "../../errors.ts";
import type { InvocationOf } from "../command.ts";
import type { configPath } from "../declarations/configuration.ts";
import { loadConfiguration, placesOf } from "../configuration.ts";

/** Runs `config path`. */
export async function run(invocation: InvocationOf<typeof configPath>): Promise<void> {
  const loaded = await loadConfiguration(invocation);
  if (loaded !== undefined) {
    return invocation.output.result({ file: loaded.file }, () => loaded.file);
  }
  const places = candidateFiles(placesOf(invocation)).join(", ");
  throw new SitehaulError("config/invalid", "There is no configuration file", {
    hint: `Create one with "sitehaul config init". Looked for ${places}.`,
  });
}
