/** The scripts in their shells; a shell that is not there is left out. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { SCRIPTS } from "../../src/cli/completion/shells.ts";
import { DENO_CACHE } from "../support/deno_cache.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

/** A line as it stands when the Tab key is pressed, and what is offered. */
const LINES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["dele", ["delete", "delete-files"]],
  ["config i", ["import", "init"]],
  ["profiles ", ["export", "https://a.example/", "https://shop.example/", "import", "shop"]],
  ["test https://a", ["https://a.example/"]],
  ["download --mo", ["--mode"]],
  ["download --mode f", ["ftp"]],
  ["download --mode=s", ["sftp"]],
  ["--api 2 test s", ["shop"]],
  ["show --secret list shop ", ["1", "2", "latest"]],
  ["show other ", ["latest"]],
  ["backup --tag ", ["daily"]],
  ["backup --all --exclude ", ["shop", "tag:daily"]],
  ["download --all ", ["latest"]],
  ["config remove s", ["shop"]],
  ["backup shop --description ", []],
  ["test shop --expl", ["--explain"]],
  ["config check --fol", ["--folder"]],
  ["verify a --expl", []],
  ["config list --expl", []],
  ["config list --conf", ["--config"]],
  ["verify a", ["a folder/", "archive.jpa"]],
  ["extract --to=a", ["a folder/"]],
];

interface Shell {
  readonly program: keyof typeof SCRIPTS;
  /** Prints what is offered for a line, one in a line, and then a line with nothing but a dot. */
  readonly ask: (line: string) => string;
  /** Lines of the shell that stand in for what an interactive one has loaded. */
  readonly before?: string;
}

const inPosixWords = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const SHELLS: readonly Shell[] = [
  {
    program: "bash",
    ask: (line) => {
      const words = line.split(/ |([=:]+)/).filter((word) => word !== undefined).map(inPosixWords);
      return `COMP_WORDS=(sitehaul ${words.join(" ")}); COMP_CWORD=${words.length}; COMPREPLY=()
_sitehaul sitehaul; printf '%s\\n' "\${COMPREPLY[@]}" .`;
    },
  },
  {
    program: "zsh",
    // The parts of zsh that work only while someone types.
    before: `compdef() { :; }
compset() { PREFIX=\${PREFIX#*=}; }
_files() { if [[ $1 == -/ ]] { print -rl -- $PREFIX*(N/) } else { print -rl -- $PREFIX*(N) } }
compadd() { for each in "\${found[@]}"; do [[ $each == "$PREFIX"* ]] && print -r -- "$each"; done; }`,
    ask: (line) => {
      const words = line.split(" ").map(inPosixWords);
      return `words=(sitehaul ${words.join(" ")}); CURRENT=${words.length + 1}; PREFIX=${
        words.at(-1)
      }
_sitehaul; print .`;
    },
  },
  { program: "fish", ask: (line) => `complete -C ${inPosixWords(`sitehaul ${line}`)}; echo .` },
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

/** The program itself as a command, with a configuration, a listed site and some files. */
async function prepare(folder: string): Promise<Readonly<Record<string, string>>> {
  const cache = `${folder}/.cache`;
  const configuration = `${folder}/.sitehaul.yaml`;
  await Deno.writeTextFile(
    configuration,
    JSON.stringify({ version: 1, sites: [{ name: "shop", url: "shop.example", tags: ["daily"] }] }),
  );
  const { handle, site } = createSimulator({ product: "joomla", version: "10.2.1" });
  for (const description of ["Weekly", "$(id)"]) site.addRecord({ parts: [], description });
  const variables = {
    SITEHAUL_SECRET: DEFAULT_SECRET,
    SITEHAUL_CACHE: cache,
    SITEHAUL_CONFIG: configuration,
  };
  assertEquals((await cli(["list", "shop"], { transport: handle, variables })).status, 0);
  const remembered = JSON.stringify({ schema: 1, site: "https://a.example/" });
  await Deno.writeTextFile(`${cache}/${"a".repeat(32)}.json`, remembered);
  await Deno.writeTextFile(`${folder}/archive.jpa`, "");
  await Deno.mkdir(`${folder}/a folder`);
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const settings = fileURLToPath(new URL("../../deno.json", import.meta.url));
  await Deno.mkdir(`${folder}/.bin`);
  await Deno.writeTextFile(
    `${folder}/.bin/sitehaul`,
    `#!/bin/sh\nexec ${Deno.execPath()} run -A --quiet --no-check --config ${settings} ${main} "$@"\n`,
    { mode: 0o700 },
  );
  // Shells leave files of their own in the home folder.
  return {
    ...variables,
    DENO_DIR: DENO_CACHE,
    HOME: `${folder}/.home`,
    XDG_CONFIG_HOME: `${folder}/.home`,
    XDG_DATA_HOME: `${folder}/.home`,
    PATH: `${folder}/.bin:${Deno.env.get("PATH")}`,
  };
}

for (const { program, ask, before = "" } of SHELLS) {
  Deno.test({
    name: `${program} completes commands, flags, values, files, sites and known backups`,
    ignore: !(await isThere(program)),
    fn: () =>
      inFolder(async (folder) => {
        const env = await prepare(folder);
        await Deno.mkdir(`${folder}/.home`);
        const script = [before, SCRIPTS[program], ...LINES.map(([line]) => ask(line))].join("\n");
        const file = `${folder}/.script`;
        await Deno.writeTextFile(file, script);
        const { stdout, stderr } = await new Deno.Command(program, {
          args: program === "zsh" ? ["-f", file] : [file],
          cwd: folder,
          env,
          stdin: "null",
        }).output();
        const decoder = new TextDecoder();
        const blocks = decoder.decode(stdout).split(/^\.\n/m).slice(0, LINES.length);
        const offered = blocks.map((block) =>
          block.split("\n").map((line) => line.replace(/\t.*/, "")).filter(Boolean)
            .map(inOneForm).sort()
        );
        assertEquals(
          LINES.map(([line], index) => [line, offered[index]]),
          LINES.map(([line, all]) => [line, [...all]]),
          decoder.decode(stderr),
        );
      }),
  });
}

/** Fish gives the whole word, bash no slash and only what is left of an address. */
function inOneForm(word: string): string {
  if (word === "a folder") return "a folder/";
  return word.replace(/^--[a-z]+=/, "").replace(/^\/\/a\.example/, "https://a.example");
}
