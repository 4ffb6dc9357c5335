/**
 * What a command is: one declaration, from which parsing, checks and help come.
 * @module
 */
import type { ErrorCode } from "../errors.ts";
import type { Output } from "./output/output.ts";
import type { World } from "./world.ts";

/** What is known of a site and can be completed. */
export type OfSite = "records" | "profiles";

interface CommonFlag {
  /** One line for the help. */
  readonly help: string;
  /** One letter, for `-x`. */
  readonly short?: string;
  /** The value is one of these, of the site that is named before. */
  readonly completes?: OfSite;
}

/** A flag without a value. */
export interface BooleanFlag extends CommonFlag {
  readonly type: "boolean";
}

/** A flag with a text. */
export interface StringFlag extends CommonFlag {
  readonly type: "string";
  /** The name of the value in the help. */
  readonly value: string;
  readonly default?: string;
  /** Whether it may be given several times; its value is then a list. */
  readonly many?: true;
}

/** A flag with a number. */
export interface NumberFlag extends CommonFlag {
  readonly type: "number";
  /** The name of the value in the help. */
  readonly value: string;
  readonly default?: number;
  /** The lowest number that makes sense. */
  readonly min: number;
  /** The highest. */
  readonly max?: number;
  /** Whether it may have a fraction. */
  readonly fraction?: true;
}

/** A flag with one of a few values. */
export interface ChoiceFlag extends CommonFlag {
  readonly type: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
  /** The code of the error about another value. @default {"usage/value"} */
  readonly error?: ErrorCode;
}

/** A flag. */
export type Flag = BooleanFlag | StringFlag | NumberFlag | ChoiceFlag;

/** Flags by their long names. */
export type Flags = Readonly<Record<string, Flag>>;

/** An argument that is not a flag. */
export interface Positional {
  /** Its name in the help, in capitals. */
  readonly name: string;
  /** One line for the help. */
  readonly help: string;
  /** A number is a record or profile id: whole, from 1. @default {"text"} */
  readonly type?: "text" | "number";
  /** It is one of these, of the site that is named before. */
  readonly completes?: OfSite;
  /** The values that it can have; absent: any. */
  readonly choices?: readonly string[];
  /** The code of the error when it is missing; without one it may be left out. */
  readonly missing?: ErrorCode;
  /** Whether it takes all that is left. */
  readonly many?: true;
}

/** Arguments, in order. */
export type Positionals = Readonly<Record<string, Positional>>;

type Given<F extends Flag> = F extends { type: "boolean" } ? boolean
  : F extends { many: true } ? readonly string[]
  : F extends { type: "number" } ? number
  : F extends { type: "choice"; choices: readonly (infer Choice)[] } ? Choice
  : string;

type FlagValue<F extends Flag> =
  | Given<F>
  | (F extends { type: "boolean" } | { default: string | number } | { many: true } ? never
    : undefined);

/** The values of flags. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: FlagValue<F[Name]> };

type PositionalValue<P extends Positional> = P extends { many: true } ? readonly string[]
  :
    | (P extends { type: "number" } ? number : string)
    | (P extends { missing: string } ? never : undefined);

/** The values of arguments. */
export type PositionalValues<P extends Positionals> = {
  readonly [Name in keyof P]: PositionalValue<P[Name]>;
};

/** The flags that every command takes. */
export const GLOBAL_FLAGS = {
  json: { type: "boolean", help: "Print JSON: one document, or one event per line for long work" },
  quiet: { type: "boolean", help: "No progress and no notes; warnings and errors stay" },
  debug: { type: "boolean", help: "Show every exchange with the site, without secrets" },
  "debug-file": {
    type: "string",
    value: "FILE",
    help: "Write what --debug shows, and all messages, to a file that is safe to post",
  },
  "no-color": { type: "boolean", help: "No colours; NO_COLOR in the environment does the same" },
  utc: { type: "boolean", help: "Show times in UTC, not in the zone of this computer" },
  help: { type: "boolean", short: "h", help: "Show the help of the command" },
  version: { type: "boolean", help: "Show the version of sitehaul" },
  api: { type: "choice", choices: ["1", "2", "3"], help: "Only this version of the API" },
  folder: {
    type: "string",
    value: "NAME",
    help: "The plugin's folder on a WordPress site, when it is an unusual one",
  },
  "ca-file": {
    type: "string",
    value: "FILE",
    help: "Trust the certificate authorities in this PEM file, too",
  },
  timeout: {
    type: "number",
    value: "SECONDS",
    min: 0.1,
    max: 86_400,
    fraction: true,
    help: "Seconds an answer may take: 30, while searching for the site 20",
  },
  config: {
    type: "string",
    value: "FILE",
    help: "The configuration file; else SITEHAUL_CONFIG, or the nearest sitehaul.yaml",
  },
  "no-cache": { type: "boolean", help: "Neither use nor keep what is known of sites" },
  explain: { type: "boolean", help: "Show every address that was tried, and what came of it" },
} as const satisfies Flags;

/** The flags that every command takes, as a type. */
export type GlobalFlags = typeof GLOBAL_FLAGS;

/** What a command is run with. */
export interface Invocation<F extends Flags = Flags, P extends Positionals = Positionals> {
  /** The values of the flags. */
  readonly flags: FlagValues<F & GlobalFlags>;
  /** The values of the arguments. */
  readonly args: PositionalValues<P>;
  /** Where all is written to. */
  readonly output: Output;
  /** The surroundings. */
  readonly world: World;
  /** What is declared of all commands, for the help. */
  readonly commands: readonly Declaration[];
}

/** An example for the help. */
export interface Example {
  /** What follows `sitehaul `. */
  readonly line: string;
  /** What it does. */
  readonly about: string;
}

/** What is declared of a command: all that help, completion, the manual and the README tell. */
export interface Declaration<F extends Flags = Flags, P extends Positionals = Positionals> {
  /** One word or two: `list`, `profiles export`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What else there is to know. */
  readonly description?: string;
  readonly positionals: P;
  readonly flags: F;
  readonly examples: readonly Example[];
}

/** Declares a command; what it is run with has the types of its flags and arguments. */
export function declare<const F extends Flags, const P extends Positionals>(
  declaration: Declaration<F, P>,
): Declaration<F, P> {
  return declaration;
}

/** What a declared command is run with. */
export type InvocationOf<D> = D extends Declaration<infer F, infer P> ? Invocation<F, P> : never;

/** A command. */
export interface Command extends Declaration {
  /** Does it; a failure is thrown. */
  run(invocation: Invocation): Promise<void>;
}

/** A command of what is declared, and the module that does it: loaded only when it is run. */
export function command<F extends Flags, P extends Positionals>(
  declaration: Declaration<F, P>,
  load: () => Promise<{ run(invocation: Invocation<F, P>): Promise<void> | void }>,
): Command {
  return {
    ...declaration,
    async run(invocation) {
      const { run } = await load();
      // The values were checked against this declaration; a list of commands cannot tell the type.
      await run(invocation as unknown as Invocation<F, P>);
    },
  };
}
