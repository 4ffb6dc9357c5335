/** The scripts in their shells; a shell that is not there is left out. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { completionScript } from "../../src/cli/completion/script.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { inFolder } from "../support/in_folder.ts";

/** What the program answers to the scripts. */
const PROGRAM: Readonly<Record<string, string>> = {
  "completions --words": "shop\nhttps://a.example/x",
  "completions --records=shop": "12\t2026-01-31 Weekly\n9\tBefore $(id)",
  "completions --profiles=shop": "1\tDefault\n2\tFiles only",
};

/** A line as it stands when the Tab key is pressed, and what is offered. */
const LINES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["dele", ["delete", "delete-files"]],
  ["config i", ["import", "init"]],
  ["download --mo", ["--mode"]],
  ["download --mode f", ["ftp"]],
  ["download --mode=s", ["sftp"]],
  ["--api 2 test s", ["shop"]],
  ["show shop ", ["12", "9"]],
  ["show --utc shop 1", ["12"]],
  ["show --secret list shop ", ["12", "9"]],
  ["show other ", []],
  ["profiles export shop ", ["1", "2"]],
  ["backup shop --profile ", ["1", "2"]],
  ["backup shop --description ", []],
  ["verify a", ["archive.jpa"]],
];

interface Shell {
  readonly program: string;
  /** How the program is made up. */
  readonly define: (answers: Readonly<Record<string, string>>) => string;
  /** Prints what is offered for a line, one in a line, and then a line with nothing but a dot. */
  readonly ask: (line: string) => string;
  /** What there must be before. */
  readonly before?: string;
}

const inPosixWords = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const defineForPosix: Shell["define"] = (answers) => {
  const cases = Object.entries(answers).map(([words, answer]) =>
    `${inPosixWords(words)}) printf '%s\\n' ${inPosixWords(answer)} ;;`
  );
  return `sitehaul() { case "$*" in ${cases.join(" ")} esac; }`;
};

const SHELLS: readonly Shell[] = [
  {
    program: "bash",
    define: defineForPosix,
    ask: (line) => {
      const words = line.split(/ |(=)/).filter((word) => word !== undefined).map(inPosixWords);
      return `COMP_WORDS=(sitehaul ${words.join(" ")}); COMP_CWORD=${words.length}; COMPREPLY=()
_sitehaul sitehaul; printf '%s\\n' "\${COMPREPLY[@]}" .`;
    },
  },
  {
    program: "zsh",
    define: defineForPosix,
    // The parts of zsh that work only while someone types.
    before: `compdef() { :; }
compset() { PREFIX=\${PREFIX#*=}; }
_files() { print -rl -- $PREFIX*(N); }
compadd() { for each in "\${found[@]}"; do [[ $each == "$PREFIX"* ]] && print -r -- "$each"; done; }`,
    ask: (line) => {
      const words = line.split(" ").map(inPosixWords);
      return `words=(sitehaul ${words.join(" ")}); CURRENT=${words.length + 1}; PREFIX=${
        words.at(-1)
      }
_sitehaul; print .`;
    },
  },
  {
    program: "fish",
    define: (answers) => {
      const quoted = (text: string) => `'${text.replace(/['\\]/g, "\\$&")}'`;
      const cases = Object.entries(answers).map(([words, answer]) =>
        `case ${quoted(words)}\nprintf '%s\\n' ${quoted(answer)}`
      );
      return `function sitehaul\nswitch "$argv"\n${cases.join("\n")}\nend\nend`;
    },
    ask: (line) => `complete -C ${inPosixWords(`sitehaul ${line}`)}; echo .`,
  },
];

async function isThere(program: string): Promise<boolean> {
  try {
    const options = { stdout: "null", stderr: "null" } as const;
    const command = new Deno.Command(program, { args: ["--version"], ...options });
    return (await command.output()).success;
  } catch {
    return false;
  }
}

for (const { program, define, ask, before = "" } of SHELLS) {
  Deno.test({
    name: `${program} completes, and offers the backups and profiles that are known`,
    ignore: !(await isThere(program)),
    fn: () =>
      inFolder(async (folder) => {
        await Deno.writeTextFile(`${folder}/archive.jpa`, "");
        const home = `${folder}/.home`;
        await Deno.mkdir(home);
        const script = [
          before,
          completionScript(program, COMMANDS),
          define(PROGRAM),
          ...LINES.map(([line]) => ask(line)),
        ].join("\n");
        const file = `${folder}/.script`;
        await Deno.writeTextFile(file, script);
        const { stdout, stderr } = await new Deno.Command(program, {
          args: program === "zsh" ? ["-f", file] : [file],
          cwd: folder,
          // Shells leave files of their own there.
          env: { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home },
          stdin: "null",
        }).output();
        const decoder = new TextDecoder();
        const blocks = decoder.decode(stdout).split(/^\.\n/m).slice(0, LINES.length);
        const offered = blocks.map((block) =>
          block.split("\n").map((line) => line.replace(/\t.*/, "")).filter(Boolean)
            // fish gives the whole word.
            .map((word) => word.replace(/^--[a-z]+=/, "")).sort()
        );
        assertEquals(
          LINES.map(([line], index) => [line, offered[index]]),
          LINES.map(([line, all]) => [line, [...all]]),
          decoder.decode(stderr),
        );
      }),
  });
}

Deno.test("the scripts ask for the numbers with the site as one word", () => {
  for (const shell of ["bash", "zsh"]) {
    assertStringIncludes(completionScript(shell, COMMANDS), `completions "--$kind=$site"`);
  }
});
