/**
 * Which command lines are written for Akeeba Remote CLI.
 * @module
 */
import type { Declaration } from "../command.ts";
import { splitWords } from "../flags.ts";
import type { World } from "../world.ts";
import { FOREIGN_VERBS, readLine, VERBS } from "./options.ts";

/**
 * Whether a command line is written for Akeeba Remote CLI. It is, if
 *
 * 1. it has `--action` or `--license`, or `--host` without a command that only sitehaul has: no
 *    command of sitehaul has such flags; or
 * 2. it has one of the verbs, or no word at all, and `-h VALUE`, where VALUE is no command; or
 * 3. its first word is a verb that only Akeeba Remote CLI has; or
 * 4. it names no site, all of it is known to Akeeba Remote CLI, and `~/.akeebaremotecli` has a host
 *    to fall back on. Only for these lines the file is looked at.
 *
 * All others are sitehaul's own, those with faults, too.
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
  if (host !== undefined && isVerb && verb !== "help" && !isCommand(host)) return true;
  if (verb !== undefined && FOREIGN_VERBS.includes(verb)) return own.positionals[0] === word;
  const mayFallBack = fault === undefined && isVerb && verb !== "help" && words.length < 2 &&
    !options.has("help");
  return mayFallBack && await hasDefaultHost(world);
}

/** A file that is wrong has a host, so that somebody is told; one that may not be read has none. */
async function hasDefaultHost(world: World): Promise<boolean> {
  const { readRemoteCliFile } = await import("./settings.ts");
  try {
    return Boolean((await readRemoteCliFile(world)).defaults["host"]);
  } catch (error) {
    return !(error instanceof Error && error.cause instanceof Error &&
      /^(?:NotCapable|PermissionDenied)$/.test(error.cause.name));
  }
}
