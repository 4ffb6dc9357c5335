/** What the values of flags and arguments can be completed with, from the declarations. */
import type { Declaration, Flag, Flags, OfSite, Positional } from "../declarations/command.ts";

/** What the shell or the program is to look for, where a value is expected. */
export type Completion =
  | { readonly kind: "text" | "file" | "folder" | "site" | "tag" | "excluded" | "command" | OfSite }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

/** One spelling of a flag: a flag with a short one has two. */
export interface CompletedFlag {
  /** With dashes: `--json`, `-h`. */
  readonly spelling: string;
  readonly help: string;
  /** What follows it; absent where nothing does. */
  readonly value?: Completion | undefined;
}

/** A word that can follow others, and what it is for. */
export interface Word {
  readonly word: string;
  readonly about: string;
}

/** The long spellings, each followed by the short one. */
export function flagsOf(flags: Flags): CompletedFlag[] {
  return Object.entries(flags).flatMap(([name, flag]) => {
    const { help, short } = flag;
    const long = { spelling: `--${name}`, help, value: completionOfFlag(flag) };
    return short === undefined ? [long] : [long, { ...long, spelling: `-${short}` }];
  });
}

/**
 * What an argument can be; `undefined` where the command takes no more.
 *
 * @param place how many arguments stand before it
 * @param flags the names of those that stand before it: some of them take the place of an argument
 */
export function completionOfArgument(
  { positionals }: Declaration,
  place: number,
  flags: ReadonlySet<string>,
): Completion | undefined {
  const all = Object.values(positionals);
  const isGiven = all.length > 1 && all[0]?.unless?.some((flag) => flags.has(flag));
  const last = all.at(-1);
  // What comes last may follow any number of those that are many.
  const takesMore = all.some(({ many }) => many);
  const positional = all[isGiven ? place + 1 : place] ?? (takesMore ? last : undefined);
  return positional && completionOfPositional(positional);
}

function completionOfFlag(flag: Flag): Completion | undefined {
  if (flag.type === "boolean") return undefined;
  if (flag.type === "choice") return { kind: "choice", choices: flag.choices };
  return flag.completes === undefined ? byName(flag.value) : { kind: flag.completes };
}

function completionOfPositional({ name, choices, completes }: Positional): Completion {
  if (completes !== undefined) return { kind: completes };
  return choices === undefined ? byName(name) : { kind: "choice", choices };
}

/** By what the help calls it: `FILE`, `DIR`, `SITE`. */
function byName(name: string): Completion {
  switch (name) {
    case "FILE":
      return { kind: "file" };
    case "FOLDER":
    case "DIR":
      return { kind: "folder" };
    case "SITE":
      return { kind: "site" };
    case "TAG":
      return { kind: "tag" };
    case "SITE|tag:TAG":
      return { kind: "excluded" };
    case "COMMAND":
      return { kind: "command" };
    default:
      return { kind: "text" };
  }
}
