/**
 * From the flags of a command to a site.
 * @module
 */
import { resolve } from "node:path";
import type { Client, ConnectOptions, Detected, LogLine, Product } from "../../mod.ts";
import { API_VERSIONS, type ApiVersion } from "../endpoint.ts";
import { isSitehaulError, SitehaulError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { cacheFolder } from "./cache_folder.ts";
import { configuredSecret, knownProducts, loadConfiguration } from "./configuration.ts";
import { configuredPath } from "./configured_path.ts";
import { askCredentials, isEmpty, readCredentials } from "./secrets.ts";
import { type SiteInvocation, type Target, targetOf } from "./target.ts";

export type { SiteInvocation } from "./target.ts";

/**
 * What to call a site.
 *
 * @throws {SitehaulError} `usage/url`, `config/invalid`
 */
export async function siteName(site: string, invocation: SiteInvocation): Promise<string> {
  return (await targetOf(site, invocation)).name;
}

/** What the configuration says of backups of a site, where the command line is silent. */
export interface SiteDefaults {
  /** The backup profile. */
  readonly profile: number;
  /** The folder to fetch a backup to; `start` tells when the backup began, if that matters. */
  readonly folderFor: (id: number, start: () => Promise<string | undefined>) => Promise<string>;
}

/** The defaults for a site; `dir` and `profile` are those of the command line. */
export async function siteDefaults(
  site: string,
  invocation: SiteInvocation,
  given: { readonly dir?: string | undefined; readonly profile?: number | undefined },
): Promise<SiteDefaults> {
  const { name, settings } = await targetOf(site, invocation);
  const { downloadFolder } = await import("../config/download_folder.ts");
  const { dir } = given;
  const [base, pattern] = dir === undefined && settings.download !== undefined
    ? [settings.base, settings.download]
    : [invocation.world.cwd(), dir ?? "."];
  // A folder that cannot be is told before the backup, which may take an hour.
  downloadFolder(pattern, { site: name, id: 1, date: "2000-01-01" });
  return {
    profile: given.profile ?? settings.profile ?? 1,
    folderFor: async (id, start) => {
      const day = pattern.includes("{date}") ? await start() : undefined;
      const date = (day ?? new Date().toISOString()).slice(0, 10);
      const folder = downloadFolder(pattern, { site: name, id, date });
      return configuredPath(folder, base, invocation.world);
    },
  };
}

/** The name of the product, as people call it. */
export async function productName(
  { products: ids }: Pick<Detected, "products">,
  invocation: SiteInvocation,
): Promise<string> {
  const all = await knownProducts(await loadConfiguration(invocation));
  return ids.map((id) => all.find((product) => product.id === id)?.name ?? id).join(" or ");
}

/** Connects to a site. */
export async function connectTo(site: string, invocation: SiteInvocation): Promise<Client> {
  const { connect } = await import("../../mod.ts");
  const target = await targetOf(site, invocation);
  const options = await connectOptions(target, invocation);
  return await endpointFirst(target, (address) => connect(address, options));
}

/** Finds out everything about a site; `anew` without the endpoint that is configured. */
export async function detectAt(
  site: string,
  invocation: SiteInvocation,
  { anew = false } = {},
): Promise<Detected> {
  const { detect } = await import("../../mod.ts");
  const target = await targetOf(site, invocation);
  const options = await connectOptions(target, invocation);
  const { configured } = target;
  if (anew && configured !== undefined) return await detect(configured.url, options);
  return await endpointFirst(target, (address) => detect(address, options));
}

/** Asks at the endpoint, or around it; where nothing is there any more, below the site's address. */
async function endpointFirst<Found>(
  { address, configured }: Target,
  ask: (address: string) => Promise<Found>,
): Promise<Found> {
  const url = configured?.url ?? address;
  try {
    return await ask(address);
  } catch (error) {
    const { parseSite, products } = await import("../../mod.ts");
    const [one, other] = [address, url].map((each) => parseSite(each, products).roots[0]);
    if (one === other || !isSitehaulError(error, "connect/no-way")) throw error;
    return await ask(url);
  }
}

/** Where a site is, and what is known of how to go there. */
export interface WayTo {
  /** What to call the site; no password is in it. */
  readonly name: string;
  readonly address: string;
  readonly options: ConnectOptions & { readonly products: readonly Product[] };
}

/** Where a site is, for a closer look than connecting takes. Nothing is sent. */
export async function wayTo(site: string, invocation: SiteInvocation): Promise<WayTo> {
  const target = await targetOf(site, invocation);
  const { name, address } = target;
  const products = await productsFor(target, invocation);
  return { name, address, options: { ...await connectOptions(target, invocation), products } };
}

/** The API version of `--api`. */
export function apiOf({ api }: { readonly api: string | undefined }): ApiVersion | undefined {
  return API_VERSIONS.find((version) => String(version) === api);
}

async function connectOptions(
  target: Target,
  invocation: SiteInvocation,
): Promise<ConnectOptions> {
  const { flags, world, output } = invocation;
  const { settings, configured } = target;
  const { fileMemory } = await import("../../mod.ts");
  const ofSite = configured && configuredSecret(configured, invocation);
  const given = await readCredentials(flags, world, output, ofSite);
  // A site of the configuration has a secret there, or an error that says so: nobody is asked.
  const isAsked = isEmpty(given) && configured === undefined;
  const credentials = isAsked ? await askCredentials(world, output) : given;
  const { "no-cache": noCache, debug, "debug-file": debugFile } = flags;
  const folder = flags.folder ?? settings.folder;
  const timeout = flags.timeout ?? settings.timeout;
  const cache = noCache ? undefined : cacheFolder(world);
  const { transport, clock, sleep, signal } = world;
  const authorities = await authoritiesOf(target, invocation);
  // A short value is no secret, and its letters are all over the place.
  output.hide(Object.values(settings.headers ?? {}).filter(({ length }) => length > 5));
  return {
    ...credentials,
    products: await productsFor(target, invocation),
    api: apiOf(flags) ?? settings.api,
    signal,
    env: proxyVariables(invocation),
    onNotice: (text) => output.warn(text),
    ...(folder === undefined ? {} : { parameters: { folder } }),
    ...(timeout === undefined ? {} : { answerMs: timeout * 1000 }),
    ...(settings.headers === undefined ? {} : { headers: settings.headers }),
    ...(authorities === undefined ? {} : { caCerts: [authorities] }),
    ...(cache === undefined ? {} : { memory: fileMemory(cache) }),
    ...(debug || debugFile !== undefined
      ? { log: (line: LogLine) => output.debug(() => logText(line)) }
      : {}),
    ...(transport === undefined ? {} : { transport }),
    ...(clock === undefined ? {} : { clock }),
    ...(sleep === undefined ? {} : { sleep }),
  };
}

async function authoritiesOf(
  { settings: { caFile, base }, problem }: Target,
  { flags: { "ca-file": given }, world }: SiteInvocation,
): Promise<string | undefined> {
  if (given !== undefined) return await readAuthorities(world.cwd(), given);
  if (caFile === undefined) return undefined;
  try {
    return await readAuthorities(base, configuredPath(caFile, base, world));
  } catch (error) {
    throw await problem("caFile", error instanceof Error ? error.message : String(error));
  }
}

/** All that come along and those of the configuration; only one where that is named. */
async function productsFor(
  { settings: { product }, problem }: Target,
  invocation: SiteInvocation,
): Promise<readonly Product[]> {
  const all = await knownProducts(await loadConfiguration(invocation));
  if (product === undefined) return all;
  const found = all.filter(({ id }) => id === product);
  if (found.length > 0) return found;
  const ids = all.map(({ id }) => id);
  const guess = nearest(product, ids);
  throw await problem(
    "product",
    `there is no product ${product}, but ${ids.join(", ")}`,
    guess && `Did you mean ${guess}?`,
  );
}

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

function proxyVariables({ world }: SiteInvocation): Record<string, string | undefined> {
  const names = PROXY_VARIABLES.flatMap((name) => [name, name.toUpperCase()]);
  return Object.fromEntries(names.map((name) => [name, world.env(name)]));
}

/**
 * The certificate authorities of `--ca-file`.
 *
 * @throws {SitehaulError} `usage/value`
 */
export async function readAuthorities(cwd: string, file: string): Promise<string> {
  try {
    const { readFile } = await import("node:fs/promises");
    return await readFile(resolve(cwd, file), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SitehaulError("usage/value", `Cannot read the certificate authorities: ${reason}`, {
      hint: "Check the path given with --ca-file.",
      cause,
    });
  }
}

function logText(line: LogLine): string {
  const { id, type, method, url, ...rest } = line;
  return `[${id}] ${type} ${method} ${url} ${JSON.stringify(rest)}`;
}
