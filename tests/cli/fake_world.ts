// The command line in process, with surroundings that the test owns.
import { COMMANDS } from "../../src/cli/commands.ts";
import { FOREIGN_VERBS } from "../../src/remote_cli/options.ts";
import { findCommand } from "../../src/cli/parse/find_command.ts";
import { splitWords } from "../../src/cli/parse/flags.ts";
import {
  DOCUMENT_COMMANDS,
  documentFault,
  EVENT_TYPES,
  eventFault,
} from "../../src/cli/output/event_schemas.ts";
import { run } from "../../src/cli/run.ts";
import type { World } from "../../src/cli/world/world.ts";

export interface Surroundings extends Partial<Omit<World, "env" | "columns" | "cwd">> {
  readonly variables?: Readonly<Record<string, string>>;
  readonly width?: number;
  readonly folder?: string;
  /** Told of each piece that is written to the standard error. */
  readonly onStderr?: (text: string) => void;
  /** Told of each piece that is written to the standard output. */
  readonly onStdout?: (text: string) => void;
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const NO_TERMINAL: World["terminal"] = { stdin: false, stdout: false, stderr: false };
export const ALL_TERMINALS: World["terminal"] = { stdin: true, stdout: true, stderr: true };

/** Runs a command line. There is no cache folder unless the variables name one. */
export async function cli(args: readonly string[], around: Surroundings = {}): Promise<Ran> {
  const { variables = {}, width = 80, folder, onStderr, onStdout, ...rest } = around;
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const status = await run(args, {
    env: (name) => variables[name],
    stdout: (text) => {
      stdout.push(text);
      onStdout?.(text);
    },
    stderr: (text) => {
      stderr.push(text);
      onStderr?.(text);
    },
    terminal: NO_TERMINAL,
    columns: () => width,
    cwd: () => folder ?? Deno.cwd(),
    os: "linux",
    uid: () => Deno.uid() ?? undefined,
    timeZone: "UTC",
    runtime: "Test 1.0",
    isGranted: () => true,
    signal: new AbortController().signal,
    readStdin: () => Promise.resolve(""),
    ask: () => {
      throw new Error("nobody is there to answer");
    },
    sleep: () => Promise.resolve(),
    ...rest,
  });
  refuseWrongEvents(args, stdout.join(""));
  refuseWrongDocument(args, status, stdout.join(""));
  return { status, stdout: stdout.join(""), stderr: stderr.join("") };
}

/** The document of every query that any test sees must match its schema. */
function refuseWrongDocument(args: readonly string[], status: number, stdout: string): void {
  if (status !== 0 || !args.includes("--json") || args.includes("--help")) return;
  // Those of Akeeba Remote CLI have the shapes of its own documents.
  if (FOREIGN_VERBS.some((verb) => args.includes(verb))) return;
  const name = findCommand(splitWords(args, COMMANDS).positionals, COMMANDS)?.name;
  const command = DOCUMENT_COMMANDS.find((each) => each === name);
  if (command === undefined) return;
  // Of several sites, each event has the document of one; the event says the version of both.
  const isOfSeveral = stdout.startsWith('{"schema":1,"type":"site"');
  const documents = isOfSeveral
    ? jsonLines(stdout).flatMap(({ result }) =>
      result === undefined ? [] : [Array.isArray(result) ? result : { schema: 1, ...result }]
    )
    : [JSON.parse(stdout)];
  const fault = documents.map((each) => documentFault(command, each)).find((each) => each);
  if (fault !== undefined) throw new Error(`no document of ${command}: ${stdout}\n${fault}`);
}

/** Every event that any test sees must match its schema. */
function refuseWrongEvents(args: readonly string[], stdout: string): void {
  if (!args.includes("--json")) return;
  for (const line of stdout.split("\n").filter((each) => each.startsWith("{"))) {
    const document = JSON.parse(line);
    // Backup records have a type, too; in events it comes first, after the version of the shapes.
    const isEvent = line.startsWith('{"schema":1,"type":') || EVENT_TYPES.includes(document.type);
    const fault = isEvent ? eventFault(document) : undefined;
    if (fault !== undefined) throw new Error(`no event: ${line}\n${fault}`);
  }
}

/** One document for each line of stdout. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}
