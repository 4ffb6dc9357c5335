/**
 * The sites that are known here, for completion. Nothing is asked of any site.
 * @module
 */
import { cacheFolder } from "../cache_folder.ts";
import { loadConfiguration } from "../configuration.ts";
import type { ConfigurationContext } from "../find_configuration.ts";
import type { World } from "../world.ts";

/** What fits on one line of a shell, as one word. */
const ONE_WORD = /^[\p{Letter}\p{Number}\p{Punctuation}\p{Symbol}]{1,300}$/u;

/** The names in the configuration, then the addresses that are remembered in the cache. */
export async function siteNames(context: ConfigurationContext): Promise<string[]> {
  const names = [...await configuredNames(context), ...await rememberedSites(context.world)];
  return [...new Set(names)].filter((name) => ONE_WORD.test(name));
}

/** Errors in the configuration are not reported while somebody is typing. */
async function configuredNames(context: ConfigurationContext): Promise<string[]> {
  try {
    const { sites = [] } = (await loadConfiguration(context))?.configuration ?? {};
    return sites.map(({ name }) => name);
  } catch {
    return [];
  }
}

/** What cannot be read counts as nothing. */
async function rememberedSites(world: World): Promise<string[]> {
  const folder = cacheFolder(world);
  if (folder === undefined) return [];
  const { readdir, readFile } = await import("node:fs/promises");
  const { join } = await import("node:path");
  try {
    const files = (await readdir(folder)).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
    const texts = files.map((name) => readFile(join(folder, name), "utf8").catch(() => ""));
    const sites = (await Promise.all(texts)).flatMap(siteOf);
    return sites.length === 0 ? [] : (await Promise.all(sites.map(rootOf))).sort();
  } catch {
    return [];
  }
}

/** Nobody types an endpoint that was pasted once; the address of its site is enough. */
async function rootOf(site: string): Promise<string> {
  const { parseSite, products } = await import("../../../mod.ts");
  try {
    return parseSite(site, products).roots[0] ?? site;
  } catch {
    return site;
  }
}

function siteOf(text: string): string[] {
  try {
    const document: unknown = JSON.parse(text);
    const { site } = Object(document) as { readonly site?: unknown };
    // Values of parameters may follow the address.
    return typeof site === "string" ? site.split(" ").slice(0, 1) : [];
  } catch {
    return [];
  }
}
