import { candidateFiles } from "../../config/find.ts";
import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../context/command.ts";
import type { configPath } from "../declarations/configuration.ts";

export async function run({ context }: InvocationOf<typeof configPath>): Promise<void> {
  const { output } = context;
  const { loaded, isUntrusted, places } = await context.configuration();
  if (loaded !== undefined) {
    const { file, standing } = loaded;
    output.result({ file, trust: standing }, () => file);
    if (!isUntrusted) return;
    const state = standing === "changed"
      ? "It has changed since it was trusted"
      : "It is not trusted";
    return output.note(
      `note: ${state}: only what stands in it is used; see "sitehaul help config trust"`,
    );
  }
  throw new SitehaulError("config/invalid", "There is no configuration file", {
    hint: `Create one with "sitehaul config init". Looked for ${
      candidateFiles(places).join(", ")
    }.`,
  });
}
