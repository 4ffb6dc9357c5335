/**
 * Runs a command line. No console, no process: `main.ts` has those.
 * @module
 */
import type { SitehaulError } from "../base/errors.ts";
import { GLOBAL_FLAGS, type Invocation } from "./declarations/command.ts";
import { COMMANDS } from "./commands.ts";
import type { DebugFile } from "./output/debug_file.ts";
import { isDropIn } from "../remote_cli/is_drop_in.ts";
import { readLine } from "../remote_cli/options.ts";
import type { OwnRunner } from "../remote_cli/run_drop_in.ts";
import { failureOf } from "./world/failure.ts";
import { findCommand, groupCalled, isGroupOnly } from "./parse/find_command.ts";
import { checkGlobalFlags, splitWords, valuesFor, type Words } from "./parse/flags.ts";
import { colorSettings } from "./output/color.ts";
import type { Output, OutputSettings } from "./output/output.ts";
import { knownSecrets, noteOnArguments } from "./context/secrets.ts";
import type { World } from "./world/world.ts";

/** Runs a command line and returns the exit status. */
export async function run(args: readonly string[], world: World): Promise<number> {
  const words = splitWords(args, COMMANDS);
  const line = readLine(args, isOwnFlag);
  const file = await debugFile(words, world);
  if (await isDropIn({ words, line }, world, COMMANDS)) {
    const { runDropIn } = await import("../remote_cli/run_drop_in.ts");
    const own: OwnRunner["perform"] = (words, ...rest) =>
      perform(splitWords(words, COMMANDS), ...rest);
    return await runDropIn(line, world, { perform: own, exitStatusOf, debugFile: file });
  }
  const output = await createOutput(words, world, file);
  const work = async (around: World) => {
    const own = () => perform(words, around, output);
    await (file === undefined ? own() : file.during(outlineOf(words), output, own));
  };
  return await exitStatusOf(work, world, output, {
    isExplained: has(words, "explain"),
    isQuiet: has(words, "quiet"),
  });
}

/** Whether some command of sitehaul has that flag. */
function isOwnFlag(name: string): boolean {
  return [GLOBAL_FLAGS, ...COMMANDS.map(({ flags }) => flags)].some((flags) =>
    Object.hasOwn(flags, name)
  );
}

/** Does some work and returns the exit status; a failure is reported. */
async function exitStatusOf(
  work: (world: World) => Promise<void>,
  world: World,
  output: Output,
  { isExplained = false, isQuiet = false } = {},
): Promise<number> {
  output.hide(knownSecrets(world));
  try {
    await work(withPausedRows(world, output));
    return 0;
  } catch (error) {
    const failure = failureOf(error, world.signal);
    const isTold = failure.code === "connect/no-way" && !isQuiet;
    if ((isExplained || isTold) && !output.isShown?.(failure)) await explain(failure, output);
    output.fail(failure);
    return failure.exit;
  }
}

async function perform(
  words: Words,
  world: World,
  output: Output,
  { isTyped = true } = {},
): Promise<void> {
  const [group = ""] = words.positionals;
  if (has(words, "help") && words.positionals.length === 1 && isGroupOnly(group, COMMANDS)) {
    const { showGroup } = await import("./help/help.ts");
    return showGroup(group, groupCalled(group, COMMANDS), output);
  }
  const command = findCommand(words.positionals, COMMANDS);
  if (command === undefined && !has(words, "help")) checkGlobalFlags(words, COMMANDS);
  if (command === undefined && has(words, "version")) {
    const { showVersion } = await import("./commands/version.ts");
    return showVersion(world, output);
  }
  if (command === undefined || has(words, "help")) {
    const { showHelp } = await import("./help/help.ts");
    return showHelp(command, COMMANDS, output);
  }
  const values = valuesFor(command, splitWords(words.args, COMMANDS, command));
  // The declaration determines the types of the values; valuesFor has checked them.
  const invocation = { ...values, output, world, commands: COMMANDS } as unknown as Invocation;
  if (isTyped) noteOnArguments(command, values.flags, invocation);
  await command.run(invocation);
}

/** Rows that move would be drawn over a question. */
function withPausedRows(world: World, output: Output): World {
  const { ask, askSecret } = world;
  return {
    ...world,
    ask: (question) => {
      const goOn = output.pause();
      return ask(question).finally(goOn);
    },
    ...(askSecret === undefined ? {} : {
      askSecret: (question: string) => {
        const goOn = output.pause();
        return askSecret(question).finally(goOn);
      },
    }),
  };
}

async function debugFile({ flags }: Words, world: World): Promise<DebugFile | undefined> {
  const path = flags.find(({ name }) => name === "debug-file")?.value;
  // An empty one is an error in the command line, which is reported elsewhere.
  if (path === undefined || path === "") return undefined;
  const { DebugFile } = await import("./output/debug_file.ts");
  return new DebugFile(world, path);
}

async function createOutput(
  words: Words,
  world: World,
  file: DebugFile | undefined,
): Promise<Output> {
  const quiet = has(words, "quiet");
  const settings: OutputSettings = {
    quiet,
    debug: has(words, "debug"),
    keep: file && ((text) => file.keep(text)),
    utc: has(words, "utc"),
    ...colorSettings(world, { noColor: has(words, "no-color"), quiet }),
  };
  if (has(words, "json")) {
    const { createJsonOutput } = await import("./output/json.ts");
    return createJsonOutput(world, settings);
  }
  const { createHumanOutput } = await import("./output/human.ts");
  return createHumanOutput(world, settings);
}

/** The command and the names of its flags: no value and no unknown word, which may be a secret. */
function outlineOf({ positionals, flags }: Words): string {
  const [first, second = ""] = positionals;
  const name = [`${first} ${second}`, first].find((each) =>
    COMMANDS.some((command) => command.name === each)
  );
  const known = new Set(COMMANDS.flatMap((command) => Object.keys(command.flags)));
  const given = flags.filter((flag) => known.has(flag.name) || flag.name in GLOBAL_FLAGS);
  return [name ?? "no command", ...given.map((flag) => `--${flag.name}`)].join(" ");
}

/** Whether a flag was given; looked at before the command is known, and even if it is not. */
function has({ flags }: Words, name: string): boolean {
  return flags.some((flag) => flag.name === name || flag.value === `--${name}`);
}

async function explain(failure: SitehaulError, output: Output): Promise<void> {
  const { attemptsOf } = await import("./output/documents.ts");
  const attempts = attemptsOf(failure);
  if (attempts === undefined || attempts.length === 0) return;
  const { attemptsTable } = await import("./output/attempts.ts");
  output.aside((style) => attemptsTable(attempts, style));
}
