import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { declare, GLOBAL_FLAGS } from "../../src/cli/declarations/command.ts";
import type { InvocationOf } from "../../src/cli/context/command.ts";
import { splitWords, valuesFor } from "../../src/cli/parse/flags.ts";
import { isSitehaulError } from "../../src/base/errors.ts";
import { cli } from "./fake_world.ts";

const sample = declare({
  name: "sample",
  group: "look",
  summary: "",
  positionals: {
    site: { name: "SITE", help: "the site", missing: "usage/no-site" },
    id: { name: "ID", help: "the record", type: "number", missing: "backup/no-id" },
    rest: { name: "MORE", help: "more", many: true },
  },
  flags: {
    count: { type: "number", value: "N", min: -5, max: 10, help: "" },
    wait: { type: "number", value: "SECONDS", min: 0, fraction: true, default: 1.5, help: "" },
    mode: { type: "choice", choices: ["fast", "slow"], default: "fast", help: "" },
    word: { type: "string", value: "WORD", help: "", short: "w", mayBeEmpty: true },
    loud: { type: "boolean", help: "", short: "l" },
  },
  examples: [],
});

/** The values that were given, without those of the flags of every command. */
function values(...args: string[]) {
  try {
    const { flags, args: given } = valuesFor(
      sample,
      splitWords(["sample", ...args], [sample], sample),
    );
    const own = Object.entries(flags).filter(([name]) => !Object.hasOwn(GLOBAL_FLAGS, name));
    return { ...Object.fromEntries(own), ...given };
  } catch (error) {
    if (!isSitehaulError(error)) throw error;
    return `${error.code} ${error.message}`;
  }
}

const DEFAULTS = {
  count: undefined,
  wait: 1.5,
  mode: "fast",
  word: undefined,
  loud: false,
  site: "a",
  id: 7,
  rest: [],
};

Deno.test.each<[string[], Record<string, unknown>]>([
  [["a", "7"], {}],
  [["a", "7", "x", "y"], { rest: ["x", "y"] }],
  [["--count", "3", "a", "7"], { count: 3 }],
  [["--count=-3", "a", "7"], { count: -3 }],
  [["--count", "-3", "a", "7"], { count: -3 }],
  [["a", "7", "--wait=0.25", "--mode", "slow"], { wait: 0.25, mode: "slow" }],
  [["a", "7", "--word=x=y", "--loud"], { word: "x=y", loud: true }],
  [["a", "7", "--word", "-dash"], { word: "-dash" }],
  [["a", "7", "--word="], { word: "" }],
  [["a", "7", "-l", "-w", "x"], { loud: true, word: "x" }],
  [["a", "7", "--word", "x", "--word", "y"], { word: "y" }],
  [["a", "7", "--", "--loud", "-w"], { rest: ["--loud", "-w"] }],
  [["a", "7", "--word", ""], { word: "" }],
  [["a", "7", "--word", "--"], { word: "--" }],
  [["a", "7", "--word", "--else"], { word: "--else" }],
  [["a", "7", "--word", "two\nlines"], { word: "two\nlines" }],
  [["a", "7", "-lw=x"], { loud: true, word: "x" }],
  [["a", "7", "--loud", "true"], { loud: true, rest: ["true"] }],
  [["--loud", "a", "7", "false", "-3"], { loud: true, rest: ["false", "-3"] }],
  [["a", "7", "08", "1e3", "0x10"], { rest: ["08", "1e3", "0x10"] }],
])("the words %j give their values", (args, expected) => {
  assertEquals(values(...args), { ...DEFAULTS, ...expected });
});

Deno.test.each<[string[], string]>([
  [[], "usage/no-site sample needs SITE: the site"],
  [["a"], "backup/no-id sample needs ID: the record"],
  [["a", "x"], 'usage/value ID must be a number from 1, not "x"'],
  [["a", "-5"], 'usage/value ID must be a number from 1, not "-5"'],
  [["a", "0"], 'usage/value ID must be a number from 1, not "0"'],
  [["a", "1e3"], 'usage/value ID must be a number from 1, not "1e3"'],
  [["a", "7", "--laud"], 'usage/flag sample has no flag "--laud"'],
  [["a", "7", "-x"], 'usage/flag sample has no flag "-x"'],
  [["a", "7", "--constructor"], 'usage/flag sample has no flag "--constructor"'],
  [["a", "7", "--__proto__=1"], 'usage/flag sample has no flag "--__proto__"'],
  [["a", "7", "--count"], "usage/value --count needs a value"],
  [["a", "7", "--word", "--loud"], "usage/value --word needs a value"],
  [["a", "7", "--loud=yes"], "usage/value --loud takes no value"],
  [["a", "7", "--loud="], "usage/value --loud takes no value"],
  [["a", "7", "--loud=true"], "usage/value --loud takes no value"],
  [["a", "7", "--no-loud"], 'usage/flag sample has no flag "--no-loud"'],
  [["a", "7", "--word.x=y"], 'usage/flag sample has no flag "--word.x"'],
  [["a", "7", "-lx"], 'usage/flag sample has no flag "-l"'],
  [
    ["a", "7", "--count", "many", "--count", "3"],
    'usage/value --count needs a whole number from -5 to 10, not "many"',
  ],
  [
    ["a", "7", "--count", "many"],
    'usage/value --count needs a whole number from -5 to 10, not "many"',
  ],
  [
    ["a", "7", "--count", "1.5"],
    'usage/value --count needs a whole number from -5 to 10, not "1.5"',
  ],
  [["a", "7", "--count=11"], 'usage/value --count needs a whole number from -5 to 10, not "11"'],
  [["a", "7", "--wait=-1"], 'usage/value --wait needs a number from 0, not "-1"'],
  [["a", "7", "--wait="], 'usage/value --wait needs a number from 0, not ""'],
  [["a", "7", "--mode", "slov"], 'usage/value --mode: "slov" is not a valid value'],
])("the words %j are refused", (args, expected) => {
  assertEquals(values(...args), expected);
});

Deno.test("the types of a command's values follow from its declaration", () => {
  const typed = declare({
    name: "typed",
    group: "look",
    summary: "",
    positionals: { site: { name: "SITE", help: "", missing: "usage/no-site" } },
    flags: {
      mode: { type: "choice", choices: ["a", "b"], help: "" },
      size: { type: "number", value: "N", min: 0, default: 1, help: "" },
    },
    examples: [],
  });
  const run = ({ flags, args }: InvocationOf<typeof typed>) => {
    const mode: "a" | "b" | undefined = flags.mode;
    const size: number = flags.size;
    const site: string = args.site;
    // @ts-expect-error: it may be left out
    const sure: string = flags["debug-file"];
    return [mode, size, site, sure];
  };
  assertEquals(typeof run, "function");
});

Deno.test("a flag means the same in all commands, but for --version", () => {
  const kinds = new Map<string, Set<string>>();
  for (const flags of [GLOBAL_FLAGS, ...COMMANDS.map(({ flags }) => flags)]) {
    for (const [name, { type }] of Object.entries(flags)) {
      const kind = type === "boolean" ? "without value" : "with value";
      kinds.set(name, (kinds.get(name) ?? new Set()).add(kind));
    }
  }
  const differ = [...kinds].filter(([, { size }]) => size > 1).map(([name]) => name);
  assertEquals(differ, ["version"]);
});

Deno.test.each<[string[], number, string, string]>([
  [["lst"], 10, 'There is no command "lst"', "Did you mean list? "],
  [
    ["profiles-export"],
    10,
    'There is no command "profiles-export"',
    "Did you mean profiles export? ",
  ],
  [["zzzzzz"], 10, 'There is no command "zzzzzz"', '"sitehaul help" lists'],
  [["help", "bakcup"], 10, 'There is no command "bakcup"', "Did you mean backup? "],
  [["list", "a.example", "--limt", "5"], 2, 'list has no flag "--limt"', "Did you mean --limit? "],
  [["list", "a.example", "--api=4"], 2, '--api: "4" is not a valid value', "Use one of 1, 2, 3."],
  [["--verison"], 2, 'There is no flag "--verison"', "Did you mean --version? "],
  [["--zzzzzz"], 2, 'There is no flag "--zzzzzz"', '"sitehaul help" lists the commands.'],
  [["-x", "--quiet"], 2, 'There is no flag "-x"', '"sitehaul help" lists the commands.'],
  [["--limit", "3"], 2, '"--limit" needs a command', '"sitehaul help" lists the commands.'],
  [["--api", "9"], 2, '"--api" needs a command', '"sitehaul help" lists the commands.'],
  [["list"], 35, "list needs SITE", "examples"],
  [["show", "a.example"], 31, "show needs ID", "examples"],
  [["profiles", "export", "a.example"], 39, "profiles export needs ID", "examples"],
  [
    ["download", "a.example", "1", "--mode", "chunky"],
    32,
    '--mode: "chunky" is not a valid value',
    "mean chunk?",
  ],
  [["backup", "a.example", "--delete-remote"], 2, "--delete-remote needs --download", "Add"],
  [
    ["download", "a.example", "1", "--part=1", "--delete-remote"],
    2,
    "--delete-remote cannot be used with --part",
    "not downloaded",
  ],
  [["endpoints", "--product", "wordpres"], 2, "no product", "Did you mean wordpress?"],
  [["endpoints", "--product", "solo", "--version", "0.1"], 2, '"0.1"', "1.0.0"],
  [["endpoints", "--version", "latest"], 2, '"latest"', "joomla"],
  [["list", "http://", "--secret", "x"], 2, "", ""],
  [["list", "not a url", "--secret", "x"], 2, "", ""],
  [["list", "a.example"], 37, "No credential was given", "--secret-file"],
])("%j ends with status %i, one line and a hint", async (args, status, message, hint) => {
  const human = await cli(args);
  assertEquals([human.status, human.stdout], [status, ""]);
  const [first = "", second = "", ...more] = human.stderr.trimEnd().split("\n");
  assertEquals(first.startsWith("sitehaul: ") && first.includes(message), true, first);
  assertEquals(second.startsWith("hint: ") && second.includes(hint), true, second);
  assertEquals(more, []);

  const json = await cli([...args, "--json"]);
  const { type, code, exit, ...texts } = JSON.parse(json.stdout);
  assertEquals([json.status, json.stderr, type, exit], [status, "", "error", status]);
  assertEquals([typeof code, `sitehaul: ${texts.message}`], ["string", first]);
});

const LOCAL_COMMANDS: readonly string[][] = [
  ["verify", "x.jpa"],
  ["ls", "x.jpa"],
  ["extract", "x.jpa", "--to", "x"],
  ["simulate"],
  ["completions", "bash"],
  ["man"],
  ["version"],
  ["help"],
];

/** The flags of every command that reaches a site; the value, where one is needed. */
const CONNECTING: Readonly<Record<string, string>> = {
  api: "2",
  folder: "mine",
  "ca-file": "x.pem",
  timeout: "5",
  "no-cache": "",
  explain: "",
};

Deno.test.each<[string[], Readonly<Record<string, string>>]>([
  ...LOCAL_COMMANDS.map((words): [string[], Record<string, string>] => [
    words,
    { ...CONNECTING, config: "x.yaml", "secret-file": "x.txt" },
  ]),
  [["config", "path"], CONNECTING],
  [["config", "list"], CONNECTING],
  [["config", "init"], CONNECTING],
  [["config", "import"], CONNECTING],
  [["endpoints"], { "ca-file": "x.pem", timeout: "5", "no-cache": "", explain: "" }],
])("%j does not ignore the flags of commands that connect to a site", async (words, flags) => {
  for (const [name, value] of Object.entries(flags)) {
    const flag = value === "" ? [`--${name}`] : [`--${name}`, value];
    const { status, stdout, stderr } = await cli([...words, ...flag]);
    assertEquals([status, stdout], [2, ""], `${words} ${flag}`);
    const [message = "", hint = ""] = stderr.split("\n");
    assert(message.endsWith(` has no flag "--${name}"`), message);
    const users = name === "config" ? "use the configuration" : "connect to a site";
    assert(hint.startsWith(`hint: Only commands that ${users} have it. `), hint);
  }
});

Deno.test.each<[string[], string]>([
  [["doctor", "--secret", "x"], "--secret needs SITE"],
  [["doctor", "--timeout", "3"], "--timeout needs SITE"],
  [["doctor", "--explain"], "--explain needs SITE"],
  [["config", "check", "--offline", "--api", "2"], "--api cannot be used with --offline"],
  [["config", "check", "--offline", "--parallel", "8"], "--parallel cannot be used with --offline"],
  [["config", "check", "--offline", "--secret-file", "x"], "--secret-file cannot be used with"],
  [["profiles", "export", "a.example", "1", "--force"], "--force needs --file"],
  [["completions", "bash", "--line=zsh"], "--line cannot be used with SHELL"],
  [["simulate", "--product=solo", "--token=x"], "--token has no effect: solo"],
  [["simulate", "--version=9.3.3", "--token=x"], "--token has no effect: joomla 9.3.3"],
  [
    ["download", "a.example", "1", "--no-verify", "--password=x"],
    "--password cannot be used with --no-verify",
  ],
  [
    ["backup", "a.example", "--download", "--no-verify", "--password-file=x"],
    "--password-file cannot be used with --no-verify",
  ],
])("a flag that would have no effect beside the others is refused: %j", async (args, message) => {
  const { status, stdout, stderr } = await cli(args);
  assertEquals([status, stdout], [2, ""], stderr);
  assert(stderr.startsWith(`sitehaul: ${message}`), stderr);
  assert(stderr.includes("\nhint: "), stderr);
});

Deno.test("an argument too many is not repeated, for it may be a secret", async () => {
  const { status, stdout, stderr } = await cli(["list", "a.example", "hunter2", "--secret", "x"]);
  assertEquals([status, stdout, stderr.includes("hunter2")], [2, "", false]);
  assertEquals(
    stderr.split("\n")[0],
    "sitehaul: Argument 2 is no address, and no site has a name here",
  );
  const one = await cli(["delete", "a.example", "1", "hunter2"]);
  assertEquals([one.status, one.stdout, one.stderr.includes("hunter2")], [2, "", false]);
  assertEquals(one.stderr.split("\n")[0], "sitehaul: delete takes SITE ID; 3 arguments were given");
});

Deno.test.each<[string[], string]>([
  [["extract", "x.jpa", "--to", ""], "--to needs a value"],
  [["extract", "", "--to", "x"], "FILE needs a value"],
  [["download", "a.example", "1", "--dir="], "--dir needs a value"],
  [["list", "a.example", "--config", ""], "--config needs a value"],
  [["list", "a.example", "--secret-file="], "--secret-file needs a value"],
  [["list", "a.example", "--debug-file", ""], "--debug-file needs a value"],
  [["list", "a.example", "--ca-file", ""], "--ca-file needs a value"],
  [["verify", ""], "FILE needs a value"],
  [["list", ""], "SITE needs a value"],
  [["backup", "a.example", ""], "SITE needs a value"],
  [["backup", "--tag", ""], "--tag needs a value"],
])("an empty value does not stand for the current folder, or for none: %j", async (args, told) => {
  const { status, stdout, stderr } = await cli(args);
  assertEquals([status, stdout], [2, ""]);
  assert(stderr.startsWith(`sitehaul: ${told}`), stderr);
});
