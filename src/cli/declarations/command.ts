/** The declaration of a command, from which parsing, checks and help are derived. */
import type { ErrorCode } from "../../base/errors.ts";

/** Known data of a site that can be completed. */
export type OfSite = "records" | "profiles";

interface CommonFlag {
  /** Begins with a capital, and has no full stop. */
  readonly help: string;
  /** One letter, for `-x`. */
  readonly short?: string;
  /** The value is one of these, belonging to the site named earlier on the line. */
  readonly completes?: OfSite;
}

/** True where it is given, else false. */
export interface BooleanFlag extends CommonFlag {
  readonly type: "boolean";
}

/** Any text; an empty one only with `mayBeEmpty`. */
export interface StringFlag extends CommonFlag {
  readonly type: "string";
  /** What the help writes for it, in capitals: `DIR`. Completions know what some of these are. */
  readonly value: string;
  readonly default?: string;
  /** Whether it may be given several times; its value is then a list. */
  readonly many?: true;
  /** Whether an empty text means something: nothing to say, no secret. A path or a name is never. */
  readonly mayBeEmpty?: true;
}

/** A number between two bounds. */
export interface NumberFlag extends CommonFlag {
  readonly type: "number";
  /** What the help writes for it, in capitals. */
  readonly value: string;
  readonly default?: number;
  /** The lowest valid number. */
  readonly min: number;
  /** The highest valid number; absent: any. */
  readonly max?: number;
  /** Whole numbers only, where it is absent. */
  readonly fraction?: true;
}

/** A flag with one of a few values. */
export interface ChoiceFlag extends CommonFlag {
  readonly type: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
  /** Of the error about any other value. @default {"usage/value"} */
  readonly error?: ErrorCode;
}

/** Any of the four kinds, which `type` tells apart. */
export type Flag = BooleanFlag | StringFlag | NumberFlag | ChoiceFlag;

/** Flags by their long names. */
export type Flags = Readonly<Record<string, Flag>>;

/** An argument that is not a flag. */
export interface Positional {
  /** Its name in the help, in capitals. */
  readonly name: string;
  /** Half a sentence: begins with a small letter, and has no full stop. */
  readonly help: string;
  /** A number is whole, from 1; a record is one, or `latest`. @default {"text"} */
  readonly type?: "text" | "number" | "record";
  /** It is one of these, belonging to the site named earlier on the line. */
  readonly completes?: OfSite;
  /** The allowed values; absent: any. */
  readonly choices?: readonly string[];
  /** The code of the error when it is missing; without one it is optional. */
  readonly missing?: ErrorCode;
  /** The flags that stand for it: with one of them, it need not be there. */
  readonly unless?: readonly string[];
  /** Whether it takes all remaining arguments. */
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

/** What a command gets for these flags: `undefined` only where one has no default. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: FlagValue<F[Name]> };

/** A backup record as a command line names it: the newest complete one, or the one of that number. */
export type RecordId = number | typeof LATEST;

/** What stands on a command line for the newest complete backup. */
export const LATEST = "latest";

type PositionalValue<P extends Positional> = P extends { many: true } ? readonly string[]
  :
    | (P extends { type: "record" } ? RecordId : P extends { type: "number" } ? number : string)
    | (P extends { missing: string } ? never : undefined);

/** What a command gets for these arguments: `undefined` only where one may be missing. */
export type PositionalValues<P extends Positionals> = {
  readonly [Name in keyof P]: PositionalValue<P[Name]>;
};

/** The flags that every command takes. */
export const GLOBAL_FLAGS = {
  json: {
    type: "boolean",
    help: "Print JSON: one document, or one event per line for long operations",
  },
  quiet: { type: "boolean", help: "Hide progress and notes; warnings and errors are still shown" },
  debug: { type: "boolean", help: "Show every exchange with the site, without secrets" },
  "debug-file": {
    type: "string",
    value: "FILE",
    help: "Write the --debug output and all messages to a file that is safe to share",
  },
  "no-color": {
    type: "boolean",
    help: "Do not use colours; the same as NO_COLOR in the environment",
  },
  utc: { type: "boolean", help: "Show times in UTC instead of the local time zone" },
  help: { type: "boolean", short: "h", help: "Show the command's help" },
  version: { type: "boolean", help: "Show the version of sitehaul" },
} as const satisfies Flags;

/** The flags that every command takes, as a type. */
export type GlobalFlags = typeof GLOBAL_FLAGS;

/** A command line that works as it is, shown in the help and the manual. */
export interface Example {
  /** What follows `sitehaul `. */
  readonly line: string;
  /** What it does, in a few words. */
  readonly about: string;
}

/** The declaration of a command, the source of its help, completions, manual and README entry. */
export interface Declaration<F extends Flags = Flags, P extends Positionals = Positionals> {
  /** One word or two: `list`, `profiles export`. */
  readonly name: string;
  /** Where the overview of the help lists it. */
  readonly group: CommandGroup;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Whole paragraphs, shown below the usage. */
  readonly description?: string;
  readonly positionals: P;
  readonly flags: F;
  readonly examples: readonly Example[];
}

/** What commands are for, in the order of the help. */
export const COMMAND_GROUPS = ["back up", "copies", "sites", "look", "set up"] as const;

/** One of {@linkcode COMMAND_GROUPS}. */
export type CommandGroup = typeof COMMAND_GROUPS[number];

/** Declares a command; its invocation gets the types of its flags and arguments. */
export function declare<const F extends Flags, const P extends Positionals>(
  declaration: Declaration<F, P>,
): Declaration<F, P> {
  return declaration;
}
