/**
 * What can be completed, made from the declarations of the commands.
 * @module
 */
import {
  type Declaration,
  type Flag,
  type Flags,
  GLOBAL_FLAGS,
  type OfSite,
  type Positional,
} from "../command.ts";

/** What a value can be completed with. */
export type Completion =
  | { readonly kind: "text" | "file" | "folder" | "site" | "command" | OfSite }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

/** A flag of a command. */
export interface CompletedFlag {
  /** With dashes: `--json`, `-h`. */
  readonly spelling: string;
  readonly help: string;
  /** What follows it; absent where nothing does. */
  readonly value?: Completion;
}

/** An argument of a command. */
export interface CompletedArgument {
  readonly value: Completion;
  /** Whether it takes all remaining words. */
  readonly many: boolean;
}

/** A command. */
export interface CompletedCommand {
  /** One word or two. */
  readonly name: string;
  readonly summary: string;
  /** Its own flags; those of every command are apart. */
  readonly flags: readonly CompletedFlag[];
  readonly args: readonly CompletedArgument[];
}

/** The commands, as a shell needs to know them. */
export function completedCommands(commands: readonly Declaration[]): CompletedCommand[] {
  return commands.map(({ name, summary, flags, positionals }) => ({
    name,
    summary,
    flags: completedFlags(flags),
    args: Object.values(positionals).map((positional) => ({
      value: ofPositional(positional),
      many: positional.many ?? false,
    })),
  }));
}

/** The flags of every command. */
export function globalFlags(): CompletedFlag[] {
  return completedFlags(GLOBAL_FLAGS);
}

/** A word that can follow others, and what it is for. */
export interface Word {
  readonly word: string;
  readonly about: string;
}

/** The words that a command line can begin with. */
export function firstWords(commands: readonly CompletedCommand[]): Word[] {
  const words = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [first = "", second] = name.split(" ");
    if (second === undefined) words.set(first, summary);
    else if (!words.has(first)) words.set(first, `${secondWords(first, commands).join(", ")}`);
  }
  return [...words].map(([word, about]) => ({ word, about }));
}

/** The second words of the commands that begin with a word. */
function secondWords(first: string, commands: readonly CompletedCommand[]): string[] {
  return commands.flatMap(({ name }) =>
    name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []
  );
}

function completedFlags(flags: Flags): CompletedFlag[] {
  return Object.entries(flags).flatMap(([name, flag]) => {
    const value = ofFlag(flag);
    const rest = { help: flag.help, ...(value === undefined ? {} : { value }) };
    const long = { spelling: `--${name}`, ...rest };
    return flag.short === undefined ? [long] : [long, { spelling: `-${flag.short}`, ...rest }];
  });
}

function ofFlag(flag: Flag): Completion | undefined {
  if (flag.type === "boolean") return undefined;
  if (flag.type === "choice") return { kind: "choice", choices: flag.choices };
  return flag.completes === undefined ? byName(flag.value) : { kind: flag.completes };
}

function ofPositional({ name, choices, completes }: Positional): Completion {
  if (completes !== undefined) return { kind: completes };
  return choices === undefined ? byName(name) : { kind: "choice", choices };
}

/** The help names a value by what it is. */
function byName(name: string): Completion {
  switch (name) {
    case "FILE":
      return { kind: "file" };
    case "FOLDER":
    case "DIR":
      return { kind: "folder" };
    case "SITE":
      return { kind: "site" };
    case "COMMAND":
      return { kind: "command" };
    default:
      return { kind: "text" };
  }
}
