/** Runs a command line that is written for Akeeba Remote CLI. */
import type { Outcome, Output } from "../cli/output/output.ts";
import type { DebugFile } from "../cli/output/debug_file.ts";
import type { World } from "../cli/world/world.ts";
import { switchValue } from "./options.ts";
import type { Line } from "./read_line.ts";
import { readingOfHost } from "./address.ts";
import { createDropInOutput, type DropInSettings } from "./output.ts";
import { optionsWithoutEffect } from "./effects.ts";
import { errorWithOptions, speaking } from "./own_words.ts";
import {
  type Options,
  readRemoteCliFile,
  type Settings,
  settingsOf,
  spellingIn,
  withFile,
} from "./settings.ts";
import { translate } from "./translate.ts";

/** What runs sitehaul's own command lines. */
export interface OwnRunner {
  /** Begins a run, whose lines share what is typed and read. */
  readonly begin: (
    world: World,
    output: Output,
  ) => (args: readonly string[], options: LineOptions) => Promise<void>;
  /** Reports a failure, with all attempts if wanted; gives the exit status. */
  readonly report: (
    error: unknown,
    world: World,
    output: Output,
    options: { readonly isExplained: boolean; readonly isQuiet: boolean },
  ) => Promise<number>;
  /** Hidden in all output from the first line on. */
  readonly secrets: readonly string[];
  /** Written to, besides the output that Akeeba Remote CLI has. */
  readonly debugFile: DebugFile | undefined;
}

/** What a line of sitehaul's own is made of. */
interface LineOptions {
  /** Whether its secrets were arguments, which others can see. */
  readonly isTyped: boolean;
}

const LICENSE = `sitehaul is free software under the MIT License; its text is in the file LICENSE.
It is a work of its own: it shares no code with Akeeba Remote CLI.`;

/** Runs the command line and returns the exit status. */
export async function runDropIn(
  line: Line,
  world: World,
  { begin, report, secrets, debugFile }: OwnRunner,
): Promise<number> {
  let [options, unread]: [Options, unknown] = [line.options, undefined];
  try {
    options = withFile(line, await readRemoteCliFile(world));
  } catch (error) {
    unread = error;
  }
  const read = readSettings(line, options);
  const writing = outputSettings(line, options, "verb" in read ? read.verb : "");
  const keep = debugFile && ((text: string) => debugFile.keep(text));
  const output = createDropInOutput(world, { ...writing, keep });
  output.hide([...secrets, ...["secret", "token"].flatMap((name) => options.get(name) || [])]);
  const isTyped = line.options.has("secret") || line.options.has("token");
  const spelled = spellingIn(line, options);
  const beginOwn = (around: World, to: Output): RunOwn => {
    const runOwn = begin(around, speaking(to, spelled));
    return (words) =>
      runOwn(words, { isTyped }).catch((error) => {
        throw errorWithOptions(error, spelled);
      });
  };
  try {
    if (unread !== undefined) throw unread;
    if ("fault" in read) throw read.fault;
    const settings = read;
    const translated = () => runTranslated({ settings, line }, world, output, beginOwn);
    await (debugFile?.during(`${settings.verb}, as Akeeba Remote CLI`, output, translated) ??
      translated());
    return 0;
  } catch (error) {
    return await report(error, world, output, {
      isExplained: writing.debug || switchValue(options.get("explain") ?? "0") === "1",
      isQuiet: writing.quiet,
    });
  }
}

/** Runs one of sitehaul's own lines; a failure is thrown, in the words of the line that was typed. */
type RunOwn = (words: readonly string[]) => Promise<void>;

async function runTranslated(
  { settings, line }: { readonly settings: Settings; readonly line: Line },
  world: World,
  output: Output,
  begin: (world: World, output: Output) => RunOwn,
): Promise<void> {
  for (const text of line.ignored) output.warn(text);
  if (settings.verb === "license") return output.result({ license: "MIT" }, () => LICENSE);
  const reading = readingOfHost(settings);
  if (reading !== undefined) output.debug(() => reading);
  const { words, stdin, warnings } = await translate(settings, world.cwd());
  for (const warning of warnings) output.warn(warning);
  for (const text of optionsWithoutEffect(settings, line.options.keys())) {
    output.note(`note: ${text}`);
  }
  const around = stdin === undefined
    ? world
    : { ...world, readStdin: () => Promise.resolve(stdin) };
  let outcome: Outcome | undefined;
  const watched: Output = {
    ...output,
    done: (came) => {
      outcome = came;
      output.done(came);
    },
  };
  await begin(around, watched)(words);
  const name = settings.get("filename");
  if (name === undefined || outcome === undefined) return;
  const { renameFetched } = await import("./rename_fetched.ts");
  await renameFetched(outcome, name, output);
}

function outputSettings(
  line: Line,
  options: Options,
  verb: string,
): Omit<DropInSettings, "keep"> {
  const isOn = (name: string) => switchValue(options.get(name) ?? "0") === "1";
  return {
    verb,
    isMachine: isOn("machine-readable"),
    isJson: isOn("json"),
    // The output of --debug must be visible.
    quiet: isOn("quiet") && !isOn("debug"),
    silent: isOn("silent"),
    debug: isOn("debug"),
    nocolor: isOn("nocolor"),
    isExport: verb === "profileexport" && line.hasDashes,
  };
}

/** A fault is reported once it is known how: until then it is kept. */
function readSettings(line: Line, options: Options): Settings | { readonly fault: unknown } {
  try {
    return settingsOf(line, options);
  } catch (fault) {
    return { fault };
  }
}
