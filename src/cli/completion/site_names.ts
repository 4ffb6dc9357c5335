/** The sites that are known here, for completion. Nothing is asked of any site. */
import type { Context } from "../context/context.ts";
import type { World } from "../world/world.ts";

/** What is one word to a shell, and means nothing else to it: bash puts it into the line as it is. */
const ONE_WORD = /^[\p{Letter}\p{Mark}\p{Number}\-._~:/@%+,=[\]]{1,300}$/u;

/** The names in the configuration, then the addresses that are remembered in the cache. */
export async function knownSites(context: Context): Promise<string[]> {
  const names = [...await configuredNames(context), ...await rememberedSites(context)];
  return [...new Set(names)].filter((name) => ONE_WORD.test(name));
}

/** Errors in the configuration are not reported while somebody is typing. */
export async function configuredNames(context: Context): Promise<string[]> {
  try {
    const { sites } = await context.configuration();
    return sites.map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The tags of the sites in the configuration. */
export async function siteTags(context: Context): Promise<string[]> {
  try {
    const { sites, loaded } = await context.configuration();
    const tags = [...sites, loaded?.configuration.defaults ?? {}].flatMap(({ tags = [] }) => tags);
    return [...new Set(tags)].filter((tag) => ONE_WORD.test(tag));
  } catch {
    return [];
  }
}

/** What cannot be read, or is not one's own, counts as nothing. */
async function rememberedSites({ world, folders: { cache } }: Context): Promise<string[]> {
  if (cache === undefined) return [];
  const { readdir } = await import("node:fs/promises");
  const { join } = await import("node:path");
  try {
    const files = (await readdir(cache)).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
    const texts = files.map((name) => ownText(join(cache, name), world));
    const sites = (await Promise.all(texts)).flatMap(siteOf);
    return sites.length === 0 ? [] : (await Promise.all(sites.map(rootOf))).sort();
  } catch {
    return [];
  }
}

/** The text of a file of the cache; an empty one where others could have written it. */
export async function ownText(
  file: string,
  { os, uid }: Pick<World, "os" | "uid">,
): Promise<string> {
  const { readOwnFile } = await import("../../config/own_file.ts");
  const found = await readOwnFile(file, { os, uid: uid() }).catch(() => undefined);
  return found === undefined || "fault" in found ? "" : found.text;
}

/** Nobody types an endpoint that was pasted once; the address of its site is enough. */
async function rootOf(site: string): Promise<string> {
  const { products } = await import("../../../plugins/mod.ts");
  const { parseSite } = await import("../../resolve/site.ts");
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
