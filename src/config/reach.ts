/**
 * What in a configuration reaches outside of the file: modules and programs that are run, variables and
 * files that are read, folders that are written to. A file that somebody else has put there could misuse
 * all of them.
 */
import { commandName } from "./secret.ts";
import { REFERENCE } from "./reference.ts";
import type { Configuration, SecretSource, SharedSettings, SiteSettings } from "./schema.ts";

/** All of it, each as a few words, such as `shop: the variable SHOP_SECRET`. */
export function reachOf({ plugins, defaults, sites }: Configuration): string[] {
  return [
    ...plugins.map((plugin) => `the plugin ${plugin}`),
    ...ofSettings(defaults).map((what) => `defaults: ${what}`),
    ...sites.flatMap((site) => reachOfSite(site).map((what) => `${site.name}: ${what}`)),
  ];
}

/** Without the name of the site before each. */
export function reachOfSite(site: SiteSettings): string[] {
  const sources: SecretSource[] = Object.values(site.credential ?? {});
  return [...sources.flatMap(ofSource), ...ofSettings(site)];
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
