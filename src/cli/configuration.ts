/**
 * The configuration file, as the commands need it. What reads it is loaded only where there is one.
 * @module
 */
import { dirname } from "node:path";
import type { Product } from "../../mod.ts";
import { candidateFiles, namedFile, type Places } from "../config/find.ts";
import type { Configuration, SharedSettings, SiteSettings } from "../config/schema.ts";
import { SitehaulError } from "../errors.ts";
import { configuredPath } from "./configured_path.ts";
import type { Output } from "./output/output.ts";
import type { ConfiguredSecret } from "./secrets.ts";
import type { World } from "./world.ts";

/** A configuration and where it came from. */
export interface LoadedConfiguration {
  /** The path of the file. */
  readonly file: string;
  readonly text: string;
  readonly configuration: Configuration;
}

/** What an invocation has that decides which configuration it has. */
export interface ConfigurationContext {
  readonly world: World;
  readonly output: Output;
  readonly flags: { readonly config: string | undefined };
}

/** Read once in a run; each run has a world of its own. */
const LOADED = new WeakMap<World, Promise<LoadedConfiguration | undefined>>();

/**
 * The configuration: the file that was named, or the first one that is found.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export function loadConfiguration(
  context: ConfigurationContext,
): Promise<LoadedConfiguration | undefined> {
  const loaded = LOADED.get(context.world) ?? read(context);
  LOADED.set(context.world, loaded);
  return loaded;
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
  if (named !== undefined && await readText(named, false) === undefined) {
    LOADED.set(context.world, Promise.resolve(undefined));
  }
  return await loadConfiguration(context);
}

/** Where the configuration is, or would be looked for. */
export function placesOf({ world, flags }: Omit<ConfigurationContext, "output">): Places {
  return { flag: flags.config, env: world.env, cwd: world.cwd(), os: world.os };
}

async function read(context: ConfigurationContext): Promise<LoadedConfiguration | undefined> {
  const places = placesOf(context);
  const named = namedFile(places);
  for (const file of named === undefined ? candidateFiles(places) : [named]) {
    const text = await readText(file, named !== undefined);
    if (text === undefined) continue;
    const { parseConfiguration } = await import("../config/read.ts");
    const configuration = parseConfiguration(text, file);
    await warnOfReaders(file, configuration, context);
    return { file, text, configuration };
  }
  return undefined;
}

async function readText(file: string, isNamed: boolean): Promise<string | undefined> {
  const { readFile } = await import("node:fs/promises");
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (!isNamed && (code === "ENOENT" || code === "ENOTDIR")) return undefined;
    // Where this program may not look, nothing was put for it.
    if (!isNamed && cause instanceof Error && cause.name === "NotCapable") return undefined;
    const reason = code === "ENOENT" ? "there is no such file" : reasonOf(cause);
    throw new SitehaulError("config/invalid", `Cannot read the configuration ${file}: ${reason}`, {
      hint: isNamed
        ? "Check --config or SITEHAUL_CONFIG, or create the file: sitehaul config init."
        : "Check its permissions, or use another file with --config.",
      cause,
    });
  }
}

async function warnOfReaders(
  file: string,
  configuration: Configuration,
  { world, output }: ConfigurationContext,
): Promise<void> {
  if (world.os === "windows") return;
  const { holdsSecret } = await import("../config/secret.ts");
  if (!configuration.sites.some(holdsSecret)) return;
  const { stat } = await import("node:fs/promises");
  if (((await stat(file)).mode & 0o077) === 0) return;
  output.warn(`${file} contains a secret, and other users can read it: chmod 600 ${file}`);
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
  return found && { ...configuration.defaults, ...found, base: dirname(file) };
}

/** What is configured for all sites, for one that was given by its address. */
export function defaultsOf(
  loaded: LoadedConfiguration | undefined,
): SharedSettings & { readonly base: string } {
  if (loaded === undefined) return { base: "." };
  return { ...loaded.configuration.defaults, base: dirname(loaded.file) };
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
    const { readSecretSource } = await import("../config/secret.ts");
    const { readSecretText } = await import("./secrets.ts");
    const { runCommand } = await import("./run_command.ts");
    try {
      const value = await readSecretSource(source, `the ${kind} of ${name}`, {
        env: world.env,
        readFile: (path) => readSecretText(configuredPath(path, base, world)),
        run: (command) => runCommand(command, base, world.signal),
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
  const { fieldProblem } = await import("../config/read.ts");
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
  const { products } = await import("../../plugins/mod.ts");
  if (loaded === undefined || loaded.configuration.plugins.length === 0) return products;
  const { loadProducts } = await import("../config/plugins.ts");
  const { signal } = context.world;
  const { configuration: { plugins } } = loaded;
  return [...products, ...await loadProducts(plugins, loaded, products, { signal })];
}

/** The error about a field of a site; one that is not its own is among those for all sites. */
export async function problemWith(
  { configuration: { sites }, file, text }: LoadedConfiguration,
  name: string,
  field: keyof SiteSettings,
  reason: string,
  guess?: string,
): Promise<SitehaulError> {
  const { fieldProblem } = await import("../config/read.ts");
  const index = sites.findIndex((site) => site.name === name);
  const isOwn = sites[index]?.[field] !== undefined;
  const path = isOwn ? ["sites", index, field] : ["defaults", field];
  return fieldProblem({ file, text }, path, reason, guess);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
