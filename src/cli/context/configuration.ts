/**
 * The configuration file, as the commands need it. What a part of it needs is loaded only for that part.
 */
import { dirname, resolve } from "../../base/paths.ts";
import type { Product } from "../../product/product.ts";
import type { Places } from "../../config/find.ts";
import type { SecretSource, SharedSettings, SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import type { Output } from "../output/output.ts";
import type { World } from "../world/world.ts";
import {
  findConfiguration,
  isUntrusted,
  type LoadedConfiguration,
  placesOf,
  type RefusedFile,
  TRUST_IT,
} from "./find_configuration.ts";
import { configuredParameters } from "./parameters.ts";
import type { Credentials } from "./secrets.ts";

/** What to do with a file that is not fit to be used. */
export interface ReadOptions {
  /** Told of each file that is not used. @default {a warning} */
  readonly warn?: (text: string) => void;
  /** Whether a file that is named need not be there: it will be made. @default {false} */
  readonly mayBeMissing?: boolean;
}

/** What reading needs of the context. */
interface Around {
  readonly world: World;
  readonly output: Output;
  readonly once: (text: string, say: (text: string) => void) => void;
}

/**
 * Reads the configuration: the file that was named, or the first one that is found.
 *
 * @param flag the file of `--config`
 * @throws {SitehaulError} `config/invalid`
 */
export async function readConfiguration(
  flag: string | undefined,
  around: Around,
  { warn = (text) => around.output.warn(text), mayBeMissing = false }: ReadOptions = {},
): Promise<Configuration> {
  const places = placesOf(around.world, flag);
  const { loaded, refused } = await findConfiguration(places, {
    world: around.world,
    warn,
    mayBeMissing,
  });
  return new Configuration(loaded, refused, { ...around, places });
}

/** What is configured of a site; its own settings go before those for all. */
export interface ConfiguredSite extends SiteSettings {
  /** The folder that relative paths of the settings start from. */
  readonly base: string;
}

/** A field of a site; one inside another is named by its path. */
export type Field = keyof SiteSettings | readonly [keyof SiteSettings, ...string[]];

/** The configuration of a run; also where there is no file. */
export class Configuration {
  /** Undefined where no file was named, and none was found. */
  readonly loaded: LoadedConfiguration | undefined;
  /** The files that were found, but that others could have written. */
  readonly refused: readonly RefusedFile[];
  /** Every place that was looked at, for `config path`. */
  readonly places: Places;
  readonly #around: Around;
  /** Their places in the file, by their names in small letters; made when one is looked for. */
  #places: ReadonlyMap<string, number> | undefined;
  #products: Promise<readonly Product[]> | undefined;
  #secretVariables: ReadonlySet<string> | undefined;
  readonly #authorities = new Map<string, Promise<string>>();

  /** {@linkcode readConfiguration} does this. */
  constructor(
    loaded: LoadedConfiguration | undefined,
    refused: readonly RefusedFile[],
    { places, ...around }: Around & { readonly places: Places },
  ) {
    this.loaded = loaded;
    this.refused = refused;
    this.places = places;
    this.#around = around;
  }

  /** All sites; none without a file. */
  get sites(): readonly SiteSettings[] {
    return this.loaded?.configuration.sites ?? [];
  }

  /** Whether there is a file that may use only what stands in it. */
  get isUntrusted(): boolean {
    return this.loaded !== undefined && isUntrusted(this.loaded);
  }

  /** Undefined where the configuration has no site of that name. */
  siteCalled(name: string): ConfiguredSite | undefined {
    const found = this.sites[this.#placeOf(name)];
    if (found === undefined || this.loaded === undefined) return undefined;
    const { file, configuration: { defaults } } = this.loaded;
    // A parameter of the site goes before that of all sites, in whichever way each is written.
    const parameters = { ...configuredParameters(defaults), ...configuredParameters(found) };
    return { ...defaults, ...found, parameters, base: dirname(file) };
  }

  /** What is configured for all sites, for one that was given by its address. */
  defaults(): SharedSettings & { readonly base: string } {
    if (this.loaded === undefined) return { base: "." };
    const { file, configuration: { defaults } } = this.loaded;
    if (!this.isUntrusted) {
      return { ...defaults, parameters: configuredParameters(defaults), base: dirname(file) };
    }
    if (Object.keys(defaults).length > 0) {
      this.#warnOnce(`the defaults of ${file} are not used: it is not trusted; ${TRUST_IT}`);
    }
    return { base: "." };
  }

  /**
   * The products that come along, and those of the plugins that the file names.
   *
   * @throws {SitehaulError} `config/invalid` when one cannot be loaded, or is none
   */
  products(): Promise<readonly Product[]> {
    return this.#products ??= this.#loadProducts();
  }

  async #loadProducts(): Promise<readonly Product[]> {
    const { products } = await import("../../../plugins/mod.ts");
    const { loaded } = this;
    if (loaded === undefined || loaded.configuration.plugins.length === 0) return products;
    if (this.isUntrusted) {
      this.#warnOnce(
        `the plugins of ${loaded.file} are not loaded: it is not trusted; ${TRUST_IT}`,
      );
      return products;
    }
    const { loadProducts } = await import("../../config/plugins.ts");
    const { signal, os, uid } = this.#around.world;
    const { configuration: { plugins }, standing } = loaded;
    // Of a file that was named, the user has looked at what it names.
    const owner = standing === "named" ? undefined : { os, uid: uid() };
    return [...products, ...await loadProducts(plugins, loaded, products, { signal, owner })];
  }

  /** Reads the secret of a site, which may be kept elsewhere; nothing if none is configured. */
  async credentialsOf({ credential, ...site }: ConfiguredSite): Promise<Credentials> {
    if (credential === undefined) return {};
    const [kind, source] = "secret" in credential
      ? ["secret", credential.secret] as const
      : ["token", credential.token] as const;
    return { [kind]: await this.secretOf(source, site, ["credential", kind], `the ${kind}`) };
  }

  /**
   * Reads a secret that a setting refers to, or holds.
   *
   * @param field where the setting stands
   * @param what it is, for the error
   * @throws {SitehaulError} `config/invalid` when it cannot be had
   */
  async secretOf(
    source: SecretSource,
    { name, base }: { readonly name: string; readonly base: string },
    field: Field,
    what: string,
  ): Promise<string> {
    const { env, signal } = this.#around.world;
    const { readSecretSource, secretVariables } = await import("../../config/secret.ts");
    const { readSecretText } = await import("./secrets.ts");
    const { sites, loaded } = this;
    try {
      return await readSecretSource(source, `${what} of ${name}`, {
        env,
        readFile: (path) => readSecretText(configuredPath(path, base, { env }), signal),
        run: async (command) => {
          const { runCommand } = await import("./run_command.ts");
          const defaults = loaded?.configuration.defaults ?? {};
          const secrets = this.#secretVariables ??= secretVariables([defaults, ...sites]);
          return await runCommand(command, { cwd: base, signal, secrets });
        },
      });
    } catch (error) {
      if (!(error instanceof SitehaulError)) throw error;
      const reason = error.message.replace(/^C/, "c");
      throw await this.problem(name, field, reason, { guess: error.hint, cause: error });
    }
  }

  /** The error about a field of a site; one that is not its own is among those for all sites. */
  async problem(
    name: string,
    field: Field,
    reason: string,
    { guess, cause }: { readonly guess?: string | undefined; readonly cause?: unknown } = {},
  ): Promise<SitehaulError> {
    if (this.loaded === undefined) return new SitehaulError("config/invalid", reason, { cause });
    const { fieldProblem } = await import("../../config/read.ts");
    const [first, ...inner] = typeof field === "string" ? [field] : field;
    const index = this.#placeOf(name);
    const isOwn = Object.hasOwn(this.sites[index] ?? {}, first);
    const path = isOwn ? ["sites", index, first] : ["defaults", first];
    return fieldProblem(this.loaded, [...path, ...inner], reason, guess, cause);
  }

  /** Certificate authorities, which many sites may share: read and checked once. */
  authorities(path: string, read: () => Promise<string>): Promise<string> {
    const known = this.#authorities.get(path) ?? read();
    this.#authorities.set(path, known);
    return known;
  }

  /** -1 where there is none of that name. */
  #placeOf(name: string): number {
    this.#places ??= new Map(this.sites.map((site, at) => [site.name.toLowerCase(), at]));
    return this.#places.get(name.toLowerCase()) ?? -1;
  }

  #warnOnce(text: string): void {
    const { once, output } = this.#around;
    once(text, () => output.warn(text));
  }
}

/** An absolute path: from the folder of the file on, or from the home folder where it begins with `~`. */
export function configuredPath(path: string, base: string, { env }: Pick<World, "env">): string {
  const home = env("HOME") || env("USERPROFILE") || "~";
  return resolve(base, path.replace(/^~(?=[/\\]|$)/, () => home));
}
