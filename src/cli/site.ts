/**
 * From the flags of a command to a site.
 * @module
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Client, ConnectOptions, Detected, LogLine } from "../../mod.ts";
import { API_VERSIONS, type ApiVersion } from "../endpoint.ts";
import { SitehaulError } from "../errors.ts";
import { cacheFolder } from "./cache_folder.ts";
import type { GlobalFlags, Invocation } from "./command.ts";
import type { Output } from "./output/output.ts";
import { type CREDENTIAL_FLAGS, readCredentials } from "./secrets.ts";

/** An invocation of a command that has the flags for credentials. */
export type SiteInvocation = Invocation<
  typeof CREDENTIAL_FLAGS & GlobalFlags,
  Readonly<Record<never, never>>
>;

/**
 * What to call a site; unlike what was typed it holds no password. A password that was typed with
 * it is hidden from here on.
 *
 * @throws {SitehaulError} `usage/url`
 */
export async function siteName(site: string, output: Output): Promise<string> {
  const { parseSite, products } = await import("../../mod.ts");
  const { display, basicAuth } = parseSite(site, products);
  if (basicAuth !== undefined) output.hide([basicAuth.password]);
  return display;
}

/** The name of the product, as people call it. */
export async function productName({ products: ids }: Pick<Detected, "products">): Promise<string> {
  const { products } = await import("../../mod.ts");
  return ids.map((id) => products.find((product) => product.id === id)?.name ?? id).join(" or ");
}

/** Connects to a site. */
export async function connectTo(site: string, invocation: SiteInvocation): Promise<Client> {
  const { connect } = await import("../../mod.ts");
  await siteName(site, invocation.output);
  return await connect(site, await connectOptions(invocation));
}

/** Finds out everything about a site. */
export async function detectAt(site: string, invocation: SiteInvocation): Promise<Detected> {
  const { detect } = await import("../../mod.ts");
  await siteName(site, invocation.output);
  return await detect(site, await connectOptions(invocation));
}

/** The API version of `--api`. */
export function apiOf({ api }: { readonly api: string | undefined }): ApiVersion | undefined {
  return API_VERSIONS.find((version) => String(version) === api);
}

async function connectOptions(invocation: SiteInvocation): Promise<ConnectOptions> {
  const { flags, world, output } = invocation;
  const { fileMemory } = await import("../../mod.ts");
  const credentials = await readCredentials(flags, world, output);
  const { folder, timeout, "ca-file": caFile, "no-cache": noCache, debug } = flags;
  const cache = noCache ? undefined : cacheFolder(world);
  const { transport, clock, sleep, signal } = world;
  return {
    ...credentials,
    api: apiOf(flags),
    signal,
    env: proxyVariables(invocation),
    onNotice: (text) => output.warn(text),
    ...(folder === undefined ? {} : { parameters: { folder } }),
    ...(timeout === undefined ? {} : { answerMs: timeout * 1000 }),
    ...(caFile === undefined ? {} : { caCerts: [await readAuthorities(world.cwd(), caFile)] }),
    ...(cache === undefined ? {} : { memory: fileMemory(cache) }),
    ...(debug ? { log: (line: LogLine) => output.debug(() => logText(line)) } : {}),
    ...(transport === undefined ? {} : { transport }),
    ...(clock === undefined ? {} : { clock }),
    ...(sleep === undefined ? {} : { sleep }),
  };
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
