/**
 * From flags and configuration to the options of a connection.
 * @module
 */
import { join } from "node:path";
import type { ConnectOptions, LogLine, Product } from "../../../mod.ts";
import { API_VERSIONS, type ApiVersion } from "../../protocol/endpoint.ts";
import { nearest } from "../../base/nearest.ts";
import { messageOf } from "../../base/message_text.ts";
import { faultOfAuthorities, readAuthorities } from "./authorities.ts";
import { cacheFolder } from "./cache_folder.ts";
import { configuredSecret, knownProducts, loadConfiguration } from "./configuration.ts";
import { isUntrusted } from "./find_configuration.ts";
import { configuredPath } from "./configured_path.ts";
import { once } from "../world/once.ts";
import { askCredentials, isEmpty, readCredentials } from "./secrets.ts";
import { type GivenParameters, givenParameters, parameterFault } from "./parameters.ts";
import type { SiteInvocation, Target } from "./target.ts";
import { type OnNote, told } from "./told_notes.ts";

/** The API version of `--api`. */
export function apiOf({ api }: { readonly api: string | undefined }): ApiVersion | undefined {
  return API_VERSIONS.find((version) => String(version) === api);
}

/** Limits that only some commands have flags for. */
export interface ConnectLimits {
  /** How long to wait for a site in trouble, seconds, if not as in the configuration. */
  readonly patience?: number | undefined;
  /** Called with what is noted of a backup. */
  readonly onNote?: OnNote | undefined;
}

/** How to connect to a site, by the flags, the configuration and the surroundings. */
export async function connectOptions(
  target: Target,
  invocation: SiteInvocation,
  limits: ConnectLimits = {},
): Promise<ConnectOptions> {
  const { flags, world, output } = invocation;
  const { settings, configured } = target;
  if (configured !== undefined) {
    const { refuseUntrusted } = await import("./trust/refuse.ts");
    await refuseUntrusted(target, invocation);
  }
  const products = await productsFor(target, invocation);
  const parameters = await parametersFor(target, invocation);
  const { fileMemory, fileRunMemory } = await import("../../../mod.ts");
  const ofSite = configured && configuredSecret(configured, invocation);
  const given = await readCredentials(flags, world, output, ofSite);
  // A configured site has its secret there, or an error reports that it does not: no prompt.
  const isAsked = isEmpty(given) && configured === undefined;
  const credentials = isAsked ? await askCredentials(world, output) : given;
  const { "no-cache": noCache, debug, "debug-file": debugFile } = flags;
  const timeout = flags.timeout ?? settings.timeout;
  const patience = limits.patience ?? settings.patience;
  const cache = noCache ? undefined : cacheFolder(world);
  const owner = { os: world.os, uid: world.uid() };
  const onRefusal = (text: string) => once(world, text, () => output.warn(text));
  const isDebugging = debug || debugFile !== undefined;
  const { transport, clock, sleep, signal } = world;
  const authorities = await authoritiesOf(target, invocation);
  // A short value is no secret, and its letters are all over the place.
  output.hide(Object.values(settings.headers ?? {}).filter(({ length }) => length > 5));
  const runs = cache === undefined ? undefined : fileRunMemory(join(cache, "runs"), owner);
  return {
    ...credentials,
    products,
    api: apiOf(flags) ?? settings.api,
    signal,
    env: proxyVariables(invocation),
    onNotice: (text) => output.warn(text),
    parameters,
    answerMs: timeout === undefined ? undefined : timeout * 1000,
    stepLimitMs: settings.stepLimit === undefined ? undefined : settings.stepLimit * 1000,
    patienceMs: patience === undefined ? undefined : patience * 1000,
    onWait: (waiting) => output.event(target.name, waiting),
    headers: settings.headers,
    caCerts: authorities === undefined ? undefined : [authorities],
    memory: cache === undefined ? undefined : fileMemory(cache, { owner, onRefusal }),
    runs: limits.onNote === undefined ? runs : told(runs, limits.onNote),
    log: isDebugging ? (line) => output.debug(() => logText(line)) : undefined,
    transport,
    clock,
    sleep,
  };
}

async function authoritiesOf(
  { settings: { caFile, base }, problem }: Target,
  { flags: { "ca-file": given }, world }: SiteInvocation,
): Promise<string | undefined> {
  if (given !== undefined) return await readAuthorities(world.cwd(), given, world.signal);
  if (caFile === undefined) return undefined;
  const path = configuredPath(caFile, base, world);
  const text = await readAuthorities(base, path, world.signal).catch(async (error) => {
    throw await problem("caFile", messageOf(error));
  });
  const fault = await faultOfAuthorities(text);
  if (fault !== undefined) throw await problem("caFile", `cannot use ${path}: ${fault}`);
  return text;
}

/**
 * Checks everything in the configuration of a site that needs neither its secret nor the network.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function checkSettings(target: Target, invocation: SiteInvocation): Promise<void> {
  const { settings: { endpoint }, problem } = target;
  const loaded = await loadConfiguration(invocation);
  // The product of a plugin and another file are known only where the file may name them.
  if (loaded !== undefined && !isUntrusted(loaded)) {
    await productsFor(target, invocation);
    await parametersFor(target, invocation);
    await authoritiesOf(target, invocation);
  }
  // A host alone is the address of a site; those of the API are below it, or have a query.
  if (endpoint !== undefined && /^(?:\w+:\/\/)?[^/?]*\/?$/.test(endpoint)) {
    throw await problem(
      "endpoint",
      "expected the whole address of the API",
      'See "detect --save".',
    );
  }
}

/**
 * What the configuration and the command line set. One that is set for all sites may be one of
 * another product than that of this site.
 */
async function parametersFor(
  { settings: { folder, parameters = {} }, problem }: Target,
  invocation: SiteInvocation,
): Promise<GivenParameters> {
  const products = await knownProducts(invocation);
  for (const [name, value] of Object.entries(parameters)) {
    const fault = parameterFault(name, value, products);
    if (fault === undefined) continue;
    const field = name === "folder" && value === folder ? "folder" : "parameters";
    throw await problem(field, fault.reason, fault.hint);
  }
  return { ...parameters, ...givenParameters(invocation.flags, products) };
}

/** All that come along and those of the configuration; only one where that is named. */
export async function productsFor(
  { settings: { product }, problem }: Target,
  invocation: SiteInvocation,
): Promise<readonly Product[]> {
  const all = await knownProducts(invocation);
  if (product === undefined) return all;
  const found = all.filter(({ id }) => id === product);
  if (found.length > 0) return found;
  const ids = all.map(({ id }) => id);
  const guess = nearest(product, ids);
  throw await problem(
    "product",
    `there is no product ${product}; there are ${ids.join(", ")}`,
    guess && `Did you mean ${guess}?`,
  );
}

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

function proxyVariables({ world }: SiteInvocation): Record<string, string | undefined> {
  const names = PROXY_VARIABLES.flatMap((name) => [name, name.toUpperCase()]);
  return Object.fromEntries(names.map((name) => [name, world.env(name)]));
}

function logText(line: LogLine): string {
  const { id, type, method, url, ...rest } = line;
  return `[${id}] ${type} ${method} ${url} ${JSON.stringify(rest)}`;
}
