/**
 * Which command lines are written for Akeeba Remote CLI.
 * @module
 */
import { type Declaration, GLOBAL_FLAGS } from "../command.ts";
import { splitWords, type Words } from "../flags.ts";
import type { World } from "../world.ts";
import { FOREIGN_VERBS, isOption, optionOf, readLine, VERBS } from "./options.ts";

/**
 * Whether a command line is written for Akeeba Remote CLI. It is, if
 *
 * 1. it has `--action` or `--license`, or `--host` without a command that only sitehaul has: no
 *    command of sitehaul has such flags; or
 * 2. it has one of the verbs and `-h VALUE`, or no word at all and `-h VALUE`, where VALUE is no
 *    command, or is a section of `~/.akeebaremotecli`; or
 * 3. its first word is a verb that only Akeeba Remote CLI has; or
 * 4. it names no site, all of it is known to Akeeba Remote CLI, and some of it is known to no command
 *    of sitehaul, such as `-m`; or
 * 5. it names no site, all of it is known to Akeeba Remote CLI, and `~/.akeebaremotecli` has a host
 *    to fall back on.
 *
 * All others are sitehaul's own, those with faults, too. The file is looked at for as few as can be.
 */
export async function isDropIn(
  args: readonly string[],
  world: World,
  commands: readonly Declaration[],
): Promise<boolean> {
  const own = splitWords(args, commands);
  const isWritten = (name: string) => own.flags.some((flag) => flag.name === name);
  const { words: [word], options, fault, words } = readLine(args);
  const verb = word?.toLowerCase();
  const isVerb = verb === undefined || VERBS.includes(verb);
  const isCommand = (name: string) => commands.some((each) => each.name.split(" ")[0] === name);
  if (isWritten("action") || isWritten("license")) return true;
  if (isWritten("host")) return isVerb || !isCommand(verb);
  // sitehaul's own -h is a switch: help.
  const host = options.get("host");
  if (host !== undefined && isVerb && verb !== "help") {
    return verb !== undefined || !isCommand(host) || await hasHost(world, host);
  }
  if (verb !== undefined && FOREIGN_VERBS.includes(verb)) return own.positionals[0] === word;
  const isAllKnown = fault === undefined && isVerb && words.length < 2;
  if (!isAllKnown || options.has("help")) return false;
  if (verb !== undefined && hasForeign(own, commands)) return true;
  return verb !== "help" && await hasHost(world);
}

/** Whether one of the flags is an option of Akeeba Remote CLI, and of no command of sitehaul. */
function hasForeign({ flags }: Words, commands: readonly Declaration[]): boolean {
  const isOwn = (name: string) =>
    [GLOBAL_FLAGS, ...commands.map((each) => each.flags)].some((each) => Object.hasOwn(each, name));
  return flags.some(({ name, written }) =>
    !isOwn(name) && (written.startsWith("--") ? isOption(name) : optionOf(name) !== undefined)
  );
}

/**
 * Whether the file has that section, or a host for lines that name none. A file that is wrong has,
 * so that somebody is told; one that may not be read has not.
 */
async function hasHost(world: World, section?: string): Promise<boolean> {
  const { readRemoteCliFile } = await import("./settings.ts");
  try {
    const { defaults, sections } = await readRemoteCliFile(world);
    return section === undefined ? Boolean(defaults["host"]) : Object.hasOwn(sections, section);
  } catch (error) {
    return !(error instanceof Error && error.cause instanceof Error &&
      /^(?:NotCapable|PermissionDenied)$/.test(error.cause.name));
  }
}
