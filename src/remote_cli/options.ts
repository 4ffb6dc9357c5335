/** The words and options of Akeeba Remote CLI, and how its command lines are read. */
import { SitehaulError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { OPTION_OF } from "./equivalents.ts";

/** The verbs that are no commands of sitehaul. */
export const FOREIGN_VERBS: readonly string[] = [
  "license",
  "php",
  "backupinfo",
  "listbackups",
  "deletefiles",
  "profileexport",
  "profileimport",
];

/** All verbs. */
export const VERBS: readonly string[] = [
  "help",
  "test",
  "backup",
  "delete",
  "download",
  "profiles",
  "update",
  ...FOREIGN_VERBS,
];

/** Whether an option has a value, or is on or off. */
const OPTIONS: Readonly<Record<string, "value" | "switch">> = {
  action: "value",
  host: "value",
  secret: "value",
  token: "value",
  profile: "value",
  description: "value",
  comment: "value",
  download: "switch",
  delete: "switch",
  id: "value",
  part: "value",
  dlmode: "value",
  dlpath: "value",
  dlurl: "value",
  chunk_size: "value",
  filename: "value",
  file: "value",
  data: "value",
  from: "value",
  limit: "value",
  to: "value",
  certificate: "value",
  ua: "value",
  "api-version": "value",
  "api-endpoint": "value",
  verb: "value",
  format: "value",
  component: "value",
  endpoint: "value",
  view: "value",
  "minimum-stability": "value",
  force: "switch",
  "machine-readable": "switch",
  quiet: "switch",
  silent: "switch",
  debug: "switch",
  nocolor: "switch",
  license: "switch",
  help: "switch",
  // These are sitehaul's own: its hints speak of them. Akeeba Remote CLI has --json from 3.1.1 on.
  "secret-file": "value",
  "debug-file": "value",
  "step-limit": "value",
  patience: "value",
  explain: "switch",
  json: "switch",
};

const LETTERS: Readonly<Record<string, string>> = {
  h: "host",
  s: "secret",
  t: "token",
  d: "download",
  D: "delete",
  m: "machine-readable",
};

/** Whether there is an option of that name. */
export function isOption(name: string): boolean {
  return Object.hasOwn(OPTIONS, name);
}

/** A command line of Akeeba Remote CLI. */
export interface Line {
  /** What is no option and no value, in its order. */
  readonly words: readonly string[];
  /** The options; of what was said twice, the last. A switch is `"1"` or `"0"`. */
  readonly options: ReadonlyMap<string, string>;
  /** How each of them was written last, such as `-d` for `download`. */
  readonly written: ReadonlyMap<string, string>;
  /** Whether there was a `--` of its own: the standard output or input is meant. */
  readonly hasDashes: boolean;
  /** What is wrong with it; the first fault counts. */
  readonly fault: SitehaulError | undefined;
}

/**
 * Reads a command line. A bare `-h` is help; a value may begin with a dash if it is no option.
 *
 * @param own whether sitehaul has a flag of that name, for the hint about one that is no option
 */
export function readLine(
  args: readonly string[],
  own: (name: string) => boolean = () => false,
): Line {
  return new LineReader(args, own).read();
}

class LineReader {
  readonly #rest: string[];
  readonly #words: string[] = [];
  readonly #options = new Map<string, string>();
  readonly #written = new Map<string, string>();
  readonly #own: (name: string) => boolean;
  #hasDashes = false;
  #fault: SitehaulError | undefined;

  constructor(args: readonly string[], own: (name: string) => boolean) {
    this.#rest = [...args];
    this.#own = own;
  }

  read(): Line {
    for (let word = this.#rest.shift(); word !== undefined; word = this.#rest.shift()) {
      if (word === "--") this.#hasDashes = true;
      else if (!/^-[^\d]/.test(word)) this.#words.push(word);
      else this.#readDashed(word);
    }
    const [words, options, written] = [this.#words, this.#options, this.#written];
    return { words, options, written, hasDashes: this.#hasDashes, fault: this.#fault };
  }

  /** `--name`, `-x` or `-xyz`, each also with `=value`. */
  #readDashed(word: string): void {
    const at = word.indexOf("=");
    const [written, inline] = at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
    if (written.startsWith("--")) return this.#readOption(written, written.slice(2), inline);
    const letters = [...written.slice(1)];
    const glued = letters.slice(0, -1).find((letter) => hasValue(optionOf(letter)));
    if (glued !== undefined) {
      this.#fault ??= gluedTo(`-${glued}`);
      return;
    }
    for (const [index, letter] of letters.entries()) {
      const isLast = index === letters.length - 1;
      this.#readOption(`-${letter}`, optionOf(letter), isLast ? inline : undefined);
    }
  }

  #readOption(written: string, name: string | undefined, inline: string | undefined): void {
    if (name === undefined || !isOption(name)) {
      this.#fault ??= unknown(written, this.#own);
      return;
    }
    this.#written.set(name, written);
    if (OPTIONS[name] === "switch") this.#readSwitch(written, name, inline);
    else this.#readValue(written, name, inline);
  }

  #readSwitch(written: string, name: string, inline: string | undefined): void {
    const isNext = inline === undefined &&
      /^(?:0|1|true|false|yes|no)$/i.test(this.#rest[0] ?? "");
    const value = switchValue(inline ?? (isNext ? this.#rest.shift() : undefined) ?? "1");
    if (value === undefined) this.#fault ??= notASwitch(written);
    this.#options.set(name, value ?? "1");
  }

  #readValue(written: string, name: string, inline: string | undefined): void {
    const next = this.#rest[0];
    if (inline !== undefined) this.#options.set(name, inline);
    else if (next !== undefined && !isOptionAfter(name, next)) {
      this.#options.set(name, next);
      this.#rest.shift();
    } else if (written === "-h") this.#options.set("help", "1");
    else this.#fault ??= withoutValue(written);
  }
}

function hasValue(name: string | undefined): boolean {
  return name !== undefined && OPTIONS[name] === "value";
}

/** The option that a letter abbreviates. */
export function optionOf(letter: string): string | undefined {
  return Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
}

/** What a switch is set to, as PHP reads it; `undefined` for what is neither on nor off. */
export function switchValue(text: string): "0" | "1" | undefined {
  if (/^(?:1|true|yes|on)$/i.test(text)) return "1";
  return /^(?:|0|false|no|off|none)$/i.test(text) ? "0" : undefined;
}

/** Whether an option is a switch that is off, and so says nothing. */
export function isSwitchedOff(name: string, text: string): boolean {
  return isOption(name) && OPTIONS[name] === "switch" && switchValue(text) === "0";
}

/** No address and no name of a section begins with a dash; a secret may. */
function isOptionAfter(name: string, word: string): boolean {
  return name === "host" ? word.startsWith("-") : looksLikeOption(word);
}

function looksLikeOption(word: string): boolean {
  const [written = ""] = word.split("=");
  if (word === "--" || /^-[hstdDm]+$/.test(written)) return true;
  return written.startsWith("--") && isOption(written.slice(2));
}

function unknown(written: string, own: (name: string) => boolean): SitehaulError {
  const name = written.replace(/^-+/, "");
  return new SitehaulError("usage/flag", `There is no option ${written.slice(0, 40)}`, {
    hint: hintOnUnknown(name, written.startsWith("--") && own(name)),
  });
}

/** A flag of sitehaul has an option that does the same, or is for its own command lines. */
function hintOnUnknown(name: string, isOwn: boolean): string {
  const option = OPTION_OF[name];
  if (isOwn && option !== undefined) {
    return `Write --${option}${
      OPTIONS[option] === "value" ? "=VALUE" : ""
    }, or use a command line ` +
      'of sitehaul\'s own: see "sitehaul help".';
  }
  if (isOwn) {
    return "It is a flag of sitehaul's own command lines, which name the site without --host: " +
      'see "sitehaul help".';
  }
  const guess = nearest(name, Object.keys(OPTIONS));
  return `${guess === undefined ? "" : `Did you mean --${guess}? `}"sitehaul help" lists ` +
    "the commands and flags of sitehaul itself.";
}

function withoutValue(written: string): SitehaulError {
  return new SitehaulError("usage/value", `${written} needs a value`, {
    hint: written.startsWith("--") ? `Write ${written}=VALUE.` : `Write ${written} VALUE.`,
  });
}

function gluedTo(written: string): SitehaulError {
  const value = (optionOf(written.slice(1)) ?? "value").toUpperCase();
  return new SitehaulError("usage/value", `${written} needs a blank before its value`, {
    hint: `Write ${written} ${value}.`,
  });
}

function notASwitch(written: string): SitehaulError {
  return new SitehaulError("usage/value", `${written} is either on or off`, {
    hint: `Write ${written}, or ${written}=0.`,
  });
}
