/** Programs that print a secret. */
import { execFile, type ExecFileException } from "node:child_process";
import process from "node:process";
import { decodeText } from "../../base/secret_text.ts";

/** A password manager may prompt its user, but not forever. */
const LIMIT_MS = 60_000;

/** How to run a program. */
export interface CommandOptions {
  /** The folder in which the program is started. */
  readonly cwd: string;
  /** Ends the program, too. */
  readonly signal: AbortSignal;
  /** The variables that hold secrets of sites, none of which it needs. */
  readonly secrets: ReadonlySet<string>;
}

/**
 * Runs a program, without a shell, and returns what it prints on its standard output.
 *
 * @param command the program and its arguments
 */
export function runCommand(
  command: readonly string[],
  { cwd, signal, secrets }: CommandOptions,
): Promise<string> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const limits = { timeout: LIMIT_MS, maxBuffer: 64 * 1024 };
    try {
      const env = childEnvironment(process.env, secrets);
      const options = { cwd, signal, env, ...limits, encoding: "buffer" } as const;
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

/** What loads other code into a program, or may; such a thing is for this program, if for any. */
const HOOKS =
  /^(?:LD_|DYLD_|BASH_ENV$|BASH_FUNC_|ENV$|NODE_OPTIONS$|PERL5OPT$|RUBYOPT$|JAVA_TOOL_OPTIONS$)/i;

/** What this program itself is told, secrets among it. */
const OWN = /^SITEHAUL_/i;

/**
 * The environment without what is this program's own, and without what loads code. A password manager
 * needs most of the rest: folders, a terminal, a screen, an agent, or a session of its own.
 *
 * @param environment all of it
 * @param secrets the names of variables that hold secrets of sites
 */
function childEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  secrets: ReadonlySet<string>,
): Record<string, string> {
  // On Windows, the case of a name means nothing.
  const named = new Set([...secrets].map((name) => name.toUpperCase()));
  const left: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const isHidden = HOOKS.test(name) || OWN.test(name) || named.has(name.toUpperCase());
    if (value !== undefined && !isHidden) left[name] = value;
  }
  return left;
}
