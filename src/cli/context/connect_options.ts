/** From flags and configuration to the options of a connection. */
import { join } from "../../base/paths.ts";
import type { LogLine, Owner, RunMemory } from "../../../mod.ts";
import { API_VERSIONS, type ApiVersion } from "../../protocol/endpoint.ts";
import { messageOf } from "../../base/message_text.ts";
import { faultOfAuthorities, readAuthorities } from "./authorities.ts";
import { type Configuration, configuredPath, type Field } from "./configuration.ts";
import type { ConnectLimits, Context, NamedSite, SiteFlags, SiteOptions } from "./context.ts";
import { type GivenParameters, givenParameters, parameterFault } from "./parameters.ts";
import { type Credentials, isEmpty, readCredentials } from "./secrets.ts";
import type { World } from "../world/world.ts";
import { told } from "./told_notes.ts";

/** The API version of `--api`. */
export function apiOf({ api }: { readonly api: string | undefined }): ApiVersion | undefined {
  return API_VERSIONS.find((version) => String(version) === api);
}

/** A site that says where a wrong setting of it stands. */
export interface Reporting extends NamedSite {
  /** The error about that. */
  problem(field: Field, reason: string, guess?: string): Promise<Error>;
}

/** What a site is asked through. */
export interface Around {
  readonly flags: SiteFlags;
  readonly context: Context;
  readonly configuration: Configuration;
}

/** How to connect to a site, by the flags, the configuration and the surroundings. */
export async function connectOptions(
  site: Reporting,
  around: Around,
  limits: ConnectLimits,
): Promise<SiteOptions> {
  const { flags, context } = around;
  const { world, output, folders } = context;
  const { settings } = site;
  await refuseUnlessTrusted(site, around);
  const products = await site.products();
  const parameters = await parametersFor(site, around);
  const { fileMemory } = await import("../../negotiate/remember.ts");
  const credentials = await credentialsFor(site, around);
  const timeout = flags.timeout ?? settings.timeout;
  const patience = limits.patience ?? settings.patience;
  const cache = flags["no-cache"] ? undefined : folders.cache;
  const owner = { os: world.os, uid: world.uid() };
  const onRefusal = (text: string) => context.once(text, (told) => output.warn(told));
  const isDebugging = flags.debug || flags["debug-file"] !== undefined;
  const { transport, clock, sleep } = world;
  const authorities = await authoritiesOf(site, around);
  // A short value is no secret, and its letters are all over the place.
  output.hide(Object.values(settings.headers ?? {}).filter(({ length }) => length > 5));
  const runs = cache === undefined ? undefined : runMemoryIn(join(cache, "runs"), owner);
  return {
    ...credentials,
    products,
    api: apiOf(flags) ?? settings.api,
    signal: limits.signal ?? world.signal,
    env: proxyVariables(world),
    onNotice: (text) => output.warn(text),
    parameters,
    answerMs: timeout === undefined ? undefined : timeout * 1000,
    stepLimitMs: settings.stepLimit === undefined ? undefined : settings.stepLimit * 1000,
    patienceMs: patience === undefined ? undefined : patience * 1000,
    onWait: (waiting) => {
      limits.onWait?.(waiting);
      output.event(site.name, waiting);
    },
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

/** Nothing that the file names is read, run or connected to before it is trusted. */
export async function refuseUnlessTrusted(
  { configured }: Pick<NamedSite, "configured">,
  around: Around,
): Promise<void> {
  if (!around.configuration.isUntrusted || configured === undefined) return;
  const { refuseUntrusted } = await import("./trust/refuse.ts");
  refuseUntrusted(configured, around);
}

/** A configured site has its secret there, or an error reports that it does not: no prompt. */
async function credentialsFor(
  { configured }: NamedSite,
  { flags, context, configuration }: Around,
): Promise<Credentials> {
  if (configured === undefined) {
    const given = await readCredentials(flags, context);
    return isEmpty(given) ? await context.askCredentials() : given;
  }
  const read = () => configuration.credentialsOf(configured);
  const ofSite = configured.credential && { site: configured.name, read };
  return await readCredentials(flags, context, ofSite);
}

/** The certificate authorities that the command line or the configuration adds. */
export async function authoritiesOf(
  site: Reporting,
  { flags: { "ca-file": given }, context: { world }, configuration }: Around,
): Promise<string | undefined> {
  const { caFile, base } = site.settings;
  if (given !== undefined) return await readAuthorities(world.cwd(), given, world.signal);
  if (caFile === undefined) return undefined;
  const path = configuredPath(caFile, base, world);
  const read = async () => {
    const text = await readAuthorities(base, path, world.signal);
    const fault = await faultOfAuthorities(text);
    if (fault !== undefined) throw new Error(`cannot use ${path}: ${fault}`);
    return text;
  };
  return await configuration.authorities(path, read).catch(async (error) => {
    throw await site.problem("caFile", messageOf(error));
  });
}

/**
 * Checks the options as far as neither the secret nor the network is needed. The product of a plugin
 * and another file are known only where the configuration may name them.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function checkOptions(site: Reporting, around: Around): Promise<void> {
  if (around.configuration.loaded === undefined || around.configuration.isUntrusted) return;
  await site.products();
  await parametersFor(site, around);
  await authoritiesOf(site, around);
}

/**
 * What the configuration and the command line set. One that is set for all sites may be one of
 * another product than that of this site.
 */
async function parametersFor(
  site: Reporting,
  { flags, configuration }: Around,
): Promise<GivenParameters> {
  const { folder, parameters = {} } = site.settings;
  const products = await configuration.products();
  for (const [name, value] of Object.entries(parameters)) {
    const fault = parameterFault(name, value, products);
    if (fault === undefined) continue;
    const field = name === "folder" && value === folder ? "folder" : "parameters";
    throw await site.problem(field, fault.reason, fault.hint);
  }
  return { ...parameters, ...givenParameters(flags, products) };
}

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

/** The notes of backups, loaded when one is taken. */
function runMemoryIn(folder: string, owner: Owner): RunMemory {
  return {
    async claim(site) {
      const { fileRunMemory } = await import("../../client/file_run_memory.ts");
      return await fileRunMemory(folder, owner).claim(site);
    },
  };
}

/** Those variables that can put something between this computer and a site. */
export function proxyVariables({ env }: World): Record<string, string | undefined> {
  const names = PROXY_VARIABLES.flatMap((name) => [name, name.toUpperCase()]);
  return Object.fromEntries(names.map((name) => [name, env(name)]));
}

function logText(line: LogLine): string {
  const { id, type, method, url, ...rest } = line;
  return `[${id}] ${type} ${method} ${url} ${JSON.stringify(rest)}`;
}
