/** From names and tags to the sites of a fleet. */
import type { SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { meant } from "../parse/flags.ts";
import type { Context } from "./context.ts";

/** One of the sites that a command is to work on. */
export interface ChosenSite {
  /** A name in the configuration, or an address, as it was typed. */
  readonly site: string;
  /** Safe to print. */
  readonly name: string;
  /** Its host and folder: two backups at once in one place would kill each other. */
  readonly place: string;
}

/** How sites are chosen. */
export interface Choice {
  /** Names and addresses, as they were typed. */
  readonly named: readonly string[];
  /** The sites of the configuration that have one of these. */
  readonly tags: readonly string[];
  /** Whether all sites of the configuration are meant; then nothing else is said. */
  readonly all: boolean;
}

/**
 * The sites that were named, and those of the configuration that have one of the tags, or all; each once,
 * however it is named.
 *
 * @throws {SitehaulError} `usage/no-site` if there is none, or no site has a tag; `usage/flag`
 */
export async function chosenSites(
  { named, tags, all }: Choice,
  context: Context,
): Promise<readonly ChosenSite[]> {
  if (all) refuseMore(named, tags);
  else if (named.length === 0 && tags.length === 0) {
    throw new SitehaulError("usage/no-site", "backup needs SITE, --tag TAG or --all", {
      hint: '"sitehaul backup --help" has examples.',
    });
  }
  const tagged = all || tags.length > 0 ? await sitesWith(tags, context) : [];
  if (all && tagged.length === 0) throw await nobodyConfigured(context);
  const chosen = new Map<string, Identity>();
  for (const site of [...named, ...tagged.map(({ name }) => name)]) {
    const identity = await identityOf(site, context);
    const before = chosen.get(identity.key);
    if (before === undefined) chosen.set(identity.key, identity);
    // A site may well be chosen by its name and a tag, or by two tags: no warning.
    else if (named.includes(site)) context.output.warn(saidTwice(before, identity));
  }
  return withoutAddressesOf([...chosen.values()], context);
}

/** What is chosen beside all sites says that all were not meant. */
function refuseMore(named: readonly string[], tags: readonly string[]): void {
  const other = named.length > 0 ? "SITE" : tags.length > 0 ? "--tag" : undefined;
  if (other === undefined) return;
  throw new SitehaulError("usage/flag", `--all cannot be used with ${other}`, {
    hint: "Omit --all, or name nothing else.",
  });
}

async function nobodyConfigured(context: Context): Promise<SitehaulError> {
  const { loaded } = await context.configuration();
  const message = loaded === undefined
    ? "--all needs a configuration: there is none"
    : `--all: there are no sites in ${loaded.file}`;
  return new SitehaulError("usage/no-site", message, {
    hint: 'Add sites with "sitehaul config add URL", or name the file with --config.',
  });
}

interface Identity extends ChosenSite {
  /** Its identity: the name in the configuration, or else the address. */
  readonly key: string;
  /** The root of its address; `undefined` if it is invalid, which is reported later. */
  readonly root: string | undefined;
  readonly isConfigured: boolean;
}

async function identityOf(site: string, context: Context): Promise<Identity> {
  const configured = (await context.configuration()).siteCalled(site);
  const isConfigured = configured !== undefined;
  const { products } = await import("../../../plugins/mod.ts");
  const { parseSite } = await import("../../resolve/site.ts");
  try {
    const { roots: [root = site], display } = parseSite(configured?.url ?? site, products);
    const key = isConfigured ? `name ${configured.name.toLowerCase()}` : root;
    const name = configured?.name ?? display;
    return { site, key, root, place: root.replace(/^https?:/, ""), name, isConfigured };
  } catch {
    const key = isConfigured ? `name ${configured.name.toLowerCase()}` : site;
    const name = configured?.name ?? "a site without an address";
    return { site, key, root: undefined, place: key, name, isConfigured };
  }
}

/** An address of a site that is also chosen by its name is not another site. */
function withoutAddressesOf(
  chosen: readonly Identity[],
  { output }: Context,
): readonly Identity[] {
  return chosen.filter((identity) => {
    if (identity.isConfigured || identity.root === undefined) return true;
    const same = chosen.find(({ isConfigured, root }) => isConfigured && root === identity.root);
    if (same !== undefined) output.warn(saidTwice(same, identity));
    return same === undefined;
  });
}

function saidTwice(first: Identity, second: Identity): string {
  const other = first.name === second.name
    ? "is named twice"
    : `and ${second.name} are the same site`;
  return `${first.name} ${other}; it is backed up once`;
}

/**
 * The sites of the configuration that have one of the tags; all where no tag is given.
 *
 * @throws {SitehaulError} `usage/no-site` for a tag that no site has
 */
export async function sitesWith(
  tags: readonly string[],
  context: Context,
): Promise<readonly SiteSettings[]> {
  const { sites, loaded } = await context.configuration();
  const defaults = loaded?.configuration.defaults;
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
  return new SitehaulError("usage/no-site", `No site has the tag ${JSON.stringify(tag)}`, {
    hint: `${meant(guess)}"sitehaul config list" shows the tags of all sites.`,
  });
}
