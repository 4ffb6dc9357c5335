/**
 * Asking for a secret on a terminal. The promptSecret of `@std/cli` writes its question to the
 * standard output, which is for results alone here, and cannot be interrupted.
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { SitehaulError } from "../errors.ts";

/**
 * Asks on the standard error, because the standard output may be on its way to a file, and shows
 * nothing of what is typed. In this mode the terminal sends no signal for Ctrl-C.
 *
 * @throws {SitehaulError} `interrupted`
 */
export async function askSecret(question: string, interruption: AbortController): Promise<string> {
  const silent = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const interrupted = new SitehaulError("interrupted", "Interrupted");
  const closed = Promise.withResolvers<never>();
  lines.once("SIGINT", () => interruption.abort(interrupted));
  lines.once("close", () => closed.reject(interrupted));
  const { signal } = interruption;
  const close = () => lines.close();
  signal.addEventListener("abort", close);
  process.stderr.write(`${question} `);
  try {
    return await Promise.race([lines.question(""), closed.promise]);
  } finally {
    signal.removeEventListener("abort", close);
    lines.close();
    process.stderr.write("\n");
  }
}
