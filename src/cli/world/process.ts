/**
 * The process that the program runs in, be it one of Deno, Node or Bun: the only module of the command
 * line that knows which.
 */
import type NodeProcess from "node:process";
import { systemCode } from "../../base/message_text.ts";

/** The numbers of the standard streams. */
export type StandardStream = 0 | 1 | 2;

/** What Deno can be asked to permit. */
export type PermissionName = "net" | "read" | "write" | "env" | "sys";

/** How large a terminal is. */
export interface TerminalSize {
  readonly columns: number;
  readonly lines: number;
}

/** What the command line needs of its process. */
export interface HostProcess {
  /** The words after the program's name. */
  readonly args: readonly string[];
  /** What runs the program: `Deno 2.9.6 (x86_64-unknown-linux-gnu)`, `Node 24.21.0 (linux-x64)`. */
  readonly runtime: string;
  /** `linux`, `darwin`, `windows`, … */
  readonly os: string;
  /** A variable of the environment. */
  env(name: string): string | undefined;
  /** The current folder. */
  cwd(): string;
  /** The number of the user; `undefined` on Windows. */
  uid(): number | undefined;
  isTerminal(stream: StandardStream): boolean;
  /** The size of the terminal; `undefined` where no stream is one. */
  terminalSize(): TerminalSize | undefined;
  /**
   * Writes some of the bytes, and waits until that is done.
   *
   * @returns how many
   */
  write(stream: 1 | 2, bytes: Uint8Array): number;
  /** Everything that comes in on the standard input. */
  readStdin(): Promise<string>;
  /**
   * Calls a function when somebody interrupts the program.
   *
   * @returns what ends that
   */
  onInterrupt(act: () => void): () => void;
  /** Whether a permission is granted in full; left out where the runtime withholds nothing. */
  readonly isGranted?: (name: PermissionName) => boolean;
  exit(status: number): never;
}

/** The process of this program. */
export function hostProcess(): HostProcess {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  // Deno has Node's modules as well, but loading `node:process` is half of what it takes to start.
  return deno?.version === undefined ? nodeProcess(globalThis.process) : denoProcess(deno);
}

function interruptions(os: string): readonly ("SIGINT" | "SIGBREAK" | "SIGTERM" | "SIGHUP")[] {
  return os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

function denoProcess(deno: typeof Deno): HostProcess {
  const streams = { 0: deno.stdin, 1: deno.stdout, 2: deno.stderr };
  const { os, target } = deno.build;
  return {
    args: deno.args,
    runtime: `Deno ${deno.version.deno} (${target})`,
    os,
    env: (name) => deno.env.get(name),
    cwd: () => deno.cwd(),
    uid: () => deno.uid() ?? undefined,
    isTerminal: (stream) => streams[stream].isTerminal(),
    terminalSize: () => {
      try {
        const { columns, rows: lines } = deno.consoleSize();
        return { columns, lines };
      } catch {
        return undefined;
      }
    },
    write: (stream, bytes) => streams[stream].writeSync(bytes),
    readStdin: () => new Response(deno.stdin.readable).text(),
    onInterrupt: (act) => {
      const signals = interruptions(os);
      for (const signal of signals) deno.addSignalListener(signal, act);
      return () => signals.forEach((signal) => deno.removeSignalListener(signal, act));
    },
    isGranted: (name) => deno.permissions.querySync({ name }).state === "granted",
    exit: (status) => deno.exit(status),
  };
}

/** How long to wait for room in a pipe that does not make its writers wait, in ms. */
const FULL_PIPE_MS = 5;

function nodeProcess(process: typeof NodeProcess): HostProcess {
  const fs = process.getBuiltinModule("node:fs");
  const { isatty } = process.getBuiltinModule("node:tty");
  const { bun, node } = process.versions;
  // There it would switch off the check of certificates, which nothing here may.
  delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  const os = process.platform === "win32" ? "windows" : process.platform;
  return {
    args: process.argv.slice(2),
    runtime: `${bun ? `Bun ${bun}` : `Node ${node}`} (${process.platform}-${process.arch})`,
    os,
    env: (name) => process.env[name],
    cwd: () => process.cwd(),
    uid: () => process.getuid?.(),
    isTerminal: (stream) => isatty(stream),
    // To look at a stream that is a pipe would change it: writing to it would no longer wait.
    terminalSize: () => {
      const terminal = isatty(1) ? process.stdout : isatty(2) ? process.stderr : undefined;
      return terminal && { columns: terminal.columns, lines: terminal.rows };
    },
    write: (stream, bytes) => {
      try {
        return fs.writeSync(stream, bytes);
      } catch (error) {
        if (systemCode(error) !== "EAGAIN") throw error;
        // Whoever shares the pipe may have made it so, and its reader is slow.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS);
        return 0;
      }
    },
    readStdin: async () => {
      const pieces: Uint8Array[] = [];
      for await (const piece of process.stdin) pieces.push(piece);
      return await new Blob(pieces as BlobPart[]).text();
    },
    onInterrupt: (act) => {
      const signals = interruptions(os);
      for (const signal of signals) process.on(signal, act);
      return () => signals.forEach((signal) => void process.off(signal, act));
    },
    exit: (status) => process.exit(status),
  };
}
