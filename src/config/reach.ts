/**
 * What in a configuration reaches outside of the file: modules and programs that are run, variables and
 * files that are read, folders that are written to. A file that somebody else has put there could misuse
 * all of them.
 */
import { redactText } from "../base/redact.ts";
import { commandName, sourcesOf } from "./secret.ts";
import { REFERENCE } from "./reference.ts";
import type {
  Configuration,
  RemoteSettings,
  SecretSource,
  SharedSettings,
  SiteSettings,
} from "./schema.ts";

/** All of it, each as a few words, such as `shop: the variable SHOP_SECRET`. */
export function reachOf({ plugins, defaults, sites }: Configuration): string[] {
  return [
    ...plugins.map((plugin) => `the plugin ${plugin}`),
    ...ofSources(defaults).concat(ofSettings(defaults)).map((what) => `defaults: ${what}`),
    ...sites.flatMap((site) => reachOfSite(site).map((what) => `${site.name}: ${what}`)),
  ];
}

/** Without the name of the site before each. */
export function reachOfSite(site: SiteSettings): string[] {
  const { remote } = site;
  const ofFolder = remote === undefined ? [] : ofRemote(remote);
  return [...ofSources(site), ...ofSettings(site), ...ofFolder];
}

function ofSources(settings: Parameters<typeof sourcesOf>[0]): string[] {
  return sourcesOf(settings).flatMap(ofSource);
}

function ofSource(source: SecretSource): string[] {
  if (typeof source !== "string") return [commandName(source)];
  return [...source.matchAll(REFERENCE)].map(([, kind, name]) =>
    `the ${kind === "env" ? "variable" : "file"} ${name}`
  );
}

function ofSettings({ caFile, download }: SharedSettings): string[] {
  return [
    ...caFile === undefined ? [] : [`the file ${caFile}`],
    ...download === undefined ? [] : [`the folder ${download}`],
  ];
}

/** The password of the environment would be sent there, and what comes from there is written here. */
function ofRemote({ url, keyFile, knownHosts }: RemoteSettings): string[] {
  const files = [keyFile, knownHosts].filter((file) => file !== undefined);
  return [`the server of ${redactText(url)}`, ...files.map((file) => `the file ${file}`)];
}
