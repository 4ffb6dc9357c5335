/**
 * The site that was named on the command line: by its name in the configuration, or by its address.
 * @module
 */
import type { SharedSettings, SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import type { GlobalFlags, Invocation } from "../declarations/command.ts";
import {
  type ConfiguredSite,
  defaultsOf,
  loadConfiguration,
  problemWith,
  siteCalled,
} from "./configuration.ts";
import type { LoadedConfiguration } from "./find_configuration.ts";
import type { Output } from "../output/output.ts";
import type { SITE_FLAGS } from "../declarations/shared.ts";

/** An invocation of a command that has the flags for credentials. */
export type SiteInvocation = Invocation<
  typeof SITE_FLAGS & GlobalFlags,
  Readonly<Record<never, never>>
>;

/** A site that was named on the command line. */
export interface Target {
  /** What to call it; unlike what was typed it holds no password. */
  readonly name: string;
  /** Where it is. */
  readonly address: string;
  /** What the configuration says of it. */
  readonly settings: SharedSettings & Partial<SiteSettings> & { readonly base: string };
  /** Set when it was named by the configuration's name. */
  readonly configured: ConfiguredSite | undefined;
  /** Reports what is wrong with a setting, and where it is. */
  readonly problem: (field: keyof SiteSettings, reason: string, guess?: string) => Promise<Error>;
}

/** Its name in the configuration; else its address. Passwords in it are hidden from here on. */
export async function targetOf(site: string, invocation: SiteInvocation): Promise<Target> {
  const loaded = await loadConfiguration(invocation);
  const configured = loaded && siteCalled(site, loaded);
  if (configured === undefined) {
    if (loaded !== undefined) refuseMisspelt(site, loaded);
    const name = await displayOf(site, invocation.output);
    const problem = problemIn(loaded, name);
    return { name, address: site, settings: defaultsOf(loaded, invocation), configured, problem };
  }
  const { name, url, endpoint } = configured;
  const problem = problemIn(loaded, name);
  for (const field of ["url", "endpoint"] as const) {
    const address = configured[field];
    if (address === undefined) continue;
    const fault = await displayOf(address, invocation.output).catch((error) => error);
    if (fault instanceof Error) throw await problem(field, fault.message);
  }
  const address = endpoint === undefined ? url : withUserOf(url, endpoint);
  return { name, address, settings: configured, configured, problem };
}

function problemIn(loaded: LoadedConfiguration | undefined, name: string): Target["problem"] {
  return async (field, reason, guess) =>
    loaded === undefined
      ? new SitehaulError("config/invalid", reason)
      : await problemWith(loaded, name, field, reason, guess);
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
  const { parseSite, products } = await import("../../../mod.ts");
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
    hint:
      `${
        guess === undefined ? "" : `Did you mean ${guess}? `
      }"sitehaul config list" shows all sites; ` +
      `to use a host name, write https://${site}/.`,
  });
}
