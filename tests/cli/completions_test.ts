import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { SCRIPTS } from "../../src/cli/completion/shells.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";
import { offered } from "./offered.ts";

Deno.test.each<[string[], string[]]>([
  [["delete"], ["delete", "delete-files"]],
  [["profiles", "e"], ["export"]],
  [["--api", "2", "profiles", "export", "shop", "7", "--fil"], ["--file"]],
  [["download", "--mo"], ["--mode"]],
  [["download", "--mode", "f"], ["ftp"]],
  [["download", "--mode", "=", "s"], ["sftp"]],
  [["download", "--mode", "="], ["auto", "http", "chunk", "ftp", "sftp"]],
  [["download", "--mode=s"], ["sftp"]],
  [["--mode", "s"], ["sftp"]],
  [["backup", "shop", "--mode", "c"], ["chunk"]],
  [["backup", "--al"], ["--all"]],
  [["config", "rem"], ["remove"]],
  [["show", "shop", ""], ["latest"]],
  [["show", "shop", "blog", "la"], ["latest"]],
  [["download", "--all", ""], ["latest"]],
  [["download", "--tag", "daily", "l"], ["latest"]],
  [["profiles", "export", "shop", ""], []],
  [["verify", ""], [":files"]],
  [["verify", "--", "-x"], [":files"]],
  [["backup", "--dir", ""], [":folders"]],
  [["backup", "--dir", "=", "b"], [":folders"]],
  [["backup", "--description", ""], []],
  [["backup", "--", "--js"], []],
  [["completions", ""], ["bash", "zsh", "fish"]],
  [["endpoints", "--product", ""], []],
  [["simulate", "--product", "w"], ["wordpress"]],
  [["help", "dow"], ["download"]],
  [["nonsense", ""], []],
  [[""], [...new Set(COMMANDS.map(({ name }) => name.split(" ")[0] ?? ""))]],
])("after %j follows %j", async (words, expected) => {
  assertEquals(await offered(words), expected);
});

Deno.test("a command is offered its own flags and those of every command", async () => {
  for (const { name, flags } of COMMANDS) {
    const words = await offered([...name.split(" "), "-"]);
    for (const flag of [...Object.keys(flags), "json", "help"]) assert(words.includes(`--${flag}`));
  }
  assert(!(await offered(["list", "-"])).includes("--mode"));
});

Deno.test("zsh and fish are told what each word is for, and choose among all", async () => {
  for (const shell of ["zsh", "fish"]) {
    const stdin = ["config", "i", ""].join("\0");
    const { stdout } = await cli(["completions", "--line", shell], {
      readStdin: () => Promise.resolve(stdin),
    });
    assertEquals(stdout.split("\n")[0], "add\tFind a site, and add it to the configuration");
  }
});

Deno.test("completions prints a script, and refuses another shell", async () => {
  const variables = { SITEHAUL_SECRET: "complete" };
  const { status, stdout } = await cli(["completions", "zsh"], { variables });
  assertEquals([status, stdout], [0, SCRIPTS.zsh]);
  assertEquals((await cli(["completions", "tcsh"])).status, 2);
  assertEquals((await cli(["completions"])).status, 2);
});

Deno.test("no word of the line is an argument of a program, where everybody could read it", () => {
  for (const script of Object.values(SCRIPTS)) {
    const calls = script.match(/completions --line .*/g) ?? [];
    assert(
      calls.length === 1 && !calls[0]?.includes("COMP_WORDS") && !/words/.test(calls[0] ?? ""),
    );
  }
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
    assertEquals(await offered(["test", ""], around), ["shop", "https://a.example/"]);
    await Deno.writeTextFile(`${folder}/sitehaul.yaml`, "sites: 7");
    assertEquals(await offered(["test", ""], around), ["https://a.example/"]);
  }));
