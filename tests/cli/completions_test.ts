import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { completionScript } from "../../src/cli/completion/script.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

const BASH = await has("bash");

async function has(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

/** What bash answers to the Tab key, words given as it takes them apart: at blanks, `=` and `:`. */
async function completed(cwd: string, ...lines: (readonly string[])[]): Promise<string[][]> {
  const script = [
    completionScript("bash", COMMANDS),
    // The program itself, as far as completion asks it.
    `sitehaul() { [ "$*" = "completions --words" ] && printf '%s\\n' shop 'a$(id)' https://a.example/x; }`,
    ...lines.map((words) => {
      const quoted = ["sitehaul", ...words].map((word) => `'${word}'`).join(" ");
      return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; COMPREPLY=()
_sitehaul sitehaul; (IFS=,; echo "\${COMPREPLY[*]}")`;
    }),
  ].join("\n");
  const options = { cwd, stdin: "null", stderr: "inherit" } as const;
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script], ...options }).output();
  return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) =>
    line === "" ? [] : line.split(",")
  );
}

Deno.test({
  name: "bash completes commands, flags, values, files, folders and sites",
  ignore: !BASH,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/backups`);
      await Deno.writeTextFile(`${folder}/a file`, "");
      const expected: [string[], string[]][] = [
        [["delete"], ["delete", "delete-files"]],
        [["profiles", ""], ["export", "import", "shop", "a$(id)", "https://a.example/x"]],
        [["profiles", "e"], ["export"]],
        [["config", ""], ["init", "add", "list", "check", "path", "import"]],
        [["--api", "2", "profiles", "export", "shop", "7", "--fil"], ["--file"]],
        [["download", "--mo"], ["--mode"]],
        [["download", "--mode", "f"], ["ftp"]],
        [["download", "--mode", "=", "s"], ["sftp"]],
        [["download", "--mode", "="], ["auto", "http", "chunk", "ftp", "sftp"]],
        [["--secret", "list", "show", "s"], ["shop"]],
        [["backup", "shop", "s"], ["shop"]],
        [["show", "shop", ""], []],
        [["test", "https", ":", "//a"], ["//a.example/x"]],
        [["test", "a"], ["a$(id)"]],
        [["verify", ""], ["a file", "backups"]],
        [["backup", "--dir", ""], ["backups"]],
        [["backup", "--dir", "=", "b"], ["backups"]],
        [["backup", "--description", ""], []],
        [["backup", "--", "--js"], []],
        [["completions", ""], ["bash", "zsh", "fish"]],
        [["endpoints", "--product", ""], []],
        [["simulate", "--product", "w"], ["wordpress"]],
        [["help", "dow"], ["download"]],
      ];
      const found = await completed(folder, ...expected.map(([words]) => words));
      assertEquals(
        found.map((words) => words.toSorted()),
        expected.map(([, all]) => all.toSorted()),
      );
    }),
});

Deno.test.each(["bash", "zsh", "fish"])("the script for %s knows all commands", (shell) => {
  const script = completionScript(shell, COMMANDS);
  for (const { name, flags } of COMMANDS) {
    for (const word of name.split(" ")) assertStringIncludes(script, `'${word}'`);
    for (const flag of Object.keys(flags)) {
      assert(script.includes(shell === "fish" ? `-l ${flag} ` : `'--${flag}'`));
    }
  }
});

Deno.test("completions prints a script, and refuses another shell", async () => {
  const variables = { SITEHAUL_SECRET: "complete" };
  const { status, stdout } = await cli(["completions", "zsh"], { variables });
  assertEquals([status, stdout], [0, completionScript("zsh", COMMANDS)]);
  assertEquals((await cli(["completions", "tcsh"])).status, 2);
  assertEquals((await cli(["completions"])).status, 2);
});

Deno.test("the sites that are offered are those configured and those remembered", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/sitehaul.yaml`,
      "version: 1\nsites:\n  - name: shop\n    url: shop.example\n",
    );
    const remembered = { schema: 1, site: "https://a.example/ folder mine" };
    await Deno.writeTextFile(`${folder}/${"a".repeat(32)}.json`, JSON.stringify(remembered));
    await Deno.writeTextFile(`${folder}/${"b".repeat(32)}.json`, "not JSON");
    const rogue = { ...remembered, site: "two\nlines" };
    await Deno.writeTextFile(`${folder}/${"c".repeat(32)}.json`, JSON.stringify(rogue));
    const around = { folder, variables: { SITEHAUL_CACHE: folder } };
    assertEquals(await cli(["completions", "--words"], around), {
      status: 0,
      stdout: "shop\nhttps://a.example/\n",
      stderr: "",
    });
    await Deno.writeTextFile(`${folder}/sitehaul.yaml`, "sites: 7");
    assertEquals((await cli(["completions", "--words"], around)).stdout, "https://a.example/\n");
  }));
