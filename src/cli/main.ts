/**
 * The command line of sitehaul: the process around it.
 *
 * Run it as a program: `deno run jsr:@sitehaul/sitehaul/cli help`.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import { run } from "./run.ts";
import type { World } from "./world.ts";

/**
 * Runs the command line in this process, with its environment, console and signals.
 *
 * @param args the words after the program's name
 * @returns the exit status
 */
export async function main(args: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  const forget = onInterrupt(() => {
    // Whoever asks twice does not want to wait for the end of a call.
    if (interruption.signal.aborted) Deno.exit(130);
    interruption.abort(new SitehaulError("interrupted", "Interrupted"));
  });
  try {
    return await run(args, createWorld(interruption));
  } finally {
    forget();
  }
}

function createWorld(interruption: AbortController): World {
  return {
    env: readVariable,
    stdout: writer(Deno.stdout),
    stderr: writer(Deno.stderr),
    terminal: {
      stdin: Deno.stdin.isTerminal(),
      stdout: Deno.stdout.isTerminal(),
      stderr: Deno.stderr.isTerminal(),
    },
    columns,
    cwd: () => Deno.cwd(),
    os: Deno.build.os,
    runtime: `Deno ${Deno.version.deno} (${Deno.build.target})`,
    signal: interruption.signal,
    readStdin: () => new Response(Deno.stdin.readable).text(),
    ask: (question) => confirm(question),
    askSecret: async (question) => {
      const { askSecret } = await import("./ask_secret.ts");
      return await askSecret(question, interruption);
    },
  };
}

/** Needs one of the streams to be a terminal. */
function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}

/** A variable that may not be read counts as one that is not there. */
function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

function writer(stream: { writeSync(bytes: Uint8Array): number }): (text: string) => void {
  return (text) => {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
    } catch (error) {
      // Nobody listens any more, as in `sitehaul list … | head -1`: the work itself goes on.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
}

function onInterrupt(act: () => void): () => void {
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) Deno.addSignalListener(signal, act);
  return () => signals.forEach((signal) => Deno.removeSignalListener(signal, act));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
