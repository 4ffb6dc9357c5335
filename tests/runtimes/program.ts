/**
 * The program as its users run it, on each runtime: on Deno from the sources; on Node and Bun, where
 * `deno task test:runtimes` names them, from the packed npm package.
 */
import { fileURLToPath } from "node:url";
import { RUN_FLAGS } from "../../packaging/run_flags.ts";
import { DENO_CACHE } from "../support/deno_cache.ts";
import { inFolder } from "../support/in_folder.ts";

/** One way to run it. */
export interface Program {
  /** Such as `Node 24`. */
  readonly name: string;
  /** What to run, before the words of a command line. */
  readonly command: readonly [string, ...string[]];
  /** What its modules are run with; left out where it is one file, which has none. */
  readonly modules?: Modules;
}

/** The modules of a program. */
export interface Modules {
  /** What to run, before the path of a module. */
  readonly runtime: readonly [string, ...string[]];
  /** The folder with `src` in it. */
  readonly folder: string;
  readonly ending: ".ts" | ".js";
}

/** The variable with the further programs, as JSON. */
export const PROGRAMS_VARIABLE = "SITEHAUL_TEST_PROGRAMS";

const TOP = fileURLToPath(new URL("../../", import.meta.url));

const deno = [Deno.execPath(), "run", "--quiet", "--no-check", "--no-prompt"] as const;

/** From the sources, with the permissions that its users are told to give. */
export const ON_DENO: Program = {
  name: "Deno",
  command: [...deno, ...RUN_FLAGS, `${TOP}src/cli/main.ts`],
  modules: { runtime: [...deno, "-A"], folder: TOP, ending: ".ts" },
};

const others: Program[] = JSON.parse(Deno.env.get(PROGRAMS_VARIABLE) ?? "[]");

/** Those to test: where others are named, Deno has its turn without them. */
export const PROGRAMS: readonly Program[] = others.length === 0 ? [ON_DENO] : others;

/** Those that may run beside one of them. */
export const NEIGHBOURS: readonly Program[] = [ON_DENO, ...others];

/** What surrounds a program. */
export interface Surroundings {
  /** Its home, and the folder that it starts in. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** Its environment: nothing of the one that the tests run in but what the runtimes themselves need. */
export function environmentIn({ folder, env = {} }: Surroundings): Record<string, string> {
  const PATH = Deno.env.get("PATH") ?? "";
  return { PATH, DENO_DIR: DENO_CACHE, HOME: folder, LANG: "C.UTF-8", ...env };
}

/** Starts words of a shell's kind. */
export function start(
  [command, ...words]: readonly [string, ...string[]],
  surroundings: Surroundings,
): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: words,
    cwd: surroundings.folder,
    clearEnv: true,
    env: environmentIn(surroundings),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** How a program ended, and what it said. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. */
export async function run(
  { command }: Program,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<Ran> {
  const child = start([...command, ...words], surroundings);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(surroundings.stdin ?? ""));
  await writer.close();
  const { code: status, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { status, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A line for `sh`, which runs it with what follows. */
export function lineOf({ command }: Program, ...words: readonly string[]): string {
  return [...command, ...words].map((word) => `'${word}'`).join(" ");
}

/** On what a test depends. */
export interface Needs {
  /** @default {PROGRAMS} */
  readonly programs?: readonly Program[];
  /** Whether signals or a shell are needed, which Windows lacks. @default {false} */
  readonly unix?: boolean;
  /** What is missing here; then it is left out, and says so. */
  readonly missing?: string | undefined;
}

/** Registers a test for each program, in a folder of its own. */
export function testOnEach(
  name: string,
  body: (program: Program, folder: string) => Promise<void>,
  { programs = PROGRAMS, unix = false, missing }: Needs = {},
): void {
  const title = missing === undefined ? name : `${name} (left out: ${missing})`;
  const ignore = missing !== undefined || unix && Deno.build.os === "windows";
  for (const program of programs) {
    const run = () => inFolder((folder) => body(program, folder));
    Deno.test(`${program.name}: ${title}`, { ignore }, run);
  }
}

/**
 * Closes the input of a program that was started, and reads one of its outputs until that holds what is
 * waited for. Then something is done, once, and the rest is read; or, if there is nothing to do, that is all.
 *
 * @returns the output so far
 */
export async function watch(
  child: Deno.ChildProcess,
  from: "stdout" | "stderr",
  wanted: RegExp,
  act?: () => void,
): Promise<string> {
  await child.stdin.close();
  let text = "";
  let isSeen = false;
  for await (const more of child[from].pipeThrough(new TextDecoderStream())) {
    text += more;
    if (isSeen || !wanted.test(text)) continue;
    isSeen = true;
    if (act === undefined) break;
    act();
  }
  return text;
}
