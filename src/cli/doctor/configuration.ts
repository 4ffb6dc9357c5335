/** The configuration file: where it is, whether it is valid, how far it is trusted. */
import { reachOf } from "../../config/reach.ts";
import type { Context } from "../context/context.ts";
import type { LoadedConfiguration } from "../context/find_configuration.ts";
import { someNames } from "../output/run_counts.ts";
import { counted } from "../output/counted.ts";
import { untrusted } from "../context/trust/refuse.ts";
import { type Check, failed, fine, warning } from "./check.ts";

const NAME = "configuration";

/** Reads the configuration, and loads the plugins it names. */
export async function configurationChecks(context: Context): Promise<Check[]> {
  const warnings: string[] = [];
  // What is found is told once, among the checks.
  const checks = await checksOf(context, (text) => void warnings.push(text));
  return [...warnings.map((text) => warning(NAME, text)), ...checks];
}

async function checksOf(context: Context, warn: (text: string) => void): Promise<Check[]> {
  try {
    const configuration = await context.configuration({ warn });
    const { loaded, refused } = configuration;
    if (loaded === undefined) {
      return [
        fine(NAME, `There is no ${refused.length > 0 ? "other " : ""}file; none is required`),
      ];
    }
    if (configuration.isUntrusted) return [untrustedCheck(loaded)];
    await configuration.products();
    return [fine(NAME, `${validity(loaded)}, ${STANDINGS[loaded.standing]}`)];
  } catch (error) {
    return [failed(NAME, error, context.world.signal)];
  }
}

const STANDINGS = {
  named: "named by you",
  own: "in your own configuration folder",
  trusted: "trusted as it is",
  changed: "changed since it was trusted",
  untrusted: "not trusted",
} as const;

function untrustedCheck(loaded: LoadedConfiguration): Check {
  const uses = reachOf(loaded.configuration);
  if (uses.length === 0) return fine(NAME, `${validity(loaded)}; what is in it needs no trust`);
  const { message, hint } = untrusted(loaded, someNames(uses));
  return warning(NAME, message, hint);
}

function validity({ file, configuration: { sites } }: LoadedConfiguration): string {
  return `${file} is valid: ${counted(sites.length, "site")}`;
}
