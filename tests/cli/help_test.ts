import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMAND_GROUPS } from "../../src/cli/declarations/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { findCommand } from "../../src/cli/parse/find_command.ts";
import { splitWords, valuesFor } from "../../src/cli/parse/flags.ts";
import { EXCHANGE_ERRORS } from "../../src/base/error_rows/exchange.ts";
import { LOCAL_ERRORS } from "../../src/base/error_rows/local.ts";
import { SITE_ERRORS } from "../../src/base/error_rows/site.ts";
import { WORK_ERRORS } from "../../src/base/error_rows/work.ts";
import { ERROR_CODES, ERRORS } from "../../src/base/errors.ts";
import { ALL_TERMINALS, cli } from "./fake_world.ts";

Deno.test("the overview names every command", async () => {
  const { stdout } = await cli([]);
  for (const { name, summary } of COMMANDS) {
    assert(
      stdout.split("\n").some((line) => line.startsWith(`  ${name} `) && line.endsWith(summary)),
    );
  }
});

Deno.test("the list of commands has the order of the help: by groups, each with its main command first", async () => {
  const groups = Map.groupBy(COMMANDS, ({ group }) => group);
  const [names, byGroup] = [COMMANDS, [...groups.values()].flat()].map((all) =>
    all.map(({ name }) => name)
  );
  assertEquals(names, byGroup);
  assertEquals([...groups.keys()], [...COMMAND_GROUPS]);
  const first = [...groups.values()].map(([command]) => command?.name);
  assertEquals(first, ["backup", "download", "profiles", "doctor", "config add"]);
  const { stdout } = await cli(["help"]);
  const places = COMMANDS.map(({ name, summary }) =>
    stdout.search(new RegExp(`^  ${name} +${RegExp.escape(summary)}$`, "m"))
  );
  assertEquals(places, places.toSorted((a, b) => a - b));
});

Deno.test.each(COMMANDS.map((command) => [command.name, command] as const))(
  "the help of %s has its flags and examples that can be run",
  async (name, command) => {
    const { flags, examples } = command;
    const { status, stdout, stderr } = await cli([...name.split(" "), "--help", "--no-such-flag"]);
    assertEquals([status, stderr], [0, ""]);
    assertEquals(stdout, (await cli(["help", ...name.split(" ")])).stdout);
    for (const flag of Object.keys(flags)) assertStringIncludes(stdout, `--${flag}`);
    assert(examples.length > 0);
    for (const { line } of examples) {
      assertStringIncludes(stdout, `  sitehaul ${line}\n`);
      const args = (line.split(/ [|<>] /)[0] ?? "").split(" ");
      const found = findCommand(splitWords(args, COMMANDS).positionals, COMMANDS);
      assertEquals(found, command);
      valuesFor(command, splitWords(args, COMMANDS, command));
    }
    const widest = Math.max(...stdout.split("\n").map(({ length }) => length));
    assert(widest <= 100, `a line of ${widest} letters`);
  },
);

Deno.test("help for programs has the same", async () => {
  const all = JSON.parse((await cli(["help", "--json"])).stdout);
  assertEquals(all.map(({ name }: { name: string }) => name), COMMANDS.map(({ name }) => name));
  const { usage } = JSON.parse((await cli(["help", "backup", "--json"])).stdout);
  assertEquals(usage, "sitehaul backup [SITE…] [FLAGS]");
});

Deno.test("help of an error says where it comes from and what helps", async () => {
  const { status, stdout } = await cli(["help", "auth/denied"]);
  assertEquals(status, 0);
  assertMatch(stdout, /^auth\/denied \(exit status 42\)\n\n.+\n\n.+\n$/s);
  const { code, exit, cause, cure } = JSON.parse(
    (await cli(["help", "file/write", "--json"])).stdout,
  );
  assertEquals([code, exit, typeof cause, typeof cure], ["file/write", 104, "string", "string"]);
  const wrong = await cli(["help", "auth/dneied"]);
  assertEquals(wrong.status, 10);
  assertMatch(wrong.stderr, /Did you mean auth\/denied\?/);
});

Deno.test("help of an exit status has every code that ends with it, and what each means", async () => {
  for (const status of new Set(Object.values(ERRORS).map(({ exit }) => exit))) {
    const { status: ended, stdout } = await cli(["help", `${status}`]);
    assertEquals(ended, 0);
    for (const [code, row] of Object.entries(ERRORS)) {
      const isTold = stdout.includes(`${code} (exit status ${status})\n\n`);
      assertEquals(isTold, row.exit === status, code);
    }
  }
  const { exit, meaning, codes } = JSON.parse((await cli(["help", "46", "--json"])).stdout);
  assertEquals([exit, meaning], [46, null]);
  assertEquals(codes.map(({ code }: { code: string }) => code), [
    "redirect/unsafe",
    "redirect/loop",
  ]);
});

Deno.test.each([
  ["0", /^The command did what/],
  ["126", /the shell found the program, but could not run it/],
  ["127", /the shell did not find the program/],
  ["137", /the signal SIGKILL ended it at once\. Often .* memory/],
  ["143", /the signal SIGTERM ended it/],
])("help of an exit status that is not sitehaul's own says whose it is: %s", async (word, told) => {
  const { status, stdout } = await cli(["help", word]);
  assertEquals(status, 0);
  assertMatch(stdout, told);
});

Deno.test("help of an exit status that nothing has is an error", async () => {
  const { status, stderr } = await cli(["help", "99"]);
  assertEquals(status, 10);
  assertMatch(stderr, /There is no exit status 99/);
});

Deno.test("no error has two rows, of which the later one would count", () => {
  const tables = [EXCHANGE_ERRORS, SITE_ERRORS, WORK_ERRORS, LOCAL_ERRORS];
  assertEquals(tables.flatMap((rows) => Object.keys(rows)), [...ERROR_CODES]);
});

Deno.test("no error ends with a status that shells use themselves", () => {
  for (const [code, { exit }] of Object.entries(ERRORS)) {
    assert(exit > 0 && exit < 124 || code === "interrupted", `${code} ends with ${exit}`);
  }
});

Deno.test.each<[string[], string, string]>([
  [["config", "chekc"], 'There is no command "config chekc"', "Did you mean config check?"],
  [["config", "lst"], 'There is no command "config lst"', "Did you mean config list?"],
  [
    ["config"],
    "config needs one more word: add, init, remove, list",
    '"sitehaul help config" lists',
  ],
  [["profiles", "exprot", "a", "1"], 'no command "profiles exprot"', "mean profiles export?"],
  [["help", "profiles", "exprot"], 'no command "profiles exprot"', "mean profiles export?"],
  [["help", "config", "x"], 'There is no command "config x"', '"sitehaul help config" lists'],
])("a misspelt name of two words is told as such: %j", async (args, told, hint) => {
  const { status, stdout, stderr } = await cli(args);
  assertEquals([status, stdout], [10, ""]);
  assertStringIncludes(stderr, told);
  assertStringIncludes(stderr, hint);
});

Deno.test("a word that begins names of commands lists these", async () => {
  for (const args of [["help", "config"], ["config", "--help"]]) {
    const { status, stdout } = await cli(args);
    assertEquals(status, 0);
    assertStringIncludes(stdout, "config check ");
    assert(!stdout.includes("backup "));
  }
  assertStringIncludes((await cli(["help", "profiles"])).stdout, "sitehaul profiles [SITE…]");
});

Deno.test.each<[string[], string]>([
  [["test", "-hhttps://a.example", "-sSECRET"], "Write -h HOST, with a blank"],
  [["-hhttps://a.example", "backup"], "Write -h HOST, with a blank"],
  [["backup", "-hst"], "Write -h HOST, with a blank"],
  [["--action=backup", "-hhttps://a.example"], "Write -h HOST."],
  [["list", "a.example", "-s", "SECRET"], "Write --secret WORD."],
  [["list", "--host=a.example"], "Write list SITE, or listbackups --host=SITE."],
])("a host that is glued to its letter is no call for help: %j", async (args, hint) => {
  const { status, stdout, stderr } = await cli(args);
  assertEquals([status, stdout], [2, ""]);
  assertStringIncludes(stderr, `hint: ${hint}`);
  assert(!stderr.includes("SECRET"), stderr);
});

Deno.test("every document of JSON that is an object has its version", async () => {
  for (const args of [["man"], ["completions", "bash"], ["version"], ["help", "list"]]) {
    assertEquals(JSON.parse((await cli([...args, "--json"])).stdout).schema, 1);
  }
});

Deno.test("the overview is in groups, and backup comes first", async () => {
  const { stdout } = await cli(["help"]);
  const titles = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, title]) => title);
  assertEquals(titles.slice(0, 6), [
    "Usage",
    "Back up",
    "Copies on this computer",
    "Sites",
    "Look",
    "Set up",
  ]);
  assertMatch(stdout, /\nBack up:\n {2}backup /);
  for (const { name } of COMMANDS) {
    assertEquals(stdout.split(`\n  ${name}  `).length, 2, `${name} is listed once`);
  }
});

Deno.test.each([100, 80, 50, 44])("in a terminal of %i columns all help fits", async (width) => {
  const around = { width, terminal: ALL_TERMINALS, variables: { NO_COLOR: "1" } };
  for (const words of [[], ["config"], ...COMMANDS.map(({ name }) => name.split(" "))]) {
    const { stdout } = await cli(["help", ...words], around);
    const tooWide = stdout.split("\n").filter((line) => line.length >= width);
    // A path in an example is not broken: it could not be copied.
    assertEquals(tooWide.filter((line) => !/^ {6}\S+(?: \\\\)?$/.test(line)), [], words.join(" "));
  }
});
