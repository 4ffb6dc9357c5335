/**
 * The configuration file: where it is, whether it is valid.
 * @module
 */
import { type ConfigurationContext, knownProducts, loadConfiguration } from "../configuration.ts";
import { type Check, failed, fine } from "./check.ts";
import { counted } from "../output/counted.ts";

/** Reads the configuration, and loads the plugins it names. */
export async function configurationCheck(context: ConfigurationContext): Promise<Check> {
  const name = "configuration";
  try {
    const loaded = await loadConfiguration(context);
    if (loaded === undefined) return fine(name, "There is no file; none is required");
    await knownProducts(context);
    const { file, configuration: { sites } } = loaded;
    return fine(name, `${file} is valid: ${counted(sites.length, "site")}`);
  } catch (error) {
    return failed(name, error, context.world.signal);
  }
}
