/** What can stand at the end of a command line that somebody is typing. */
import { type Declaration, GLOBAL_FLAGS } from "../declarations/command.ts";
import { groupCalled } from "../parse/find_command.ts";
import { splitWords } from "../parse/flags.ts";
import {
  type CompletedFlag,
  type Completion,
  completionOfArgument,
  flagsOf,
  type Word,
} from "./table.ts";

/** What to offer, and for which piece of the last word. */
export interface Offer {
  /** The piece of the word that stands before the cursor. */
  readonly typed: string;
  /** Words that are known from the declarations. */
  readonly words: readonly Word[];
  /** What else fits, which the shell or the program knows; `site` is the site named on the line. */
  readonly value?: Completion | undefined;
  readonly site?: string | undefined;
}

/**
 * What can follow.
 *
 * @param line the words after the program's name; the last one is being typed, and may be empty
 */
export function completeLine(
  line: readonly string[],
  commands: readonly Declaration[],
): Offer {
  const typed = line.at(-1) ?? "";
  const before = line.slice(0, -1);
  const { positionals } = splitWords(before, commands);
  const [first, second] = positionals;
  const command = commands.find(({ name }) => name === `${first} ${second}`) ??
    commands.find(({ name }) => name === first);
  const named = command?.name.split(" ").length ?? 0;
  const [site] = positionals.slice(named);
  const known = [...flagsOf(command?.flags ?? {}), ...flagsOf(GLOBAL_FLAGS)];
  const { open, given } = splitWords(before, commands, command);
  const areOver = before.includes("--");
  const valueOf = (spelling: string) =>
    (known.find((flag) => flag.spelling === spelling) ?? anyFlag(spelling, commands))?.value;
  const openValue = open === undefined ? undefined : valueOf(open);
  if (openValue !== undefined) return { typed, words: [], value: openValue, site };
  const equals = typed.indexOf("=");
  if (!areOver && typed.startsWith("--") && equals > 0) {
    const value = valueOf(typed.slice(0, equals));
    return { typed: typed.slice(equals + 1), words: [], value, site };
  }
  if (!areOver && typed.startsWith("-")) {
    return { typed, words: known.map(({ spelling, help }) => ({ word: spelling, about: help })) };
  }
  if (first === undefined) return { typed, words: firstWords(commands) };
  const words = positionals.length === 1 ? secondWords(first, commands) : [];
  const place = positionals.length - named;
  return {
    typed,
    words,
    value: command && completionOfArgument(command, place, new Set(given.keys())),
    site,
  };
}

/** Flags of commands may stand in front of the command. */
function anyFlag(spelling: string, commands: readonly Declaration[]): CompletedFlag | undefined {
  return commands.flatMap(({ flags }) => flagsOf(flags)).find((flag) => flag.spelling === spelling);
}

/** The words that a command line can begin with. */
export function firstWords(commands: readonly Declaration[]): Word[] {
  const words = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [first = "", second] = name.split(" ");
    if (second === undefined) words.set(first, summary);
    else if (!words.has(first)) {
      words.set(first, secondWords(first, commands).map(({ word }) => word).join(", "));
    }
  }
  return [...words].map(([word, about]) => ({ word, about }));
}

/** `add` and `list` for `config`. */
function secondWords(first: string, commands: readonly Declaration[]): Word[] {
  return groupCalled(first, commands).map(({ name, summary }) => ({
    word: name.slice(first.length + 1),
    about: summary,
  }));
}
