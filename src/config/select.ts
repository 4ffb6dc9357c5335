/** Which sites are meant: by name, by pattern, by tag, or all, without those that are left out. */
import { globToRegExp } from "@std/path/posix/glob-to-regexp";
import { SitehaulError } from "../base/errors.ts";
import { quoted } from "../base/message_text.ts";
import { nearest } from "../base/nearest.ts";

/** What sites are chosen by. */
export interface Selectable {
  /** Capitals and small letters are the same. */
  readonly name: string;
  /** Labels, which are compared exactly. @default {[]} */
  readonly tags?: readonly string[] | undefined;
}

/** Which sites are meant. One that is chosen in several ways is chosen once. */
export interface SiteSelection {
  /**
   * Names, and patterns: `*` stands for any letters, `?` for one, `[ab]` for one of these, `{shop,blog}`
   * for one of these words.
   */
  readonly names?: readonly string[];
  /** All sites that have at least one of these. */
  readonly tags?: readonly string[];
  /** Every site. @default {false} */
  readonly all?: boolean;
  /** What is left out of all that: names, patterns, and `tag:TAG`. */
  readonly exclude?: readonly string[];
}

/** What was chosen. */
export interface Selected<Site extends Selectable> {
  /** In the order in which they were given, however they were chosen. */
  readonly sites: readonly Site[];
  /**
   * Of each thing to leave out that fits no site, a sentence that says so. It is no error: a job for
   * every night still runs when the site that it leaves out is gone.
   */
  readonly unused: readonly string[];
}

/** Begins what leaves out sites by a tag; no name contains a colon. */
export const TAG_PREFIX = "tag:";

/** Whether a word stands for the names that it fits: no name, and no address, has these signs. */
export function isPattern(word: string): boolean {
  return /[*?[\]{}]/.test(word) && !/[/:@]/.test(word);
}

/**
 * Chooses sites; pure.
 *
 * @throws {SitehaulError} `usage/no-site` if a name, a pattern or a tag fits no site, and if nothing is
 * left
 *
 * @example
 * ```ts
 * import { select } from "@sitehaul/sitehaul/fleet";
 * import { assertEquals } from "@std/assert";
 *
 * const sites = [{ name: "shop-a", tags: ["daily"] }, { name: "blog" }, { name: "shop-b" }];
 * const { sites: chosen } = select(sites, { names: ["blog", "shop-*"], exclude: ["tag:daily"] });
 * assertEquals(chosen.map(({ name }) => name), ["blog", "shop-b"]);
 * ```
 */
export function select<Site extends Selectable>(
  sites: readonly Site[],
  { names = [], tags = [], all = false, exclude = [] }: SiteSelection,
): Selected<Site> {
  const known = knownAmong(sites);
  const wanted = matcherOf(names, tags);
  const unwanted = matcherOf(
    exclude.filter((word) => !word.startsWith(TAG_PREFIX)),
    exclude.filter((word) => word.startsWith(TAG_PREFIX))
      .map((word) => word.slice(TAG_PREFIX.length)),
  );
  let excluded = 0;
  const chosen = sites.filter((site) => {
    // Both are asked about every site, so that it is known which of their words fit none.
    const [isWanted, isUnwanted] = [wanted.fits(site) || all, unwanted.fits(site)];
    if (isWanted && isUnwanted) excluded += 1;
    return isWanted && !isUnwanted;
  });
  const [unknown] = wanted.unused();
  if (unknown !== undefined) throw nothingFits(unknown, known);
  const unused = unwanted.unused().map((word) => uselessExclusion(word, known));
  if (chosen.length === 0) throw nothingLeft(sites.length, excluded);
  return { sites: chosen, unused };
}

/**
 * The sites of a configuration, each with the tags that hold for it: its own, or those for all sites.
 *
 * @param defaults what holds for sites that do not say otherwise
 */
export function withTags<Site extends Selectable>(
  sites: readonly Site[],
  { tags }: Pick<Selectable, "tags">,
): readonly Site[] {
  return tags === undefined ? sites : sites.map((site) => ({ tags, ...site }));
}

/** A word of a selection, by what it means. */
type Word = { readonly kind: "name" | "pattern" | "tag"; readonly word: string };

/** What a list of words fits; remembers which of them fitted nothing so far. */
interface Matcher {
  fits(site: Selectable): boolean;
  unused(): readonly Word[];
}

function matcherOf(names: readonly string[], tags: readonly string[]): Matcher {
  const words = names.filter((word) => !isPattern(word));
  const literal = new Map(
    words.map((word) => [word.toLowerCase(), { kind: "name", word } as const]),
  );
  const patterns = names.filter(isPattern).map((word) => ({
    kind: "pattern" as const,
    word,
    expression: expressionOf(word),
  }));
  const labels = new Map(tags.map((word) => [word, { kind: "tag", word } as const]));
  const used = new Set<Word>();
  const use = (word: Word | undefined) => word !== undefined && Boolean(used.add(word));
  return {
    // Every word is tried: the last of them may fit this site alone.
    fits: ({ name, tags: own = [] }) =>
      [
        use(literal.get(name.toLowerCase())),
        ...patterns.map((pattern) => pattern.expression.test(name) && use(pattern)),
        ...own.map((tag) => use(labels.get(tag))),
      ].includes(true),
    unused: () =>
      [...literal.values(), ...patterns, ...labels.values()].filter((word) => !used.has(word)),
  };
}

function expressionOf(pattern: string): RegExp {
  return globToRegExp(pattern, { extended: false, globstar: false, caseInsensitive: true });
}

/** What there is to choose from, for "did you mean". */
interface Known {
  names(): readonly string[];
  tags(): readonly string[];
}

function knownAmong(sites: readonly Selectable[]): Known {
  return {
    names: () => sites.map(({ name }) => name),
    tags: () => [...new Set(sites.flatMap(({ tags = [] }) => tags))],
  };
}

function nothingFits(word: Word, known: Known): SitehaulError {
  const messages = {
    name: `There is no site ${quoted(word.word)}`,
    pattern: `No site fits ${quoted(word.word)}`,
    tag: `No site has the tag ${quoted(word.word)}`,
  };
  const all = word.kind === "tag"
    ? "`config list` shows the tags of all sites."
    : "`config list` shows all sites.";
  return new SitehaulError("usage/no-site", messages[word.kind], {
    hint: guessFor(word, known) + all,
  });
}

function uselessExclusion({ kind, word }: Word, known: Known): string {
  const what = kind === "tag"
    ? `no site has the tag ${quoted(word)}`
    : kind === "pattern"
    ? `no site fits ${quoted(word)}`
    : `there is no site ${quoted(word)}`;
  return `${what}, so nothing is left out by it. ${guessFor({ kind, word }, known)}`.trimEnd();
}

/** The beginning of a hint; empty where nothing is like the word. */
function guessFor({ kind, word }: Word, known: Known): string {
  const guess = kind === "tag"
    ? nearest(word, known.tags())
    : kind === "name"
    ? nearest(word, known.names())
    : nearestPattern(word, known.names());
  return guess === undefined ? "" : `Did you mean ${guess}? `;
}

/** The same pattern behind the beginning of a name that is like its own, if it then fits a site. */
function nearestPattern(pattern: string, names: readonly string[]): string | undefined {
  const [beginning = ""] = /^[^*?[\]{}]*/.exec(pattern) ?? [];
  if (beginning === "") return undefined;
  const beginnings = new Set(names.map((name) => name.slice(0, beginning.length)));
  const guess = nearest(beginning, [...beginnings]);
  if (guess === undefined) return undefined;
  const corrected = guess + pattern.slice(beginning.length);
  const expression = expressionOf(corrected);
  return names.some((name) => expression.test(name)) ? corrected : undefined;
}

function nothingLeft(sites: number, excluded: number): SitehaulError {
  if (sites === 0) {
    return new SitehaulError("usage/no-site", "There are no sites to choose from");
  }
  if (excluded === 0) {
    return new SitehaulError("usage/no-site", "No site is chosen", {
      hint: "Name sites, tags, or all of them.",
    });
  }
  const message = excluded === 1
    ? "The only site that is chosen is left out again"
    : `All ${excluded} sites that are chosen are left out again`;
  return new SitehaulError("usage/no-site", message, { hint: "Leave out fewer of them." });
}
