/**
 * From the words of a command line to a command and its values. The errors are about how each
 * word was written and whether a value is missing, which the parser of `@std/cli` does not tell; that
 * of `node:util` does, but loading it takes as long as the rest of the program.
 */
import { SitehaulError } from "../../base/errors.ts";
import { quoted } from "../../base/message_text.ts";
import { nearest } from "../../base/nearest.ts";
import {
  type Declaration,
  type Flag,
  type Flags,
  GLOBAL_FLAGS,
  type Positional,
} from "../declarations/command.ts";
import { flagHint } from "./flag_hints.ts";

/** A flag as it was written. */
interface WrittenFlag {
  /** Without dashes. */
  readonly name: string;
  /** With dashes. */
  readonly written: string;
  readonly value: string | undefined;
  /** Whether it was written `--name=value`. */
  readonly inline: boolean;
}

/** A command line, taken apart; nothing is checked yet. */
export interface Words {
  /** As it was typed. */
  readonly args: readonly string[];
  readonly positionals: readonly string[];
  readonly flags: readonly WrittenFlag[];
}

type FlagValue = string | number | boolean | readonly string[] | undefined;

/** The values for a command. */
export interface Values {
  readonly flags: Readonly<Record<string, FlagValue>>;
  readonly args: Readonly<Record<string, string | number | readonly string[] | undefined>>;
}

/**
 * Takes a command line apart. Which flags have a value is the same in all commands, but for
 * `--version`, so this works before the command is known; then it is done again with the command.
 * A word that looks like a negative number is an argument.
 */
export function splitWords(
  args: readonly string[],
  commands: readonly Declaration[],
  command?: Declaration,
): Words {
  const known: Flags = Object.assign(
    {},
    ...commands.map(({ flags }) => flags),
    GLOBAL_FLAGS,
    command?.flags,
  );
  const shorts = new Map(
    Object.entries(known).flatMap(([name, { short }]) =>
      short === undefined ? [] : [[short, name]]
    ),
  );
  const positionals: string[] = [];
  const flags: WrittenFlag[] = [];
  const rest = [...args];
  const take = (name: string, written: string, inline: string | undefined) => {
    const needsValue = Object.hasOwn(known, name) && known[name]?.type !== "boolean";
    const value = inline ?? (needsValue ? rest.shift() : undefined);
    flags.push({ name, written, value, inline: inline !== undefined });
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") return { args, positionals: [...positionals, ...rest], flags };
    if (!/^-[^\d]/.test(word)) positionals.push(word);
    else if (word.startsWith("--")) take(...splitLong(word));
    else for (const each of splitShort(word, shorts)) take(...each);
  }
  return { args, positionals, flags };
}

type SplitFlag = [name: string, written: string, value: string | undefined];

/** `--name` or `--name=value`. */
function splitLong(word: string): SplitFlag {
  const at = word.indexOf("=");
  const written = at < 0 ? word : word.slice(0, at);
  return [written.slice(2), written, at < 0 ? undefined : word.slice(at + 1)];
}

/** `-x`, `-x=value`, or several letters: `-xy`. */
function splitShort(word: string, shorts: ReadonlyMap<string, string>): SplitFlag[] {
  const at = word.indexOf("=");
  const letters = [...word.slice(1, at < 0 ? undefined : at)];
  // The first letter of `-hwww.example.com` does not request help.
  const areKnown = letters.every((letter) => shorts.has(letter));
  return letters.map((letter, index) => [
    areKnown ? shorts.get(letter) ?? letter : letter,
    `-${letter}`,
    at >= 0 && index === letters.length - 1 ? word.slice(at + 1) : undefined,
  ]);
}

/**
 * Checks the words for a command and returns their values.
 *
 * @throws {SitehaulError} `usage/flag`, `usage/value`, or what a missing argument is declared with
 */
export function valuesFor(
  command: Declaration,
  { positionals, flags }: Omit<Words, "args">,
): Values {
  const known: Flags = { ...GLOBAL_FLAGS, ...command.flags };
  const values: Record<string, FlagValue> = {};
  for (const [name, flag] of Object.entries(known)) {
    values[name] = flag.type === "boolean" ? false : isMany(flag) ? [] : flag.default;
  }
  for (const written of flags) {
    const flag = Object.hasOwn(known, written.name) ? known[written.name] : undefined;
    if (flag === undefined) throw unknownFlag(command, written, Object.keys(known));
    const [value, before] = [valueOf(flag, written, known), values[written.name]];
    values[written.name] = isMany(flag) ? [before ?? [], value].flat().map(String) : value;
  }
  const rest = positionals.slice(command.name.split(" ").length);
  return { flags: values, args: argumentsFor(command, rest) };
}

/**
 * Checks the flags of a line without a command.
 *
 * @throws {SitehaulError} `usage/flag`, `usage/value`
 */
export function checkGlobalFlags({ flags }: Words, commands: readonly Declaration[]): void {
  const known: Flags = GLOBAL_FLAGS;
  for (const flag of flags) {
    const { name, written } = flag;
    const declared = Object.hasOwn(known, name) ? known[name] : undefined;
    if (declared !== undefined) {
      valueOf(declared, flag, known);
      continue;
    }
    const isOfCommand = commands.some((command) => Object.hasOwn(command.flags, name));
    const guess = isOfCommand ? undefined : nearest(written.replace(/^-+/, ""), Object.keys(known));
    const message = isOfCommand
      ? `${shown(written)} needs a command`
      : `There is no flag ${shown(written)}`;
    throw new SitehaulError("usage/flag", message, {
      hint: `${meant(guess && `--${guess}`)}"sitehaul help" lists the commands.`,
    });
  }
}

function isMany(flag: Flag): boolean {
  return flag.type === "string" && flag.many === true;
}

function unknownFlag(
  command: Declaration,
  { written }: WrittenFlag,
  names: string[],
): SitehaulError {
  const guess = nearest(written.replace(/^-+/, ""), names);
  const hint = flagHint(command, written) ?? meant(guess && `--${guess}`);
  return new SitehaulError("usage/flag", `${command.name} has no flag ${shown(written)}`, {
    hint: `${hint}"sitehaul ${command.name} --help" lists its flags.`,
  });
}

function valueOf(flag: Flag, written: WrittenFlag, known: Flags): string | number | boolean {
  const { written: name, value, inline } = written;
  if (flag.type === "boolean") {
    if (value === undefined) return true;
    throw new SitehaulError("usage/value", `${name} takes no value`, { hint: `Use just ${name}.` });
  }
  // A value may begin with a dash, but one that is a flag was meant to be that flag.
  const isFlag = !inline && value?.startsWith("--") &&
    Object.hasOwn(known, value.slice(2).split("=")[0] ?? "");
  if (value === undefined || isFlag) throw withoutValue(flag, name);
  if (flag.type === "string") {
    // A variable that is not set, as in `--to "$FOLDER"`: it would mean the current folder.
    if (value === "" && !flag.mayBeEmpty) throw withoutValue(flag, name);
    return value;
  }
  return flag.type === "number" ? numberOf(flag, name, value) : choiceOf(flag, name, value);
}

function withoutValue(flag: Exclude<Flag, { type: "boolean" }>, name: string): SitehaulError {
  return new SitehaulError("usage/value", `${name} needs a value`, {
    hint: `Use ${name}=${flag.type === "choice" ? flag.choices.join("|") : flag.value}.`,
  });
}

function numberOf(flag: Flag & { type: "number" }, name: string, value: string): number {
  const number = /^[+-]?\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : NaN;
  const { min, max = Number.MAX_SAFE_INTEGER, fraction = false } = flag;
  if (number >= min && number <= max && (fraction || Number.isInteger(number))) return number;
  const kind = fraction ? "a number" : "a whole number";
  const range = flag.max === undefined ? `from ${min}` : `from ${min} to ${max}`;
  throw new SitehaulError("usage/value", `${name} needs ${kind} ${range}, not ${shown(value)}`, {
    hint: `Use ${name}=${flag.value}.`,
  });
}

function choiceOf(flag: Flag & { type: "choice" }, name: string, value: string): string {
  const { choices, error = "usage/value" } = flag;
  if (choices.includes(value)) return value;
  throw new SitehaulError(error, `${name}: ${shown(value)} is not a valid value`, {
    hint: `${meant(nearest(value, choices))}Use one of ${choices.join(", ")}.`,
  });
}

function argumentsFor(command: Declaration, words: readonly string[]): Values["args"] {
  const declared = Object.entries(command.positionals);
  const values: Record<string, string | number | readonly string[] | undefined> = {};
  let left = words;
  for (const [key, positional] of declared) {
    if (left.length === 0 && positional.missing !== undefined) throw missing(command, positional);
    for (const word of positional.many ? left : left.slice(0, 1)) {
      if (word === "") throw empty(command, positional);
    }
    values[key] = positional.many ? left : argumentOf(positional, left[0]);
    left = positional.many ? [] : left.slice(1);
  }
  if (left.length === 0) return values;
  // What is too much is not repeated: it may be a secret whose flag was forgotten.
  const names = declared.map(([, { name }]) => name).join(" ") || "no argument";
  throw new SitehaulError(
    "usage/value",
    `${command.name} takes ${names}; ${words.length} arguments were given`,
    { hint: `Put quotes around a value that contains spaces. ${seeHelp(command)}` },
  );
}

function argumentOf({ type, name, choices }: Positional, word: string | undefined) {
  if (word === undefined) return word;
  if (choices !== undefined) return choiceOf({ type: "choice", choices, help: "" }, name, word);
  if (type !== "number") return word;
  const number = /^\d{1,15}$/.test(word) ? Number(word) : 0;
  if (number > 0) return number;
  throw new SitehaulError("usage/value", `${name} must be a number from 1, not ${shown(word)}`, {
    hint: '"sitehaul list" and "sitehaul profiles" show the numbers.',
  });
}

function missing(command: Declaration, { name, help, missing = "usage/value" }: Positional) {
  return new SitehaulError(missing, `${command.name} needs ${name}: ${help}`, {
    hint: seeHelp(command),
  });
}

function empty(command: Declaration, { name, help }: Positional): SitehaulError {
  return new SitehaulError("usage/value", `${name} needs a value: ${help}`, {
    hint: `It is empty, perhaps because a variable is not set. ${seeHelp(command)}`,
  });
}

function seeHelp({ name }: Declaration): string {
  return `"sitehaul ${name} --help" has examples.`;
}

/** The guess, as the beginning of a hint. */
export function meant(guess: string | undefined): string {
  return guess === undefined || guess === "" ? "" : `Did you mean ${guess}? `;
}

/** A word in quotation marks, fit to be shown. */
export function shown(text: string): string {
  return quoted(nameOfFlag(text));
}

/** A word; of a flag at a wrong place only the name, as its value may be a secret. */
export function nameOfFlag(text: string): string {
  return /^-[^=]*=/.exec(text)?.[0] ?? text;
}
