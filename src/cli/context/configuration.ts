/**
 * The configuration file, as the commands need it. What reads it is loaded only where there is one.
 * @module
 */
import { dirname } from "node:path";
import type { Product } from "../../../mod.ts";
import { namedFile } from "../../config/find.ts";
import type { SharedSettings, SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import { configuredPath } from "./configured_path.ts";
import {
  type ConfigurationContext,
  findConfiguration,
  type FoundConfiguration,
  isThere,
  isUntrusted,
  type LoadedConfiguration,
  placesOf,
  type RefusedFile,
  TRUST_IT,
} from "./find_configuration.ts";
import { once } from "../world/once.ts";
import { configuredParameters } from "./parameters.ts";
import type { ConfiguredSecret } from "./secrets.ts";
import type { World } from "../world/world.ts";

/** Read once in a run; each run has a world of its own. */
const FOUND = new WeakMap<World, Promise<FoundConfiguration>>();

/**
 * The configuration: the file that was named, or the first one that is found.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function loadConfiguration(
  context: ConfigurationContext,
): Promise<LoadedConfiguration | undefined> {
  return (await found(context)).loaded;
}

/** The files that were found, but that others could have written. */
export async function refusedFiles(
  context: ConfigurationContext,
): Promise<readonly RefusedFile[]> {
  return (await found(context)).refused;
}

function found(context: ConfigurationContext): Promise<FoundConfiguration> {
  const promise = FOUND.get(context.world) ?? findConfiguration(context);
  FOUND.set(context.world, promise);
  return promise;
}

/**
 * The same for commands that make a file where there is none: one that is named, and not there, is no
 * error then.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function loadConfigurationIfThere(
  context: ConfigurationContext,
): Promise<LoadedConfiguration | undefined> {
  const named = namedFile(placesOf(context));
  if (named !== undefined && !await isThere(named)) {
    FOUND.set(context.world, Promise.resolve({ loaded: undefined, refused: [] }));
  }
  return await loadConfiguration(context);
}

/** What is configured of a site; its own settings go before those for all. */
export interface ConfiguredSite extends SiteSettings {
  /** The folder that relative paths of the settings start from. */
  readonly base: string;
}

/** The site of that name in the configuration. */
export function siteCalled(
  name: string,
  { configuration, file }: LoadedConfiguration,
): ConfiguredSite | undefined {
  const found = configuration.sites.find((site) => site.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) return undefined;
  const { defaults } = configuration;
  // A parameter of the site goes before that of all sites, in whichever way each is written.
  const parameters = { ...configuredParameters(defaults), ...configuredParameters(found) };
  return { ...defaults, ...found, parameters, base: dirname(file) };
}

/** What is configured for all sites, for one that was given by its address. */
export function defaultsOf(
  loaded: LoadedConfiguration | undefined,
  { world, output }: ConfigurationContext,
): SharedSettings & { readonly base: string } {
  if (loaded === undefined) return { base: "." };
  const { file, configuration: { defaults } } = loaded;
  if (isUntrusted(loaded)) {
    if (Object.keys(defaults).length > 0) {
      once(world, "defaults", () => {
        output.warn(`the defaults of ${file} are not used: it is not trusted; ${TRUST_IT}`);
      });
    }
    return { base: "." };
  }
  return { ...defaults, parameters: configuredParameters(defaults), base: dirname(file) };
}

/** The secret of a site in the configuration, read on demand. */
export function configuredSecret(
  { name, credential, base }: ConfiguredSite,
  context: ConfigurationContext,
): ConfiguredSecret | undefined {
  if (credential === undefined) return undefined;
  const { world } = context;
  const [kind, source] = "secret" in credential
    ? ["secret", credential.secret] as const
    : ["token", credential.token] as const;
  const read = async () => {
    const { readSecretSource, secretVariables } = await import("../../config/secret.ts");
    const { readSecretText } = await import("./secrets.ts");
    const { runCommand } = await import("./run_command.ts");
    try {
      const value = await readSecretSource(source, `the ${kind} of ${name}`, {
        env: world.env,
        readFile: (path) => readSecretText(configuredPath(path, base, world), world.signal),
        run: async (command) => {
          const { sites = [] } = (await loadConfiguration(context))?.configuration ?? {};
          const secrets = secretVariables(sites);
          return await runCommand(command, { cwd: base, signal: world.signal, secrets });
        },
      });
      return { [kind]: value };
    } catch (error) {
      throw await secretProblem(error, name, kind, context);
    }
  };
  return { site: name, read };
}

/** The same error, with the place in the file that it is about. */
async function secretProblem(
  error: unknown,
  name: string,
  kind: "secret" | "token",
  context: ConfigurationContext,
): Promise<unknown> {
  const loaded = await loadConfiguration(context);
  if (!(error instanceof SitehaulError) || loaded === undefined) return error;
  const { fieldProblem } = await import("../../config/read.ts");
  const index = loaded.configuration.sites.findIndex((site) => site.name === name);
  const reason = error.message.replace(/^C/, "c");
  return fieldProblem(loaded, ["sites", index, "credential", kind], reason, error.hint, error);
}

/**
 * The products that come along, and those of the plugins that the configuration names.
 *
 * @throws {SitehaulError} `config/invalid` when one cannot be loaded, or is none
 */
export async function knownProducts(context: ConfigurationContext): Promise<readonly Product[]> {
  const loaded = await loadConfiguration(context);
  const { products } = await import("../../../plugins/mod.ts");
  if (loaded === undefined || loaded.configuration.plugins.length === 0) return products;
  const { world, output } = context;
  if (isUntrusted(loaded)) {
    once(world, "plugins", () => {
      output.warn(`the plugins of ${loaded.file} are not loaded: it is not trusted; ${TRUST_IT}`);
    });
    return products;
  }
  const { loadProducts } = await import("../../config/plugins.ts");
  const { signal, os } = world;
  const { configuration: { plugins }, standing } = loaded;
  // Of a file that was named, the user has looked at what it names.
  const owner = standing === "named" ? undefined : { os, uid: world.uid() };
  return [...products, ...await loadProducts(plugins, loaded, products, { signal, owner })];
}

/** The error about a field of a site; one that is not its own is among those for all sites. */
export async function problemWith(
  { configuration: { sites }, file, text }: LoadedConfiguration,
  name: string,
  field: keyof SiteSettings,
  reason: string,
  guess?: string,
): Promise<SitehaulError> {
  const { fieldProblem } = await import("../../config/read.ts");
  const index = sites.findIndex((site) => site.name === name);
  const isOwn = sites[index]?.[field] !== undefined;
  const path = isOwn ? ["sites", index, field] : ["defaults", field];
  return fieldProblem({ file, text }, path, reason, guess);
}
