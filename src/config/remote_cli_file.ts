/**
 * Reads the configuration file of Akeeba Remote CLI, `~/.akeebaremotecli`: an INI file as PHP reads
 * it, but that a value without quotes keeps its `=`.
 */
import { SitehaulError } from "../base/errors.ts";

/** A larger file is no configuration. */
const LARGEST = 1024 * 1024;

/** The section that counts as no section. */
const DEFAULT_SECTION = "akeebaremotecli";

/** The values as they are written: a section for each site, and what holds for all. */
export interface RemoteCliFile {
  /** The options outside any section, or in `[akeebaremotecli]`. */
  readonly defaults: Record<string, string>;
  /** What stands in `[NAME]`, by that name. */
  readonly sections: Record<string, Record<string, string>>;
}

/**
 * The settings in the text of the file. A name alone is a switch that is on, `"1"`. What is said
 * twice counts as it was said last.
 *
 * @param text INI
 * @throws {SitehaulError} `config/invalid`: names the line, never shows it
 */
export function parseRemoteCliFile(text: string): RemoteCliFile {
  if (text.length > LARGEST) throw invalid("the file is too large for a configuration");
  const defaults = new Map<string, string>();
  const sections = new Map<string, Map<string, string>>();
  let current = defaults;
  for (const [index, raw] of text.replace(/^\ufeff/, "").split(/\r\n?|\n/).entries()) {
    const line = raw.trim();
    if (line === "" || /^[;#]/.test(line)) continue;
    const name = sectionName(line, index);
    if (name === undefined) {
      current.set(...readSetting(line, index));
      continue;
    }
    current = name === DEFAULT_SECTION ? defaults : sections.get(name) ?? new Map();
    if (current !== defaults) sections.set(name, current);
  }
  return {
    defaults: Object.fromEntries(defaults),
    sections: Object.fromEntries(
      [...sections].map(([name, settings]) => [name, Object.fromEntries(settings)]),
    ),
  };
}

function sectionName(line: string, index: number): string | undefined {
  if (!line.startsWith("[")) return undefined;
  const [, name = ""] = /^\[([^\]]*)\]\s*(?:[;#].*)?$/.exec(line) ?? [];
  if (name.trim() !== "") return name.trim();
  throw invalid(`line ${index + 1}: a section is written [NAME]`);
}

function readSetting(line: string, index: number): [string, string] {
  const at = line.indexOf("=");
  if (at < 0) return [line.replace(/;.*/, "").trim(), "1"];
  const name = line.slice(0, at).trim();
  if (name === "") throw invalid(`line ${index + 1}: there is no name before the =`);
  return [name, readValue(line.slice(at + 1).trim(), index)];
}

/** What is within quotes is kept as it is, with quotes of its own and all backslashes. */
function readValue(written: string, index: number): string {
  const quote = /^["']/.exec(written)?.[0];
  if (quote === undefined) return written.replace(/;.*/, "").trim();
  const pattern = quote === '"' ? /^"(.*)"\s*(?:[;#].*)?$/ : /^'([^']*)'\s*(?:[;#].*)?$/;
  const value = pattern.exec(written)?.[1];
  if (value === undefined) {
    throw invalid(`line ${index + 1}: the quotes are not closed, or closed too early`);
  }
  return value;
}

function invalid(message: string): SitehaulError {
  return new SitehaulError("config/invalid", `.akeebaremotecli: ${message}`, {
    hint: 'Write NAME="VALUE", one per line, below [SECTION] if it is for one site.',
  });
}
