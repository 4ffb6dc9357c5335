/** From names, patterns and tags on the command line to the sites that it works on. */
import type { SiteSettings } from "../../config/schema.ts";
import { isPattern, select, withTags } from "../../config/select.ts";
import { SitehaulError } from "../../base/errors.ts";
import { type FlagValues, LATEST, type RecordId } from "../declarations/command.ts";
import type { CHOICE_FLAGS } from "../declarations/shared.ts";
import { meant } from "../parse/flags.ts";
import type { Configuration } from "./configuration.ts";
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

/** What a command line chose. */
export interface Chosen {
  /** Those of the configuration in the order of the file, then addresses as they were typed. */
  readonly sites: readonly ChosenSite[];
  /**
   * Whether it is one site because one was named. What was not named is a fleet, however many there are
   * today.
   */
  readonly isOne: boolean;
}

/** How sites are chosen. */
export interface Choice {
  /** Names, patterns and addresses, as they were typed. */
  readonly named: readonly string[];
  /** The sites of the configuration that have one of these. */
  readonly tags: readonly string[];
  /** Whether all sites of the configuration are meant; then nothing else is said. */
  readonly all: boolean;
  /** What is left out: names, patterns, and `tag:TAG`. */
  readonly exclude: readonly string[];
}

/** The choice of a command line. */
export function choiceOf(
  named: readonly string[],
  { tag, all, exclude }: FlagValues<typeof CHOICE_FLAGS>,
): Choice {
  return { named, tags: tag, all, exclude };
}

/**
 * The sites that a command line chose, each once, however it is named. A name that is not configured may
 * be an address; if it is none, that is the failure of this site alone.
 *
 * @throws {SitehaulError} `usage/no-site` if nothing is left, or a pattern or tag fits no site; `usage/flag`
 */
export async function chosenSites(choice: Choice, context: Context): Promise<Chosen> {
  const { named, tags, all, exclude } = choice;
  if (all) refuseMore(choice);
  const configuration = await context.configuration();
  const isOfFile = (word: string) =>
    isPattern(word) || configuration.siteCalled(word) !== undefined;
  const [ours, others] = [named.filter(isOfFile), named.filter((word) => !isOfFile(word))];
  if (configuration.sites.length === 0 && named.length > 1) refuseBareWords(others, named);
  const usesFile = all || tags.length > 0 || ours.length > 0;
  const configured = usesFile || others.length === 0
    ? selected({ ...choice, named: ours }, configuration, context)
    : [];
  warnOfTwins(ours, configuration, context);
  const { products } = await import("../../../plugins/mod.ts");
  const { parseSite } = await import("../../resolve/site.ts");
  const identify = (site: string, settings?: SiteSettings): Identity => {
    const typed = settings?.name ?? site;
    try {
      const { roots: [root = site], display } = parseSite(settings?.url ?? site, products);
      const name = settings?.name ?? display;
      return { site: typed, name, root, place: root.replace(/^https?:/, "") };
    } catch {
      const name = settings?.name ?? "a site without an address";
      return { site: typed, name, root: undefined, place: `name ${typed.toLowerCase()}` };
    }
  };
  const known = configured.map((settings) => identify(settings.name, settings));
  const addresses = withoutTwins(others.map((word) => identify(word)), known, context);
  const sites = [...known, ...addresses];
  const isNamed = !all && tags.length + exclude.length === 0 && !named.some(isPattern);
  return { sites, isOne: isNamed && sites.length === 1 };
}

/**
 * The sites of the configuration that a command line chose; all of them where it says nothing.
 *
 * @throws {SitehaulError} `usage/no-site` for what fits no site, and if all are left out; `usage/flag`
 */
export async function chosenSettings(
  choice: Choice,
  context: Context,
): Promise<readonly SiteSettings[]> {
  const { named, tags, all, exclude } = choice;
  if (all) refuseMore(choice);
  const configuration = await context.configuration();
  const isEverySite = named.length + tags.length === 0;
  // A file without sites is valid; it is only wrong to choose one of them.
  if (configuration.sites.length === 0 && isEverySite && exclude.length === 0) return [];
  return selected({ ...choice, all: isEverySite }, configuration, context);
}

function selected(
  { named, tags, all, exclude }: Choice,
  configuration: Configuration,
  { output }: Context,
): readonly SiteSettings[] {
  const { sites, loaded } = configuration;
  if (sites.length === 0) throw nobodyConfigured(all, loaded?.file);
  const defaults = loaded?.configuration.defaults ?? {};
  const chosen = select(withTags(sites, defaults), { names: named, tags, all, exclude });
  for (const text of chosen.unused) output.warn(`--exclude: ${text}`);
  return chosen.sites;
}

/** What is chosen beside all sites says that all were not meant. */
function refuseMore({ named, tags }: Choice): void {
  const other = named.length > 0 ? "SITE" : tags.length > 0 ? "--tag" : undefined;
  if (other === undefined) return;
  throw new SitehaulError("usage/flag", `--all cannot be used with ${other}`, {
    hint: "Omit --all, or name nothing else.",
  });
}

/** Where sites have no names, such a word is rather a secret whose flag was forgotten: it is not repeated. */
function refuseBareWords(words: readonly string[], named: readonly string[]): void {
  const bare = words.find((word) => /^[\w-]+$/.test(word) && word !== "localhost");
  if (bare === undefined) return;
  const message = `Argument ${named.indexOf(bare) + 1} is no address, and no site has a name here`;
  throw new SitehaulError("usage/value", message, {
    hint:
      "Put quotes around a value that contains spaces. To use a host name, write https://HOST/.",
  });
}

function nobodyConfigured(all: boolean, file: string | undefined): SitehaulError {
  const lead = all ? "--all" : "SITE";
  const message = file === undefined
    ? `${lead} needs a configuration: there is none`
    : `${lead}: there are no sites in ${file}`;
  return new SitehaulError("usage/no-site", message, {
    hint: 'Add sites with "sitehaul config add URL", or name the file with --config.',
  });
}

interface Identity extends ChosenSite {
  /** The root of its address; `undefined` if it is invalid, which is reported later. */
  readonly root: string | undefined;
}

/** A site may well be chosen by its name and a tag, or by two tags; typed twice, it is a slip. */
function warnOfTwins(names: readonly string[], configuration: Configuration, { output }: Context) {
  const seen = new Set<string>();
  for (const typed of names) {
    const name = configuration.siteCalled(typed)?.name;
    if (name !== undefined && seen.has(name)) output.warn(twice(name));
    if (name !== undefined) seen.add(name);
  }
}

/** An address that is named again, or of a site that is also chosen by its name, is not another site. */
function withoutTwins(
  addresses: readonly Identity[],
  known: readonly Identity[],
  { output }: Context,
): readonly Identity[] {
  if (addresses.length === 0) return [];
  const names = new Map(known.map(({ root, name }) => [root, name]));
  const seen = new Map<string, string>();
  return addresses.filter(({ root, site, name }) => {
    const same = root === undefined ? undefined : names.get(root);
    if (same !== undefined) output.warn(`${same} and ${name} are the same site; it counts once`);
    const key = root ?? site;
    const isAgain = seen.has(key);
    if (isAgain) output.warn(twice(name));
    seen.set(key, name);
    return same === undefined && !isAgain;
  });
}

function twice(name: string): string {
  return `${name} is named twice; it counts once`;
}

/**
 * Each site has numbers of its own: of several, only the latest backup can be meant.
 *
 * @throws {SitehaulError} `usage/value`
 */
export function refuseNumberOfSeveral(record: RecordId | undefined, { isOne }: Chosen): void {
  if (isOne || record === undefined || record === LATEST) return;
  const message = `Backup ${record} can be meant of one site only: each has numbers of its own`;
  throw new SitehaulError("usage/value", message, {
    hint: `Name one site, or use ${LATEST} for the newest complete backup of each.`,
  });
}

/**
 * Why a pattern cannot stand for the one site that a command is for.
 *
 * @param pattern what was typed
 */
export function onlyOneSite(pattern: string, { sites }: Configuration): SitehaulError {
  const message = `${pattern} is a pattern: this command is for one site`;
  try {
    const { sites: [first, ...more] } = select(sites, { names: [pattern] });
    const guess = first !== undefined && more.length === 0 ? first.name : undefined;
    const count = `It fits ${more.length + 1} sites: name one of them.`;
    return new SitehaulError("usage/no-site", message, { hint: meant(guess).trim() || count });
  } catch (error) {
    return new SitehaulError("usage/no-site", message, {
      hint: "It fits none of the configured sites.",
      cause: error,
    });
  }
}
