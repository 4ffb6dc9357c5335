/**
 * The site that was named on the command line: by its name in the configuration, or by its address.
 */
import { meant } from "../parse/flags.ts";
import type { Detected, Site } from "../../../mod.ts";
import type { Product } from "../../product/product.ts";
import { isSitehaulError, SitehaulError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { isPattern } from "../../config/select.ts";
import type { Output } from "../output/output.ts";
import { configuredPath, type ConfiguredSite, type Field } from "./configuration.ts";
import {
  type Around,
  checkOptions,
  connectOptions,
  refuseUnlessTrusted,
} from "./connect_options.ts";
import type {
  ConnectLimits,
  Context,
  FetchFlags,
  FetchWay,
  FolderFor,
  NamedSite,
  Settings,
  SiteFlags,
  SiteOptions,
} from "./context.ts";
import type { LoadedConfiguration } from "./find_configuration.ts";

/** Finds a site by its name, else by its address. Passwords in it are hidden from here on. */
export async function findSite(
  named: string,
  flags: SiteFlags,
  context: Context,
): Promise<NamedSite> {
  const { output } = context;
  const configuration = await context.configuration();
  const around = { flags, context, configuration };
  const configured = configuration.siteCalled(named);
  if (configured === undefined) {
    if (isPattern(named)) {
      const { onlyOneSite } = await import("./chosen_sites.ts");
      throw onlyOneSite(named, configuration);
    }
    if (configuration.loaded !== undefined) refuseMisspelt(named, configuration.loaded);
    const name = await displayOf(named, output);
    return new FoundSite({ name, address: named, settings: configuration.defaults() }, around);
  }
  const { name, url, endpoint } = configured;
  for (const field of ["url", "endpoint"] as const) {
    const address = configured[field];
    if (address === undefined) continue;
    const fault = await displayOf(address, output).catch((error) => error);
    if (fault instanceof Error) throw await configuration.problem(name, field, fault.message);
  }
  const address = endpoint === undefined ? url : withUserOf(url, endpoint);
  return new FoundSite({ name, address, settings: configured, configured }, around);
}

/** A site and everything that is known here of the way to it. */
class FoundSite implements NamedSite {
  readonly name: string;
  readonly address: string;
  readonly settings: Settings;
  readonly configured: ConfiguredSite | undefined;
  readonly #around: Around;

  constructor(
    { name, address, settings, configured }: Pick<NamedSite, "name" | "address" | "settings"> & {
      readonly configured?: ConfiguredSite;
    },
    around: Around,
  ) {
    this.name = name;
    this.address = address;
    this.settings = settings;
    this.configured = configured;
    this.#around = around;
  }

  async products(): Promise<readonly Product[]> {
    const all = await this.#around.configuration.products();
    const { product } = this.settings;
    if (product === undefined) return all;
    const found = all.filter(({ id }) => id === product);
    if (found.length > 0) return found;
    const ids = all.map(({ id }) => id);
    const guess = nearest(product, ids);
    throw await this.problem(
      "product",
      `there is no product ${product}; there are ${ids.join(", ")}`,
      guess && `Did you mean ${guess}?`,
    );
  }

  options(limits: ConnectLimits = {}): Promise<SiteOptions> {
    return connectOptions(this, this.#around, limits);
  }

  async connect(limits: ConnectLimits = {}): Promise<Site> {
    const { connect } = await import("../../client/connect.ts");
    const options = await this.options(limits);
    return this.#told(await this.#endpointFirst((address) => connect(address, options)));
  }

  async detect({ anew = false } = {}): Promise<Detected> {
    const { detect } = await import("../../client/connect.ts");
    const options = await this.options();
    const { configured } = this;
    const found = anew && configured !== undefined
      ? detect(configured.url, options)
      : this.#endpointFirst((address) => detect(address, options));
    return this.#told(await found);
  }

  /** For debugging. Scripts for Akeeba Remote CLI look for the first words. */
  #told<Found extends Pick<Detected, "endpoint">>(found: Found): Found {
    const { api, url } = found.endpoint;
    this.#around.context.output.debug(() =>
      `Found a connection method: the JSON API v${api} at ${url}`
    );
    return found;
  }

  async check(): Promise<void> {
    await checkOptions(this, this.#around);
    const { endpoint, remote } = this.settings;
    if (remote !== undefined) {
      const { checkRemote } = await import("./fetch_way.ts");
      await checkRemote(this, remote);
    }
    // A host alone is the address of a site; those of the API are below it, or have a query.
    if (endpoint === undefined || !/^(?:\w+:\/\/)?[^/?]*\/?$/.test(endpoint)) return;
    const reason = "expected the whole address of the API";
    throw await this.problem("endpoint", reason, 'See "detect --save".');
  }

  async downloads(dir: string | undefined): Promise<FolderFor> {
    const { downloadFolder } = await import("../../config/download_folder.ts");
    const { settings, name: site } = this;
    const { world } = this.#around.context;
    const [base, pattern] = dir === undefined && settings.download !== undefined
      ? [settings.base, settings.download]
      : [world.cwd(), dir ?? "."];
    downloadFolder(pattern, { site, id: 1, date: "2000-01-01" });
    return async (id, start) => {
      const day = pattern.includes("{date}") ? await start() : undefined;
      const date = (day ?? new Date().toISOString()).slice(0, 10);
      return configuredPath(downloadFolder(pattern, { site, id, date }), base, world);
    };
  }

  async fetchWay(flags: FetchFlags): Promise<FetchWay> {
    const { fetchWay } = await import("./fetch_way.ts");
    return await fetchWay(this, { ...this.#around, flags });
  }

  async archivePassword(): Promise<string | undefined> {
    const { archivePassword: source, base } = this.settings;
    if (source === undefined) return undefined;
    await refuseUnlessTrusted(this, this.#around);
    const { context: { output }, configuration } = this.#around;
    const site = { name: this.name, base };
    const field = "archivePassword";
    const password = await configuration.secretOf(source, site, field, "the archive password");
    output.hide([password]);
    return password;
  }

  /** The error about a setting, with the place where it stands. */
  problem(field: Field, reason: string, guess?: string): Promise<SitehaulError> {
    return this.#around.configuration.problem(this.name, field, reason, { guess });
  }

  /** Asks at the endpoint, or around it; where nothing is there any more, below the site's address. */
  async #endpointFirst<Found>(ask: (address: string) => Promise<Found>): Promise<Found> {
    const { address, configured: { url } = { url: address } } = this;
    try {
      return await ask(address);
    } catch (error) {
      const { products } = await import("../../../plugins/mod.ts");
      const { parseSite } = await import("../../resolve/site.ts");
      const [one, other] = [address, url].map((each) => parseSite(each, products).roots[0]);
      if (one === other || !isSitehaulError(error, "connect/no-way")) throw error;
      return await ask(url);
    }
  }
}

/** An endpoint on the same host is behind the same password of the web server. */
function withUserOf(url: string, endpoint: string): string {
  const [, scheme, user, host] = /^(\w+:\/\/)?([^/]*@)([^/?#]*)/.exec(url) ?? [];
  const [, own = "https://", place = "", rest = ""] =
    /^(\w+:\/\/)?([^/?#]*)(.*)$/s.exec(endpoint) ?? [];
  // What is for https is not sent over http.
  const isSafe = own === "https://" || own === scheme;
  return user !== undefined && isSafe && host?.toLowerCase() === place.toLowerCase()
    ? own + user + place + rest
    : endpoint;
}

async function displayOf(address: string, output: Output): Promise<string> {
  const { products } = await import("../../../plugins/mod.ts");
  const { parseSite } = await import("../../resolve/site.ts");
  const { display, basicAuth } = parseSite(address, products);
  if (basicAuth !== undefined) output.hide([basicAuth.password]);
  return display;
}

/** Where sites have names, a single word is meant to be one. */
function refuseMisspelt(
  site: string,
  { configuration: { sites }, file }: LoadedConfiguration,
): void {
  if (sites.length === 0 || !/^[\w-]+$/.test(site) || site === "localhost") return;
  const guess = nearest(site, sites.map(({ name }) => name));
  throw new SitehaulError("usage/no-site", `There is no site ${site} in ${file}`, {
    hint: `${meant(guess)}"sitehaul config list" shows all sites; ` +
      `to use a host name, write https://${site}/.`,
  });
}
