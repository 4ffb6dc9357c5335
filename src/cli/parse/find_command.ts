/** From the first words of a command line to a command. */
import { SitehaulError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import type { Declaration } from "../declarations/command.ts";
import { meant, nameOfFlag, shown } from "./flags.ts";

/**
 * Finds the command that the first words name; a name of two words wins.
 *
 * @throws {SitehaulError} `usage/command`
 */
export function findCommand<D extends Declaration>(
  positionals: readonly string[],
  commands: readonly D[],
): D | undefined {
  const [first, second = ""] = positionals;
  if (first === undefined) return undefined;
  const byName = (name: string) => commands.find((command) => command.name === name);
  const found = byName(`${first} ${second}`) ?? byName(first);
  if (found === undefined) throw noCommand(first, second, commands);
  const group = groupCalled(first, commands);
  // With a word too many, the second is rather a misspelt one than an argument.
  if (found.name === first && positionals.length - 1 > roomOf(found, group.length > 0)) {
    const guess = nearestIn(group, first, second);
    if (guess !== undefined) throw noCommand(first, second, commands);
  }
  return found;
}

/**
 * The same for the words behind `help`, where no argument follows: all of them are the name.
 *
 * @throws {SitehaulError} `usage/command`
 */
export function findCommandForHelp<D extends Declaration>(
  words: readonly string[],
  commands: readonly D[],
): D | undefined {
  const found = findCommand(words, commands);
  const [first = "", second] = words;
  const isShort = found?.name === first && second !== undefined;
  if (isShort && groupCalled(first, commands).length > 0) throw noCommand(first, second, commands);
  return found;
}

/** The commands whose name has two words, of which the first is this one. */
export function groupCalled<D extends Declaration>(first: string, commands: readonly D[]): D[] {
  return commands.filter(({ name }) => name.startsWith(`${first} `));
}

/** Whether a word begins names of commands, but is none itself. */
export function isGroupOnly(word: string, commands: readonly Declaration[]): boolean {
  return groupCalled(word, commands).length > 0 && commands.every(({ name }) => name !== word);
}

/** Of many sites, one is usual: the word behind `profiles` is rather a command, unless it is like none. */
function roomOf({ positionals }: Declaration, isGroup: boolean): number {
  const all = Object.values(positionals);
  return all.some(({ many }) => many) && !isGroup ? Infinity : all.length;
}

function nearestIn(group: readonly Declaration[], first: string, second: string) {
  const guess = nearest(second, group.map(({ name }) => name.slice(first.length + 1)));
  return guess && `${first} ${guess}`;
}

function noCommand(
  first: string,
  second: string,
  commands: readonly Declaration[],
): SitehaulError {
  const group = groupCalled(first, commands);
  if (group.length === 0) {
    const guess = nearest(first, commands.map(({ name }) => name));
    return new SitehaulError("usage/command", `There is no command ${shown(first)}`, {
      hint: `${meant(guess)}"sitehaul help" lists the commands.`,
    });
  }
  const lists = `"sitehaul help ${first}" lists what there is.`;
  if (second === "") {
    const words = group.map(({ name }) => name.slice(first.length + 1)).join(", ");
    return new SitehaulError("usage/command", `${first} needs one more word: ${words}`, {
      hint: lists,
    });
  }
  const guess = nearestIn(group, first, second);
  return new SitehaulError(
    "usage/command",
    `There is no command ${shown(`${first} ${nameOfFlag(second)}`)}`,
    { hint: `${meant(guess)}${lists}` },
  );
}
