/**
 * From the words of a command line to a command and its values. `parseArgs` of `@std/cli` takes the line
 * apart; before that, each flag gets its value attached, and arguments go to the end: by itself, it
 * takes no value that is empty or begins with a dash, and `true` behind a switch for its value.
 */
import { parseArgs } from "@std/cli/parse-args";
import { SitehaulError } from "../../base/errors.ts";
import { quoted } from "../../base/message_text.ts";
import { nearest } from "../../base/nearest.ts";
import {
  type Declaration,
  type Flag,
  type Flags,
  GLOBAL_FLAGS,
  LATEST,
  type Positional,
} from "../declarations/command.ts";
import { flagHint } from "./flag_hints.ts";
import { type MisusedFlag, prepare, type ValueFlag, withoutValue } from "./prepare.ts";

/** What begins with a dash and is no flag of any command. */
interface StrangeFlag {
  /** Without dashes. */
  readonly name: string;
  /** With dashes. */
  readonly written: string;
}

/** A command line, taken apart; no value is checked yet. */
export interface Words {
  /** As it was typed. */
  readonly args: readonly string[];
  readonly positionals: readonly string[];
  /** The values of each known flag that was given; of a switch they mean nothing. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly strange: readonly StrangeFlag[];
  readonly misused: readonly MisusedFlag[];
  /** The flag at the end of the line whose value would come next, as it was written. */
  readonly open: string | undefined;
}

type FlagValue = string | number | boolean | readonly string[] | undefined;

/** What the declaration of a command makes of its words: checked and converted. */
export interface Values {
  readonly flags: Readonly<Record<string, FlagValue>>;
  readonly args: Readonly<Record<string, string | number | readonly string[] | undefined>>;
}

/**
 * Takes a command line apart. Which flags have a value is the same in all commands, but for
 * `--version`, so this works before the command is known, with the flags of all; then it is done again
 * with those of the command. A word that looks like a negative number is an argument.
 */
export function splitWords(
  args: readonly string[],
  commands: readonly Declaration[],
  command?: Declaration,
): Words {
  const known: Flags = command === undefined
    ? Object.assign({}, ...commands.map(({ flags }) => flags), GLOBAL_FLAGS)
    : { ...GLOBAL_FLAGS, ...command.flags };
  const names = Object.keys(known);
  const isSwitch = (name: string) => known[name]?.type === "boolean";
  // One command's flag may be the value of another's, while it is unknown which command it is.
  const { words, misused, open } = prepare(
    args,
    known,
    command === undefined ? GLOBAL_FLAGS : known,
  );
  const strange: StrangeFlag[] = [];
  const { _: positionals, ...parsed } = parseArgs(words, {
    boolean: names.filter(isSwitch),
    string: names.filter((name) => !isSwitch(name)),
    collect: names,
    unknown: (word, name = "") => {
      const written = word.startsWith("--") ? word.replace(/=.*/s, "") : `-${name}`;
      strange.push({ name, written });
      return false;
    },
  });
  const given = new Map<string, string[]>();
  for (const [name, values] of Object.entries(parsed)) {
    if (Array.isArray(values) && values.length > 0) given.set(name, values.map(String));
  }
  return { args, positionals: positionals.map(String), given, strange, misused, open };
}

/**
 * Checks the words for a command and returns their values.
 *
 * @throws {SitehaulError} `usage/flag`, `usage/value`, or what a missing argument is declared with
 */
export function valuesFor(
  command: Declaration,
  { positionals, given, strange, misused }: Omit<Words, "args">,
): Values {
  const known: Flags = { ...GLOBAL_FLAGS, ...command.flags };
  const [unknown] = [
    ...strange.map(({ written }) => written),
    ...[...given.keys()].filter((name) => !Object.hasOwn(known, name)).map((name) => `--${name}`),
  ];
  if (unknown !== undefined) throw unknownFlag(command, unknown, Object.keys(known));
  const [wrong] = misused;
  if (wrong !== undefined) throw wrong.error;
  const flags = Object.entries(known).map(([name, flag]): [string, FlagValue] => [
    name,
    valueOf(flag, `--${name}`, given.get(name)),
  ]);
  const rest = positionals.slice(command.name.split(" ").length);
  return { flags: Object.fromEntries(flags), args: argumentsFor(command, rest, given) };
}

/**
 * Checks the flags of a line without a command.
 *
 * @throws {SitehaulError} `usage/flag`, `usage/value`
 */
export function checkGlobalFlags({ given, strange, misused }: Words): void {
  const hint = '"sitehaul help" lists the commands.';
  const [unknown] = strange;
  if (unknown !== undefined) {
    const guess = nearest(unknown.written.replace(/^-+/, ""), Object.keys(GLOBAL_FLAGS));
    throw new SitehaulError("usage/flag", `There is no flag ${shown(unknown.written)}`, {
      hint: meant(guess && `--${guess}`) + hint,
    });
  }
  const ofCommand = [...given.keys(), ...misused.map(({ name }) => name)]
    .find((name) => !Object.hasOwn(GLOBAL_FLAGS, name));
  if (ofCommand !== undefined) {
    throw new SitehaulError("usage/flag", `"--${ofCommand}" needs a command`, { hint });
  }
  const [wrong] = misused;
  if (wrong !== undefined) throw wrong.error;
  for (const [name, flag] of Object.entries(GLOBAL_FLAGS)) {
    valueOf(flag, `--${name}`, given.get(name));
  }
}

function unknownFlag(command: Declaration, written: string, names: string[]): SitehaulError {
  const guess = nearest(written.replace(/^-+/, ""), names);
  const hint = flagHint(command, written) ?? meant(guess && `--${guess}`);
  return new SitehaulError("usage/flag", `${command.name} has no flag ${shown(written)}`, {
    hint: `${hint}"sitehaul ${command.name} --help" lists its flags.`,
  });
}

/** All values are checked; of several for one flag the last counts, if it does not take many. */
function valueOf(flag: Flag, name: string, given: readonly string[] = []): FlagValue {
  if (flag.type === "boolean") return given.length > 0;
  const values = given.map((value) => checked(flag, name, value));
  if (flag.type === "string" && flag.many) return values.map(String);
  return values.at(-1) ?? flag.default;
}

function checked(flag: ValueFlag, name: string, value: string): string | number {
  if (flag.type === "number") return numberOf(flag, name, value);
  if (flag.type === "choice") return choiceOf(flag, name, value);
  // A variable that is not set, as in `--to "$FOLDER"`: it would mean the current folder.
  if (value === "" && !flag.mayBeEmpty) throw withoutValue(flag, name);
  return value;
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

function argumentsFor(
  command: Declaration,
  words: readonly string[],
  given: Words["given"],
): Values["args"] {
  const declared = Object.entries(command.positionals);
  const values: Record<string, string | number | readonly string[] | undefined> = {};
  let left = words;
  for (const [index, [key, positional]] of declared.entries()) {
    const isNeeded = positional.missing !== undefined &&
      !positional.unless?.some((flag) => given.has(flag));
    if (left.length === 0 && isNeeded) throw missing(command, positional);
    // What comes behind many takes the last words; one of them is left where that is needed.
    const behind = declared.slice(index + 1).length;
    const most = Math.max(isNeeded ? 1 : 0, left.length - behind);
    const taken = left.slice(0, positional.many ? most : 1);
    if (taken.includes("")) throw empty(command, positional);
    values[key] = positional.many ? taken : argumentOf(positional, taken[0]);
    left = left.slice(taken.length);
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
  if (type === undefined || type === "text") return word;
  const number = /^\d{1,15}$/.test(word) ? Number(word) : 0;
  if (number > 0) return number;
  if (type === "record" && word === LATEST) return word;
  const expected = type === "record" ? `a number from 1, or ${LATEST}` : "a number from 1";
  throw new SitehaulError("usage/value", `${name} must be ${expected}, not ${shown(word)}`, {
    hint: `${type === "record" ? meant(nearest(word, [LATEST])) : ""}` +
      '"sitehaul list" and "sitehaul profiles" show the numbers.',
  });
}

/** What to say where an argument is missing. */
export function missing(command: Declaration, positional: Positional): SitehaulError {
  const { name, help, missing = "usage/value", unless } = positional;
  const what = unless === undefined
    ? `${name}: ${help}`
    : orList([name, ...unless.map((flag) => flagAsWritten(command, flag))]);
  return new SitehaulError(missing, `${command.name} needs ${what}`, { hint: seeHelp(command) });
}

function flagAsWritten({ flags }: Declaration, name: string): string {
  const flag = flags[name];
  return flag === undefined || flag.type === "boolean" || flag.type === "choice"
    ? `--${name}`
    : `--${name} ${flag.value}`;
}

function orList(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
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
