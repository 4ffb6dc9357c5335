/** Takes command lines of Akeeba Remote CLI apart. */
import { parseArgs } from "@std/cli/parse-args";
import { SitehaulError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { OPTION_OF } from "./equivalents.ts";
import { isOption, isSwitch, LETTERS, optionOf, OPTIONS, switchValue } from "./options.ts";

/** A command line of Akeeba Remote CLI. */
export interface Line {
  /** What is no option and no value, in its order. */
  readonly words: readonly string[];
  /** The options; of what was said twice, the last. A switch is `"1"` or `"0"`. */
  readonly options: ReadonlyMap<string, string>;
  /** How each of them was written, such as `-d` for `download`. */
  readonly written: ReadonlyMap<string, string>;
  /** Whether there was a `--` of its own: the standard output or input is meant. */
  readonly hasDashes: boolean;
  /** A sentence for each option that does not exist, which Akeeba Remote CLI ignores. */
  readonly ignored: readonly string[];
  /** What is wrong with it; the first fault counts. */
  readonly fault: SitehaulError | undefined;
}

/** Without a value there is none, and what needs one says so. */
const MAY_LACK_VALUE: readonly string[] = ["host", "secret", "token"];

const SPELLINGS: readonly string[] = [...Object.keys(OPTIONS), ...Object.keys(LETTERS)];
const SWITCHES = SPELLINGS.filter((name) => isSwitch(optionOf(name) ?? name));

/** How `@std/cli` is to take them; `_` are the words, which are texts even if they look like numbers. */
const KINDS = {
  boolean: SWITCHES,
  string: ["_", ...SPELLINGS.filter((name) => !SWITCHES.includes(name))],
  // A switch that is not there is neither on nor off: the file may have it.
  default: Object.fromEntries(SWITCHES.map((name) => [name, undefined])),
};

/**
 * Reads a command line. A bare `-h` is help. What begins with a dash is an option, never the value of the
 * one before it, as in Akeeba Remote CLI.
 *
 * @param own whether sitehaul has a flag of that name: then that one was meant, and is not ignored
 */
export function readLine(
  args: readonly string[],
  own: (name: string) => boolean = () => false,
): Line {
  const faults: SitehaulError[] = [];
  const ignored: string[] = [];
  const words = prepared(args.filter((word) => word !== "--"), (fault) => faults.push(fault));
  const { _, ...found } = parseArgs(words, {
    ...KINDS,
    unknown: (word, name) => {
      if (name === undefined) return true;
      const { written } = optionIn(word);
      if (written.startsWith("--") && own(written.slice(2))) faults.push(notHere(written));
      else ignored.push(ignoring(written));
      return false;
    },
  });
  const given = Object.entries(found).filter(([, value]) => value !== undefined);
  const nameOf = (spelling: string) => optionOf(spelling) ?? spelling;
  return {
    words: _.map(String),
    options: new Map(given.map(([key, value]) => [nameOf(key), textOf(nameOf(key), value)])),
    written: new Map(
      given.map(([key]) => [nameOf(key), key.length === 1 ? `-${key}` : `--${key}`]),
    ),
    hasDashes: args.includes("--"),
    ignored,
    fault: faults[0],
  };
}

function textOf(name: string, value: unknown): string {
  if (!isSwitch(name)) return String(value);
  return value === true ? "1" : "0";
}

type Refuse = (fault: SitehaulError) => void;

/**
 * The words, so that `@std/cli` reads them as they are meant: it takes any value of a switch but `false`
 * to be on, an empty value to be none, and finds nothing wrong with a value that is missing.
 */
function prepared(args: readonly string[], refuse: Refuse): string[] {
  const words = args.flatMap((word, index) =>
    isBare(args[index - 1]) ? [word] : lettersApart(word, refuse)
  );
  return words.flatMap((word, index) => {
    const { written, name, value } = optionIn(word);
    const [before = "", next] = [words[index - 1], words[index + 1]];
    if (isValueOf(before, word)) return [];
    if (!isOption(name)) return [word];
    const given = value ?? (isValueOf(word, next) ? next : undefined);
    if (!isSwitch(name)) {
      if (given !== undefined) return [`${written}=${given}`];
      if (next !== undefined && !next.startsWith("-")) return [word];
      if (written === "-h") return ["--help"];
      // What is no option either was meant as the value: it may be a secret.
      const isMeant = next !== undefined && !looksLikeOption(next);
      if (isMeant || !MAY_LACK_VALUE.includes(name)) refuse(withoutValue(written));
      return [word];
    }
    const set = switchValue(given ?? "1");
    if (set === undefined) refuse(notASwitch(written));
    if (set !== "0") return [written];
    // Of `--no-verify=false` it would make `--verify`.
    return written.startsWith("--no-") ? [] : [`${written}=false`];
  });
}

/** Whether a word is an option whose value is the next word. */
function isBare(word = ""): boolean {
  const { name, value } = optionIn(word);
  return isOption(name) && !isSwitch(name) && value === undefined;
}

function looksLikeOption(word: string): boolean {
  return isOption(optionIn(word).name) || /^-[hstdDm]+(?:=|$)/.test(word);
}

/** Whether a word is the value of the option before it, where `@std/cli` would not find it. */
function isValueOf(option: string, word: string | undefined): boolean {
  const { name, value } = optionIn(option);
  if (word === undefined || !isOption(name) || value !== undefined) return false;
  return isSwitch(name) ? /^(?:0|1|true|false|yes|no)$/i.test(word) : word === "";
}

/** An option as it was written, its name, and what stands behind a `=`. No option has no name. */
function optionIn(word: string): { written: string; name: string; value: string | undefined } {
  const [, written = "", value] = /^(--?[^-=][^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const name = written.startsWith("--") ? written.slice(2) : optionOf(written.slice(1));
  return { written, name: name ?? "", value };
}

/** `-dD` is `-d -D`. Only the last letter can have a value. */
function lettersApart(word: string, refuse: Refuse): string[] {
  const [, letters = "", value = ""] = /^-([^-=][^=]+)(=.*)?$/s.exec(word) ?? [];
  if (letters === "") return [word];
  const each = [...letters].map((letter) => `-${letter}`);
  const glued = each.slice(0, -1).find(isBare);
  if (glued !== undefined) {
    refuse(gluedTo(glued));
    return [];
  }
  return each.with(-1, `${each.at(-1)}${value}`);
}

/** What Akeeba Remote CLI passes over without a word. */
function ignoring(written: string): string {
  const guess = nearest(written.replace(/^-+/, ""), Object.keys(OPTIONS));
  const meant = guess === undefined ? "" : `: did you mean --${guess}?`;
  return `There is no option ${written.slice(0, 40)}, and it is ignored${meant}`;
}

/** A flag of sitehaul has an option that does the same, or is for its own command lines. */
function notHere(written: string): SitehaulError {
  const option = OPTION_OF[written.slice(2)];
  const like = option === undefined ? option : `--${option}${isSwitch(option) ? "" : "=VALUE"}`;
  return new SitehaulError("usage/flag", `There is no option ${written}`, {
    hint: like === undefined
      ? "It is a flag of sitehaul's own command lines, which name the site without --host: " +
        'see "sitehaul help".'
      : `Write ${like}, or use a command line of sitehaul's own: see "sitehaul help".`,
  });
}

function withoutValue(written: string): SitehaulError {
  const isLong = written.startsWith("--");
  return new SitehaulError("usage/value", `${written} needs a value`, {
    hint:
      `Write ${written}${isLong ? "=" : " "}VALUE. A value that begins with a dash needs the =: ` +
      `${written}=-VALUE.`,
  });
}

function gluedTo(written: string): SitehaulError {
  const value = optionIn(written).name.toUpperCase();
  return new SitehaulError("usage/value", `${written} needs a blank before its value`, {
    hint: `Write ${written} ${value}.`,
  });
}

function notASwitch(written: string): SitehaulError {
  return new SitehaulError("usage/value", `${written} is either on or off`, {
    hint: `Write ${written}, or ${written}=0.`,
  });
}
