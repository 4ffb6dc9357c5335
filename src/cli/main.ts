/**
 * The command line of sitehaul: the process around it.
 *
 * Run it as a program: `deno run jsr:@sitehaul/sitehaul/cli help`.
 * @module
 */
import { ERRORS, SitehaulError } from "../base/errors.ts";
import { redactText } from "../base/redact.ts";
import { messageOf } from "../base/message_text.ts";
import { failureOf } from "./world/failure.ts";
import { oneLine } from "./output/plain.ts";
import { run } from "./run.ts";
import type { World } from "./world/world.ts";

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
  const [stdout, stderr] = [new Writer(Deno.stdout), new Writer(Deno.stderr)];
  try {
    const status = await run(args, createWorld(interruption, stdout, stderr));
    return status === 0 ? tellLoss(stdout, stderr) : status;
  } catch (error) {
    // Even reporting a failure failed.
    const failure = failureOf(error, interruption.signal);
    stderr.write(`sitehaul: ${oneLine(redactText(failure.message))}\n`);
    return failure.exit;
  } finally {
    forget();
  }
}

/** The work was done, even if not all of its output could be written. */
function tellLoss(stdout: Writer, stderr: Writer): number {
  const [name, loss] = stdout.loss === undefined
    ? ["standard error", stderr.loss]
    : ["standard output", stdout.loss];
  if (loss === undefined) return 0;
  const reason = messageOf(loss);
  stderr.write(`sitehaul: Cannot write to the ${name}: ${oneLine(reason)}\n`);
  stderr.write(
    "hint: The command itself is done. Free some space, or redirect its output elsewhere.\n",
  );
  return ERRORS["file/write"].exit;
}

function createWorld(interruption: AbortController, stdout: Writer, stderr: Writer): World {
  return {
    env: readVariable,
    stdout: (text) => stdout.write(text),
    stderr: (text) => stderr.write(text),
    terminal: {
      stdin: Deno.stdin.isTerminal(),
      stdout: Deno.stdout.isTerminal(),
      stderr: Deno.stderr.isTerminal(),
    },
    columns,
    cwd: () => Deno.cwd(),
    os: Deno.build.os,
    uid: readUserNumber,
    runtime: `Deno ${Deno.version.deno} (${Deno.build.target})`,
    signal: interruption.signal,
    readStdin: () => new Response(Deno.stdin.readable).text(),
    ask: async (question) => {
      const { ask } = await import("./world/ask.ts");
      return await ask(question, interruption);
    },
    askSecret: async (question) => {
      const { askSecret } = await import("./world/ask.ts");
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

/** Windows has none; without its permission it counts as unknown. */
function readUserNumber(): number | undefined {
  try {
    return Deno.uid() ?? undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
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

/** Writes until that fails; later output is lost, but the work continues. */
class Writer {
  /** Why something was lost. */
  loss: unknown;
  #isClosed = false;
  readonly #stream: { writeSync(bytes: Uint8Array): number };

  constructor(stream: { writeSync(bytes: Uint8Array): number }) {
    this.#stream = stream;
  }

  write(text: string): void {
    if (this.#isClosed) return;
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += this.#stream.writeSync(bytes.subarray(at));
    } catch (error) {
      this.#isClosed = true;
      // Nobody is reading any more, as in `sitehaul list … | head -1`: nothing is lost.
      if (!(error instanceof Deno.errors.BrokenPipe)) this.loss = error;
    }
  }
}

function onInterrupt(act: () => void): () => void {
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) Deno.addSignalListener(signal, act);
  return () => signals.forEach((signal) => Deno.removeSignalListener(signal, act));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
