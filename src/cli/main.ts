/**
 * The command line of sitehaul: the process around it.
 *
 * Run it as a program: `deno run jsr:@sitehaul/sitehaul/cli help`.
 * @module
 */
import { ERRORS, SitehaulError } from "../base/errors.ts";
import { redactText } from "../base/redact.ts";
import { messageOf, systemCode } from "../base/message_text.ts";
import { failureOf } from "./world/failure.ts";
import { oneLine } from "./output/plain.ts";
import { run } from "./run.ts";
import { type HostProcess, hostProcess } from "./world/process.ts";
import type { World } from "./world/world.ts";

/**
 * Runs the command line in this process, with its environment, console and signals.
 *
 * @param args the words after the program's name
 * @returns the exit status
 */
export async function main(args: readonly string[]): Promise<number> {
  const host = hostProcess();
  const interruption = new Interruption();
  const forget = host.onInterrupt(() => {
    // Whoever asks twice does not want to wait for the end of a call.
    if (interruption.signal.aborted) host.exit(130);
    interruption.take();
  });
  const [stdout, stderr] = [new Writer(host, 1), new Writer(host, 2)];
  try {
    const status = await run(args, createWorld(host, interruption, stdout, stderr));
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

function createWorld(
  host: HostProcess,
  interruption: Interruption,
  stdout: Writer,
  stderr: Writer,
): World {
  return {
    env: (name) => unlessWithheld(() => host.env(name)),
    stdout: (text) => stdout.write(text),
    stderr: (text) => stderr.write(text),
    terminal: {
      stdin: host.isTerminal(0),
      stdout: host.isTerminal(1),
      stderr: host.isTerminal(2),
    },
    columns: () => host.terminalSize()?.columns ?? 80,
    lines: () => host.terminalSize()?.lines ?? 24,
    cwd: () => host.cwd(),
    os: host.os,
    uid: () => unlessWithheld(() => host.uid()),
    runtime: host.runtime,
    ...(host.isGranted === undefined ? {} : { isGranted: host.isGranted }),
    signal: interruption.signal,
    onFirstInterrupt: (act) => interruption.onFirst(act),
    readStdin: () => host.readStdin(),
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

/** What happens when the user interrupts. */
class Interruption extends AbortController {
  #first: (() => void) | undefined;

  take(): void {
    const act = this.#first;
    this.#first = undefined;
    if (act === undefined) this.abort(new SitehaulError("interrupted", "Interrupted"));
    else act();
  }

  onFirst(act: () => void): () => void {
    this.#first = act;
    return () => void (this.#first = undefined);
  }
}

/** What the program may not know counts as something that is not there. */
function unlessWithheld<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.name === "NotCapable") return undefined;
    throw error;
  }
}

/** Writes until that fails; later output is lost, but the work continues. */
class Writer {
  /** Why something was lost. */
  loss: unknown;
  #isClosed = false;
  readonly #host: HostProcess;
  readonly #stream: 1 | 2;

  constructor(host: HostProcess, stream: 1 | 2) {
    this.#host = host;
    this.#stream = stream;
  }

  write(text: string): void {
    if (this.#isClosed) return;
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) {
        at += this.#host.write(this.#stream, bytes.subarray(at));
      }
    } catch (error) {
      this.#isClosed = true;
      // Nobody is reading any more, as in `sitehaul list … | head -1`: nothing is lost.
      if (systemCode(error) !== "EPIPE") this.loss = error;
    }
  }
}

if (import.meta.main) {
  const { args, exit } = hostProcess();
  exit(await main(args));
}
