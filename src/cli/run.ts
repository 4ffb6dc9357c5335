/** Runs a command line. No console, no process: `main.ts` has those. */
import type { SitehaulError } from "../base/errors.ts";
import { GLOBAL_FLAGS } from "./declarations/command.ts";
import { COMMANDS } from "./commands.ts";
import type { DebugFile } from "./output/debug_file.ts";
import { isDropIn } from "../remote_cli/is_drop_in.ts";
import { readLine } from "../remote_cli/read_line.ts";
import type { OwnRunner } from "../remote_cli/run_drop_in.ts";
import type { Command, Invocation } from "./context/command.ts";
import type { Context } from "./context/context.ts";
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
  const secrets = knownSecrets(world);
  if (await isDropIn({ words, line }, world, COMMANDS)) {
    const { runDropIn } = await import("../remote_cli/run_drop_in.ts");
    return await runDropIn(line, world, { begin: beginOwn, report, secrets, debugFile: file });
  }
  const output = await createOutput(words, world, file);
  output.hide(secrets);
  try {
    await file?.open(outlineOf(words));
    const work = await workFor(words, runOf(world, output, words.given.get("config")?.at(-1)));
    await work();
    file?.tellLoss(output);
    return 0;
  } catch (error) {
    file?.tellLoss(output);
    if (isPlugin(words)) return await reportToMonitoring(error, world, output);
    const [isExplained, isQuiet] = [words.given.has("explain"), words.given.has("quiet")];
    return await report(error, world, output, { isExplained, isQuiet });
  }
}

/** Whether some command of sitehaul has that flag. */
function isOwnFlag(name: string): boolean {
  return [GLOBAL_FLAGS, ...COMMANDS.map(({ flags }) => flags)].some((flags) =>
    Object.hasOwn(flags, name)
  );
}

/** Whether a monitoring system reads the output, which takes 2 for critical, and not for a wrong flag. */
function isPlugin({ positionals: [command], given }: Words): boolean {
  return command === "status" && given.get("format")?.at(-1) === "nagios";
}

/** What keeps a plugin from telling how sites stand is one of its results. */
async function reportToMonitoring(error: unknown, world: World, output: Output): Promise<number> {
  const failure = failureOf(error, world.signal);
  if (output.isShown?.(failure)) return failure.exit;
  const { nagiosUnknown } = await import("../status/formats/nagios.ts");
  const { status, text } = nagiosUnknown(failure.message);
  world.stdout(`${output.redact(text)}\n`);
  return status;
}

/** Reports a failure, with all attempts if wanted; gives the exit status. */
async function report(
  error: unknown,
  { signal }: World,
  output: Output,
  { isExplained, isQuiet }: { readonly isExplained: boolean; readonly isQuiet: boolean },
): Promise<number> {
  const failure = failureOf(error, signal);
  const isTold = failure.code === "connect/no-way" && !isQuiet;
  if ((isExplained || isTold) && !output.isShown?.(failure)) await explain(failure, output);
  output.fail(failure);
  return failure.exit;
}

/** For Akeeba Remote CLI: command lines of sitehaul's own that stand for one of its, in one context. */
const beginOwn: OwnRunner["begin"] = (world, output) => {
  const all = runOf(world, output);
  return async (args, options) => {
    const work = await workFor(splitWords(args, COMMANDS), all, options);
    await work();
  };
};

/** A run, and the context that it makes once: when a command needs it, which help does not. */
interface Run {
  readonly world: World;
  readonly output: Output;
  readonly context: () => Promise<Context>;
}

function runOf(world: World, output: Output, config?: string): Run {
  let made: Promise<Context> | undefined;
  const context = () =>
    made ??= import("./context/create_context.ts").then(({ createContext }) =>
      createContext(world, output, { config })
    );
  return { world, output, context };
}

/** What a command line asks for: checked, loaded, and ready to run. */
async function workFor(
  words: Words,
  { world, output, context }: Run,
  { isTyped = true } = {},
): Promise<() => Promise<void> | void> {
  const [group = ""] = words.positionals;
  if (words.given.has("help") && words.positionals.length === 1 && isGroupOnly(group, COMMANDS)) {
    const { showGroup } = await import("./help/help.ts");
    return () => showGroup(group, groupCalled(group, COMMANDS), output);
  }
  const command = findCommand(words.positionals, COMMANDS);
  if (command === undefined && !words.given.has("help")) checkGlobalFlags(words);
  if (command === undefined && words.given.has("version")) {
    const { showVersion } = await import("./commands/version.ts");
    return () => showVersion(world, output);
  }
  if (command === undefined || words.given.has("help")) {
    const { showHelp } = await import("./help/help.ts");
    return () => showHelp(command, COMMANDS, output);
  }
  const values = valuesFor(command, splitWords(words.args, COMMANDS, command));
  if (isTyped) noteOnArguments(command, values.flags, { world, output });
  const surroundings = { context: await context(), commands: COMMANDS };
  // The declaration determines the types of the values; valuesFor has checked them.
  const invocation = { ...values, ...surroundings } as unknown as Invocation;
  const run = await command.load();
  if (isTyped) await tellLeftRuns(command, invocation);
  return () => run(invocation);
}

/** Who works on sites is told once that a run over some was interrupted. */
async function tellLeftRuns(
  { name, flags: declared }: Command,
  { flags, context }: Invocation,
): Promise<void> {
  const isAboutSites = Object.hasOwn(declared, "no-cache") && name !== "resume";
  if (!isAboutSites || flags.quiet || flags.json) return;
  const { tellLeftRuns: tell } = await import("./context/left_runs.ts");
  await tell(flags, context);
}

async function debugFile(words: Words, world: World): Promise<DebugFile | undefined> {
  const path = words.given.get("debug-file")?.at(0);
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
  const quiet = words.given.has("quiet");
  const settings: OutputSettings = {
    quiet,
    debug: words.given.has("debug"),
    keep: file && ((text) => file.keep(text)),
    utc: words.given.has("utc"),
    ...colorSettings(world, { noColor: words.given.has("no-color"), quiet }),
  };
  if (words.given.has("json")) {
    const { createJsonOutput } = await import("./output/json.ts");
    return createJsonOutput(world, settings);
  }
  const { createHumanOutput } = await import("./output/human.ts");
  return createHumanOutput(world, settings);
}

/** The command and the names of its flags: no value and no unknown word, which may be a secret. */
function outlineOf({ positionals, given }: Words): string {
  const [first, second = ""] = positionals;
  const name = [`${first} ${second}`, first].find((each) =>
    COMMANDS.some((command) => command.name === each)
  );
  return [name ?? "no command", ...[...given.keys()].map((flag) => `--${flag}`)].join(" ");
}

async function explain(failure: SitehaulError, output: Output): Promise<void> {
  const { attemptsOf } = await import("./output/documents.ts");
  const attempts = attemptsOf(failure);
  if (attempts === undefined || attempts.length === 0) return;
  const { attemptsTable } = await import("./output/attempts.ts");
  output.aside((style) => attemptsTable(attempts, style));
}
