/**
 * Questions on a terminal. Those of Deno and of `@std/cli` go to the standard output, which is for
 * results alone here, and cannot be interrupted.
 */
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { SitehaulError } from "../../base/errors.ts";

/**
 * Asks a yes-or-no question. Any answer but yes means no.
 *
 * @throws {SitehaulError} `interrupted`
 */
export async function ask(question: string, interruption: AbortController): Promise<boolean> {
  try {
    const answer = await readLine(`${question} [y/N] `, process.stderr, interruption);
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    // No answer has ended the line of the question.
    process.stderr.write("\n");
    throw error;
  }
}

/**
 * Asks for a secret, and shows nothing of what is typed.
 *
 * @throws {SitehaulError} `interrupted`
 */
export async function askSecret(question: string, interruption: AbortController): Promise<string> {
  const silent = new Writable({ write: (_piece, _encoding, done) => done() });
  try {
    return await readLine(`${question} `, silent, interruption);
  } finally {
    process.stderr.write("\n");
  }
}

/**
 * The standard output may be on its way to a file: what is typed is shown on `output`. In this mode the
 * terminal sends no signal for Ctrl-C, and shows nothing by itself: the question comes after that.
 */
async function readLine(
  question: string,
  output: NodeJS.WritableStream,
  interruption: AbortController,
): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const interrupted = new SitehaulError("interrupted", "Interrupted");
  const closed = Promise.withResolvers<never>();
  lines.once("SIGINT", () => interruption.abort(interrupted));
  lines.once("close", () => closed.reject(interrupted));
  const { signal } = interruption;
  const close = () => lines.close();
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  if (output !== process.stderr) process.stderr.write(question);
  try {
    return await Promise.race([lines.question(question), closed.promise]);
  } finally {
    signal.removeEventListener("abort", close);
    lines.close();
  }
}
