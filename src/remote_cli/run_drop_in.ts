/**
 * Runs a command line that is written for Akeeba Remote CLI.
 * @module
 */
import { SitehaulError } from "../base/errors.ts";
import type { Outcome, Output } from "../cli/output/output.ts";
import type { DebugFile } from "../cli/output/debug_file.ts";
import type { World } from "../cli/world/world.ts";
import { type Line, switchValue } from "./options.ts";
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
  /** Runs one; a failure is thrown. `isTyped`: its secrets were arguments, which others can see. */
  readonly perform: (
    args: readonly string[],
    world: World,
    output: Output,
    options: { readonly isTyped: boolean },
  ) => Promise<void>;
  /** Does some work and returns the exit status; a failure is reported, with all attempts if wanted. */
  readonly exitStatusOf: (
    work: (world: World) => Promise<void>,
    world: World,
    output: Output,
    options: { readonly isExplained: boolean; readonly isQuiet: boolean },
  ) => Promise<number>;
  /** The file of `--debug-file`. */
  readonly debugFile: DebugFile | undefined;
}

const LICENSE = `sitehaul is free software under the MIT License; its text is in the file LICENSE.
It is a work of its own: it shares no code with Akeeba Remote CLI.`;

/** Runs the command line and returns the exit status. */
export async function runDropIn(
  line: Line,
  world: World,
  { perform, exitStatusOf, debugFile }: OwnRunner,
): Promise<number> {
  let [options, unread]: [Options, unknown] = [line.options, undefined];
  try {
    options = withFile(line, await readRemoteCliFile(world));
  } catch (error) {
    unread = error;
  }
  const writing = outputSettings(line, options);
  const keep = debugFile && ((text: string) => debugFile.keep(text));
  const output = createDropInOutput(world, { ...writing, keep });
  output.hide(["secret", "token"].flatMap((name) => options.get(name) || []));
  const isTyped = line.options.has("secret") || line.options.has("token");
  const spelled = spellingIn(line, options);
  const runOwn = (words: readonly string[], around: World, to: Output) =>
    perform(words, around, speaking(to, spelled), { isTyped })
      .catch((error) => {
        throw errorWithOptions(error, spelled);
      });
  const work = async (around: World) => {
    if (unread !== undefined) throw unread;
    const settings = settingsOf(line, options);
    const translated = () => runTranslated({ settings, line }, around, output, runOwn);
    await (debugFile?.during(`${settings.verb}, as Akeeba Remote CLI`, output, translated) ??
      translated());
  };
  return await exitStatusOf(work, world, output, {
    isExplained: writing.debug || switchValue(options.get("explain") ?? "0") === "1",
    isQuiet: writing.quiet,
  });
}

type RunOwn = (words: readonly string[], world: World, output: Output) => Promise<void>;

async function runTranslated(
  { settings, line }: { readonly settings: Settings; readonly line: Line },
  world: World,
  output: Output,
  runOwn: RunOwn,
): Promise<void> {
  if (settings.verb === "license") return output.result({ license: "MIT" }, () => LICENSE);
  const { words, next, stdin, warnings } = await translate(settings, world.cwd());
  for (const warning of warnings) output.warn(warning);
  for (const text of optionsWithoutEffect(settings, line.options.keys())) {
    output.note(`note: ${text}`);
  }
  // One world for both lines: what was typed or read for the first holds for the second.
  const around = stdin === undefined
    ? world
    : { ...world, readStdin: () => Promise.resolve(stdin) };
  let outcome: Outcome | undefined;
  let record: number | undefined;
  const watched: Output = {
    ...output,
    event: (site, event) => {
      if (event.type === "finished") record = event.record.id;
      output.event(site, event);
    },
    done: (came) => {
      outcome = came;
      output.done(came);
    },
  };
  const first = runOwn(words, around, watched);
  const unproven = next === undefined ? await first : await unlessUnproven(first);
  if (next !== undefined && record !== undefined) {
    await runOwn(next(record), around, watched);
    // Reading the archive to its end is the proof that was wanting.
    if (unproven !== undefined && outcome?.details["verified"] !== true) throw unproven;
  }
  const name = settings.get("filename");
  if (name === undefined || outcome === undefined) return;
  const { renameFetched } = await import("./rename_fetched.ts");
  await renameFetched(outcome, name, output);
}

/** A backup that only its archive can prove is downloaded all the same. */
async function unlessUnproven(work: Promise<void>): Promise<SitehaulError | undefined> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SitehaulError && error.code === "backup/unproven") return error;
    throw error;
  }
  return undefined;
}

function outputSettings(line: Line, options: Options): Omit<DropInSettings, "keep"> {
  const isOn = (name: string) => switchValue(options.get(name) ?? "0") === "1";
  const verb = verbToShow(line, options);
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

/** Where the line has a fault there will be no result, and it does not matter how it would look. */
function verbToShow(line: Line, options: Options): string {
  try {
    return settingsOf(line, options).verb;
  } catch {
    return "";
  }
}
