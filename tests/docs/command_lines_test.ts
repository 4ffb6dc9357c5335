import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { isDropIn } from "../../src/remote_cli/is_drop_in.ts";
import { readLine } from "../../src/remote_cli/read_line.ts";
import { findCommand } from "../../src/cli/parse/find_command.ts";
import { splitWords, valuesFor } from "../../src/cli/parse/flags.ts";
import { isSitehaulError } from "../../src/base/errors.ts";
import type { World } from "../../src/cli/world/world.ts";
import { blocksOf, DOCUMENTS, textOf } from "./documents.ts";

/** The words of a line of a shell, as far as documents use shells. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}

/** What follows `sitehaul` in each line, up to what belongs to the shell. */
function linesIn(text: string): string[] {
  return text.replace(/\\\n\s*/g, " ").replace(/(?:^|\s)#.*$/gm, "").split("\n").flatMap((line) =>
    Array.from(
      // In a line for cron a time stands in front.
      line.replace(/^(?:[\d*/,-]+ +){5}/, "")
        .matchAll(/(?:^|[|(;&] *|deno task |docker run .* )sitehaul +([^|<>&;)]*)/g),
      ([, words = ""]) => words.trim(),
    )
  );
}

function linesOf(document: string): string[] {
  const cells = textOf(document).matchAll(/`sitehaul ([^`]+)`/g);
  return [
    ...blocksOf(document, "sh").flatMap(linesIn),
    ...Array.from(cells, ([, line = ""]) => line.replaceAll("\\|", "|")),
    // A usage, and what is cut short, are no lines to copy.
  ].filter((line) => !/\[|…|^[A-Z]+$/.test(line));
}

/** Why a line would be refused; nothing for one that would run. */
async function faultOf(line: string): Promise<string | undefined> {
  const words = wordsOf(line);
  const read = { words: splitWords(words, COMMANDS), line: readLine(words) };
  try {
    if (await isDropIn(read, { env: () => undefined } as unknown as World, COMMANDS)) {
      return read.line.fault?.message ?? read.line.ignored[0];
    }
    const command = findCommand(read.words.positionals, COMMANDS);
    if (command === undefined) return undefined;
    // In place of a number stands what it is.
    const values = words.map((word) => /^(?:ID|N)$/.test(word) ? "1" : word);
    valuesFor(command, splitWords(values, COMMANDS, command));
  } catch (error) {
    if (!isSitehaulError(error)) throw error;
    // What is named without its arguments is no line to copy.
    if (commandIn(words) === words.join(" ")) return undefined;
    return `${line}: ${error.message}`;
  }
}

/** The longest command that the words begin with: `config add x` gives `config add`. */
function commandIn(words: readonly string[]): string {
  const names = COMMANDS.map(({ name }) => name);
  return names.filter((name) => `${words.join(" ")} `.startsWith(`${name} `)).at(-1) ?? "";
}

Deno.test.each([...DOCUMENTS])("every command line in %s would run", async (document) => {
  const faults = await Promise.all(linesOf(document).map(faultOf));
  assertEquals(faults.filter((fault) => fault !== undefined), []);
});

Deno.test("lines that would not run are found", async () => {
  assertEquals(linesIn("17 2 * * 0 sitehaul list a > /dev/null"), ["list a"]);
  assertEquals(linesIn("x | sitehaul list a --limit 3 > file # and so on"), ["list a --limit 3"]);
  for (const line of ["lsit a", "list a --limti 3", "show a x", "test --host=a --frobnicate"]) {
    assert(await faultOf(line) !== undefined, line);
  }
});

const EXAMPLES = [
  "Dockerfile",
  "examples/crontab",
  "examples/github-actions.yml",
  "examples/systemd/sitehaul-backup.service",
];

Deno.test.each(EXAMPLES)("every command line in %s would run", async (example) => {
  // In front stand a time, a key, blanks, or the sign of a comment.
  const front = /^(?:\S+ +){5} *(?=sitehaul)|^ExecStart=\S*\/|^ +|^# {3,}/gm;
  const text = textOf(example).replace(front, "");
  const lines = linesIn(text);
  assert(lines.some((line) => /^(?:backup|run)\b/.test(line)), example);
  const faults = await Promise.all(lines.map(faultOf));
  assertEquals(faults.filter((fault) => fault !== undefined), []);
});
