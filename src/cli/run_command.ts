/**
 * Programs that print a secret.
 * @module
 */
import { execFile, type ExecFileException } from "node:child_process";
import { decodeText } from "../secret_text.ts";

/** A password manager may prompt its user, but not forever. */
const LIMIT_MS = 60_000;

/**
 * Runs a program, without a shell, and returns what it prints on its standard output.
 *
 * @param command the program and its arguments
 * @param cwd where it runs
 * @param signal ends it
 */
export function runCommand(
  command: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<string> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const limits = { timeout: LIMIT_MS, maxBuffer: 64 * 1024 };
    const options = { cwd, signal, ...limits, encoding: "buffer" } as const;
    try {
      execFile(program, args, options, (error, stdout, stderr) => {
        if (error === null) resolve(decodeText(stdout));
        else reject(new Error(reasonOf(error, decodeText(stderr))));
      });
    } catch (error) {
      // Some failures are thrown immediately, such as a permission that the runtime withholds.
      reject(new Error(error instanceof Error ? withheldOr(error, NOT_RUN) : NOT_RUN));
    }
  });
}

const NOT_RUN = "it cannot be run";

/** The runtime names the program and the permission, and nothing else. */
function withheldOr({ name, message }: Error, reason: string): string {
  return name === "NotCapable" ? message : reason;
}

/** Reveals neither the arguments nor what the program printed as the secret. */
function reasonOf(error: ExecFileException, stderr: string): string {
  if (error.killed) return `it did not finish within ${LIMIT_MS / 1000} s`;
  if (error.code === "ENOENT") return "there is no such program";
  if (typeof error.code !== "number") return withheldOr(error, NOT_RUN);
  const [line = ""] = stderr.trim().split("\n");
  return `it ended with ${error.code}${line === "" ? "" : `: ${line}`}`;
}
