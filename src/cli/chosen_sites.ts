/**
 * From names and tags to the sites of a fleet.
 * @module
 */
import type { SiteSettings } from "../config/schema.ts";
import { SitehaulError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { type ConfigurationContext, loadConfiguration } from "./configuration.ts";

/**
 * The sites that were named, and those of the configuration that have one of the tags; each once.
 *
 * @throws {SitehaulError} `usage/no-site` when there is none, or a tag is nobody's
 */
export async function chosenSites(
  named: readonly string[],
  tags: readonly string[],
  context: ConfigurationContext,
): Promise<readonly string[]> {
  if (named.length === 0 && tags.length === 0) {
    throw new SitehaulError("usage/no-site", "backup needs SITE, or --tag TAG", {
      hint: '"sitehaul backup --help" has examples.',
    });
  }
  const tagged = tags.length === 0 ? [] : await sitesWith(tags, context);
  // A second backup of a site would kill the first.
  return [...new Set([...named, ...tagged.map(({ name }) => name)])];
}

/**
 * The sites of the configuration that have one of the tags; all where no tag is given.
 *
 * @throws {SitehaulError} `usage/no-site` for a tag that is nobody's
 */
export async function sitesWith(
  tags: readonly string[],
  context: ConfigurationContext,
): Promise<readonly SiteSettings[]> {
  const { sites = [], defaults } = (await loadConfiguration(context))?.configuration ?? {};
  const tagsOf = (site: SiteSettings) => site.tags ?? defaults?.tags ?? [];
  const known = new Set(sites.flatMap(tagsOf));
  const strange = tags.find((tag) => !known.has(tag));
  if (strange !== undefined) throw nobodyHas(strange, [...known]);
  return tags.length === 0 ? sites : sites.filter((site) => {
    return tagsOf(site).some((tag) => tags.includes(tag));
  });
}

function nobodyHas(tag: string, known: readonly string[]): SitehaulError {
  const guess = nearest(tag, known);
  const meant = guess === undefined ? "" : `Did you mean ${guess}? `;
  return new SitehaulError("usage/no-site", `No site has the tag ${JSON.stringify(tag)}`, {
    hint: `${meant}"sitehaul config list" shows the tags of all sites.`,
  });
}
