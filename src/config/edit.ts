/**
 * Changes a configuration file by the lines concerned alone: comments and order stay. What comes out
 * is read and compared with what was wanted before anything is written.
 */
import { isDeepStrictEqual } from "node:util";
import { stringify } from "@std/yaml";
import { SitehaulError } from "../base/errors.ts";
import { lineOf } from "./locate.ts";
import { faultOf, parseConfiguration } from "./read.ts";
import { isSiteName, type SiteSettings } from "./schema.ts";

/** The file is written in a style that nothing can be put into safely. */
export class EditError extends SitehaulError {
  /** What its owner can put into it; nothing where lines are to be removed. */
  readonly lines: readonly string[];

  constructor(file: string, hint: string, lines: readonly string[] = []) {
    super("config/invalid", `Cannot change ${file}: its style is not supported`, { hint });
    this.lines = lines;
  }
}

/**
 * The text with one site more, at the end of the list.
 *
 * @throws {SitehaulError} `config/invalid`
 * @throws {EditError} when it cannot be added safely
 */
export function addSite(text: string, site: SiteSettings, file: string): string {
  return addSites(text, [site], file);
}

/**
 * The text with more sites, at the end of the list in their order: all of them, or none.
 *
 * @throws {SitehaulError} `config/invalid`
 * @throws {EditError} when they cannot be added safely
 */
export function addSites(text: string, added: readonly SiteSettings[], file: string): string {
  if (added.length === 0) return text;
  const { sites, ...rest } = parseConfiguration(text, file);
  const taken = namesOf(sites);
  for (const site of added) {
    refuseAmong(site.name, taken, file);
    taken.add(site.name.toLowerCase());
    const fault = faultOf(site);
    if (fault !== undefined) throw unfit(site.name, fault);
  }
  const lines = linesOf(text);
  const key = lines.findIndex((line) => /^sites\s*:/.test(line));
  const items = (indent: string) => itemLines(added).map((line) => indent + line);
  if (key < 0) lines.push("sites:", ...items("  "));
  else if (sites.length === 0) {
    // What the template has below its empty list are comments, which may stay behind the new item.
    const comment = /\s+#.*$/.exec(lines[key] ?? "")?.[0] ?? "";
    lines.splice(key, 1, `sites:${comment}`, ...items("  "));
  } else {
    const first = lineOf(text, ["sites", 0]) - 1;
    const indent = /^(\s*)-\s/.exec(lines[first] ?? "")?.[1];
    if (indent !== undefined) lines.splice(endOfList(lines, key + 1), 0, ...items(indent));
  }
  return checked(text, lines, { ...rest, sites: [...sites, ...added] }, () => {
    return new EditError(file, 'Add the lines above to "sites" by hand.', items("  "));
  });
}

function unfit(name: string, fault: string): SitehaulError {
  return new SitehaulError("config/invalid", `The site ${name} cannot be added: ${fault}`, {
    hint: '"sitehaul help config add" lists what can be given.',
  });
}

/**
 * Sees that a site can be called that, where there are those sites already.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export function refuseName(name: string, sites: readonly SiteSettings[], file: string): void {
  refuseAmong(name, namesOf(sites), file);
}

/** In small letters. */
function namesOf(sites: readonly SiteSettings[]): Set<string> {
  return new Set(sites.map(({ name }) => name.toLowerCase()));
}

function refuseAmong(name: string, taken: ReadonlySet<string>, file: string): void {
  if (!isSiteName(name)) {
    throw new SitehaulError(
      "config/invalid",
      `${JSON.stringify(name)} is not a valid name for a site`,
      { hint: "Use letters, digits, dots, dashes and underscores." },
    );
  }
  if (!taken.has(name.toLowerCase())) return;
  throw new SitehaulError("config/invalid", `There is already a site ${name} in ${file}`, {
    hint: "Choose another name with `name`.",
  });
}

/**
 * The text without a site; comments between its lines go along, those around it stay.
 *
 * @throws {SitehaulError} `config/invalid`
 * @throws {EditError} when it cannot be removed safely
 */
export function removeSite(text: string, name: string, file: string): string {
  const { sites, ...rest } = parseConfiguration(text, file);
  const index = sites.findIndex((site) => site.name === name);
  const lines = linesOf(text);
  const first = lineOf(text, ["sites", index]) - 1;
  const next = index + 1 < sites.length ? lineOf(text, ["sites", index + 1]) - 1 : lines.length;
  if (index >= 0 && /^\s*-\s/.test(lines[first] ?? "")) {
    lines.splice(first, endOfList(lines.slice(0, next), first + 1) - first);
    const key = lines.findIndex((line) => /^sites\s*:/.test(line));
    // Without an item the key would stand for nothing at all.
    if (sites.length === 1 && key >= 0) {
      lines[key] = (lines[key] ?? "").replace(/^sites\s*:/, "sites: []");
    }
  }
  const wanted = { ...rest, sites: sites.filter((site) => site.name !== name) };
  return checked(text, lines, wanted, () => {
    return new EditError(file, `Remove the lines of the site ${name} by hand.`);
  });
}

/** A value on the line of its key: in single or double quotes, or plain up to a comment. */
const SCALAR = String.raw`\s*(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s'"#](?:\S|\s(?!#))*)`;

/**
 * The text with another value of one field of a site, which is added if it is not there.
 *
 * @throws {SitehaulError} `config/invalid`
 * @throws {EditError} when it cannot be set safely
 */
export function setSiteField(
  text: string,
  name: string,
  field: "endpoint" | "url",
  value: string,
  file: string,
): string {
  const { sites, ...rest } = parseConfiguration(text, file);
  const index = sites.findIndex((site) => site.name === name);
  const wanted = sites.map((site, at) => at === index ? { ...site, [field]: value } : site);
  const lines = linesOf(text);
  const written = stringify({ [field]: value }, { lineWidth: -1 }).trimEnd();
  if (index >= 0) {
    const path = ["sites", index, field];
    const at = lineOf(text, path) - 1;
    const old = new RegExp(`^(\\s*(?:- +)?)${field}\\s*:${SCALAR}(\\s+#.*)?\\s*$`).exec(
      lines[at] ?? "",
    );
    if (old !== null) lines[at] = `${old[1]}${written}${old[2] ?? ""}`;
    else {
      const url = lineOf(text, ["sites", index, "url"]) - 1;
      const indent = /^[\s-]*/.exec(lines[url] ?? "")?.[0].replace("-", " ") ?? "";
      lines.splice(url + 1, 0, indent + written);
    }
  }
  return checked(text, lines, { ...rest, sites: wanted }, () => {
    return new EditError(file, `Add the lines above to the site ${name} by hand.`, [written]);
  });
}

/** Some editors of Windows begin a file with it. */
const MARK = "\ufeff";

function linesOf(text: string): string[] {
  const lines = text.replace(MARK, "").split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  return lines;
}

function itemLines(sites: readonly SiteSettings[]): string[] {
  const known = JSON.parse(JSON.stringify(sites));
  return stringify(known, { lineWidth: -1 }).trimEnd().split("\n");
}

/** Before the first line that belongs to something else; comments that lead up to that go along. */
function endOfList(lines: readonly string[], from: number): number {
  let end = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (/^[^\s#-]/.test(line)) break;
    if (/^\s*[^\s#]/.test(line)) end = at + 1;
  }
  return end;
}

/** The lines with the line breaks of the old text, if they say what is wanted. */
function checked(
  before: string,
  lines: readonly string[],
  wanted: object,
  refusal: () => EditError,
): string {
  const lineBreak = before.includes("\r\n") ? "\r\n" : "\n";
  const text = (before.startsWith(MARK) ? MARK : "") + [...lines, ""].join(lineBreak);
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  try {
    if (isDeepStrictEqual(plain(parseConfiguration(text, "")), plain(wanted))) return text;
  } catch {
    // Then it is told below.
  }
  throw refusal();
}
