/**
 * What a command line of Akeeba Remote CLI comes to, together with the file `~/.akeebaremotecli`.
 */
import { meant } from "../cli/parse/flags.ts";
import { join } from "node:path";
import type { RemoteCliFile } from "../config/remote_cli_file.ts";
import type { Owner } from "../config/own_file.ts";
import { SitehaulError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { messageOf, systemCode } from "../base/message_text.ts";
import type { World } from "../cli/world/world.ts";
import { isOption, switchValue, VERBS } from "./options.ts";
import type { Line } from "./read_line.ts";

/** The options of the command line and of the file together. */
export interface Settings {
  /** What is to be done, in lower case: `backup`. */
  readonly verb: string;
  /** The value of an option; `undefined` where it is not given, or empty. */
  readonly get: (name: string) => string | undefined;
  /** Whether an option was typed without a value. */
  readonly isEmpty: (name: string) => boolean;
  /** False as well for a switch that is set to `0`, `no` or `off`. */
  readonly isOn: (name: string) => boolean;
  /** How an option was written, for messages. */
  readonly spelled: (name: string) => string;
  /** Whether the standard output or input is meant. */
  readonly hasDashes: boolean;
  /** Names in the file that mean nothing. */
  readonly strange: readonly string[];
}

/** The options by themselves, for the time before all is known to be right. */
export type Options = ReadonlyMap<string, string>;

/**
 * The options of the command line, and those of the one section that `--host` names, or of the
 * default one where there is no `--host`. What the command line says wins.
 */
export function withFile(line: Line, { defaults, sections }: RemoteCliFile): Map<string, string> {
  const host = line.options.get("host");
  const isNamed = host !== undefined && Object.hasOwn(sections, host);
  const section = isNamed ? sections[host] ?? {} : host === undefined ? defaults : {};
  const own = new Map(line.options);
  // The name of the section is no address; a section without a host has none.
  if (isNamed) own.delete("host");
  const settings = Object.entries(section)
    // A secret of the command line is meant instead of that of the file, wherever it is kept.
    .filter(([name]) => name !== "secret" || !own.has("secret-file"));
  return new Map([...settings, ...own]);
}

/**
 * The settings of a command line.
 *
 * @throws {SitehaulError} `usage/command`, `usage/flag`, `usage/value`
 */
export function settingsOf(line: Line, options: Options): Settings {
  if (line.fault !== undefined) throw line.fault;
  const isOn = (name: string) => switchValue(options.get(name) ?? "0") === "1";
  return {
    verb: isOn("license") ? "license" : isOn("help") ? "help" : verbOf(line, options),
    get: (name) => options.get(name)?.trim() || undefined,
    isEmpty: (name) => line.options.get(name)?.trim() === "",
    isOn,
    spelled: spellingIn(line, options),
    hasDashes: line.hasDashes,
    strange: [...options.keys()].filter((name) => !isOption(name)),
  };
}

/** As it was typed; in the file an option has no dashes. */
export function spellingIn(line: Line, options: Options): Settings["spelled"] {
  return (name) => {
    // The version of the API may be told by the view.
    const told = name === "api-version" && !options.has(name) && options.has("view")
      ? "view"
      : name;
    const isOfFile = options.has(told) && !line.options.has(told);
    if (isOfFile) return `${told} (in ~/.akeebaremotecli)`;
    return (line.options.has(told) ? line.written.get(told) : undefined) ?? `--${told}`;
  };
}

/** `--action` goes before the first word, and that before the file. */
function verbOf({ words, options: said }: Line, options: Options): string {
  const [word, ...more] = words;
  const verb = (said.get("action") || word || options.get("action") || "help").toLowerCase();
  if (!VERBS.includes(verb)) {
    const guess = nearest(verb, VERBS);
    throw new SitehaulError("usage/command", `There is no command ${JSON.stringify(verb)}`, {
      hint: `${meant(guess)}There are ${VERBS.join(", ")}.`,
    });
  }
  if (more.length === 0 || said.has("action")) return verb;
  // What is too much is not repeated: it may be a secret whose option was forgotten.
  throw new SitehaulError("usage/value", `${verb} takes only options; there is an extra word`, {
    hint: "Put quotes around a value that contains spaces.",
  });
}

/**
 * The file; nothing where there is none.
 *
 * @throws {SitehaulError} `config/invalid` when it cannot be read, `config/untrusted` when others can
 * write it
 */
export async function readRemoteCliFile(
  { env, os, uid }: Pick<World, "env" | "os" | "uid">,
): Promise<RemoteCliFile> {
  const home = env("HOME") || env("USERPROFILE");
  if (!home) return { defaults: {}, sections: {} };
  const path = join(home, ".akeebaremotecli");
  try {
    const text = await readOwn(path, { os, uid: uid() });
    if (text === undefined) return { defaults: {}, sections: {} };
    const { parseRemoteCliFile } = await import("../config/remote_cli_file.ts");
    return parseRemoteCliFile(text);
  } catch (cause) {
    if (cause instanceof SitehaulError) throw cause;
    const code = systemCode(cause);
    if (code === "ENOENT" || code === "ENOTDIR") return { defaults: {}, sections: {} };
    const reason = messageOf(cause);
    throw new SitehaulError("config/invalid", `Cannot read .akeebaremotecli: ${reason}`, {
      hint: "Check its permissions.",
      cause,
    });
  }
}

/** Whoever can write the file decides where secrets are sent to. */
async function readOwn(path: string, owner: Owner): Promise<string | undefined> {
  const { readOwnFile } = await import("../config/own_file.ts");
  const found = await readOwnFile(path, owner);
  if (found === undefined || !("fault" in found)) return found?.text;
  throw new SitehaulError("config/untrusted", `Cannot use .akeebaremotecli: ${found.fault}`, {
    hint: owner.uid === undefined && owner.os !== "windows"
      ? "Run it with that permission."
      : `Correct that, for example: chmod go-w ${path}`,
  });
}
