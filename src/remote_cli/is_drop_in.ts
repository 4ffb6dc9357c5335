/** Which command lines are written for Akeeba Remote CLI. */
import type { Declaration } from "../cli/declarations/command.ts";
import type { Words } from "../cli/parse/flags.ts";
import type { World } from "../cli/world/world.ts";
import { FOREIGN_VERBS, isOption, optionOf, VERBS } from "./options.ts";
import type { Line } from "./read_line.ts";

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
 *    to fall back on, or it has a credential: then the error is the one that scripts know.
 *
 * All others are sitehaul's own, including invalid ones. The file is read for as few of them as possible.
 */
export async function isDropIn(
  read: { readonly words: Words; readonly line: Line },
  world: World,
  commands: readonly Declaration[],
): Promise<boolean> {
  const verb = read.line.words[0]?.toLowerCase();
  const isVerb = verb === undefined || VERBS.includes(verb);
  const typed: Typed = { ...read, verb, isVerb, world, commands };
  for (const rule of RULES) {
    const verdict = await rule(typed);
    if (verdict !== undefined) return verdict;
  }
  return false;
}

/** A command line, as both read it. */
interface Typed {
  /** As sitehaul reads it. */
  readonly words: Words;
  /** As Akeeba Remote CLI reads it. */
  readonly line: Line;
  /** Its first word, which Akeeba Remote CLI takes for a verb. */
  readonly verb: string | undefined;
  /** Whether Akeeba Remote CLI knows that verb, or there is none. */
  readonly isVerb: boolean;
  readonly world: World;
  readonly commands: readonly Declaration[];
}

/** Whether the line is written for Akeeba Remote CLI; nothing if the next rule is to say. */
type Rule = (typed: Typed) => boolean | undefined | Promise<boolean | undefined>;

/** By the numbers above; what is not all known to Akeeba Remote CLI does not get to the last three. */
const RULES: readonly Rule[] = [
  byForeignFlag,
  byHostLetter,
  byForeignVerb,
  refuseUnknown,
  byForeignOption,
  byCredential,
  byHostOfFile,
];

function byForeignFlag({ words, verb, isVerb, commands }: Typed): boolean | undefined {
  const isWritten = (name: string) => words.strange.some((flag) => flag.name === name);
  if (isWritten("action") || isWritten("license")) return true;
  return isWritten("host") ? isVerb || !isCommand(verb, commands) : undefined;
}

/** sitehaul's own `-h` is a switch: help. */
async function byHostLetter(
  { line, verb, isVerb, world, commands }: Typed,
): Promise<boolean | undefined> {
  const host = line.options.get("host");
  if (host === undefined || !isVerb || verb === "help") return undefined;
  return verb !== undefined || !isCommand(host, commands) || await hasHost(world, host);
}

function byForeignVerb({ words, line, verb }: Typed): boolean | undefined {
  if (verb === undefined || !FOREIGN_VERBS.includes(verb)) return undefined;
  return words.positionals[0] === line.words[0];
}

function refuseUnknown({ line, isVerb }: Typed): false | undefined {
  const { fault, ignored, words, options } = line;
  const isAllKnown = fault === undefined && ignored.length === 0 && isVerb && words.length < 2;
  return isAllKnown && !options.has("help") ? undefined : false;
}

function byForeignOption({ words, verb }: Typed): true | undefined {
  return verb !== undefined && hasForeign(words) ? true : undefined;
}

function byCredential({ line: { options }, verb }: Typed): true | undefined {
  const hasCredential = options.has("secret") || options.has("token");
  return verb !== undefined && verb !== "help" && hasCredential ? true : undefined;
}

async function byHostOfFile({ verb, world }: Typed): Promise<boolean> {
  return verb !== "help" && await hasHost(world);
}

function isCommand(name: string | undefined, commands: readonly Declaration[]): boolean {
  return commands.some((each) => each.name.split(" ")[0] === name);
}

/** Whether one of the flags is an option of Akeeba Remote CLI, and of no command of sitehaul. */
function hasForeign({ strange }: Words): boolean {
  return strange.some(({ name, written }) =>
    written.startsWith("--") ? isOption(name) : optionOf(name) !== undefined
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
