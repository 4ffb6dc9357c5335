/** Messages name every option as it was typed. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { GLOBAL_FLAGS } from "../../src/cli/declarations/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { OPTION_OF } from "../../src/remote_cli/equivalents.ts";
import { isOption } from "../../src/remote_cli/options.ts";
import { atHome } from "../cli/at_home.ts";
import { cli } from "../cli/fake_world.ts";
import { visit } from "./visit.ts";

const HOST = "--host=https://a.example";

const OWN = [
  ...new Set([GLOBAL_FLAGS, ...COMMANDS.map(({ flags }) => flags)].flatMap(Object.keys)),
];

Deno.test("a flag of sitehaul that is no option is named as it was typed, with a way out", async () => {
  const foreign = OWN.filter((name) => !isOption(name));
  assert(foreign.length > 20);
  for (const name of foreign) {
    const { status, stderr } = await cli(["listbackups", HOST, `--${name}=x`]);
    assertEquals(status, 2, name);
    const [message, hint = ""] = stderr.split("\n");
    assertEquals(message, `sitehaul: Error #2 - There is no option --${name}`);
    const option = OPTION_OF[name];
    assertStringIncludes(
      hint,
      option === undefined ? "It is a flag of sitehaul's own" : `Write --${option}`,
    );
  }
});

Deno.test.each<[string, RegExp]>([
  [
    "--profle=2",
    /^warning: There is no option --profle, and it is ignored: did you mean --profile\?$/m,
  ],
  ["--frobnicate x", /^warning: There is no option --frobnicate, and it is ignored$/m],
  ["-v", /^warning: There is no option -v, and it is ignored$/m],
  ["--encapsulation=AES128", /^warning: --encapsulation is ignored: what is sent is/m],
  ["--verbose", /^warning: --verbose is ignored: --debug shows/m],
])(
  "%s, which Akeeba Remote CLI ignores in silence, is a warning, and the job goes on",
  (words, told) =>
    visit(async ({ run, simulator }) => {
      const { status, stderr } = await run("backup", ...words.split(" "), "--quiet");
      assertEquals([status, simulator.site.records.length], [0, 1]);
      assertMatch(stderr, told);
    }),
);

Deno.test("a line with a credential that names no site has the error that scripts know", async () => {
  const { status, stderr } = await cli(["test", "--secret=x"]);
  assertEquals(status, 35);
  assertMatch(stderr, /^sitehaul: Error #35 - No site was given\nhint: Use --host=ADDRESS/);
  assertMatch(stderr, /the site follows the command/);
});

Deno.test("every equivalent is a flag of sitehaul, and an option", () => {
  for (const [flag, option] of Object.entries(OPTION_OF)) {
    assert(OWN.includes(flag) && isOption(option), `${flag} ${option}`);
  }
});

Deno.test.each<[string, RegExp]>([
  ["download --id=1 -D --part=2", /Error #2 - -D cannot be used with --part/],
  ["download --id=1 --delete --part=2", /Error #2 - --delete cannot be used with --part/],
  ["download --id=one", /Error #2 - --id needs a whole number, not "one"/],
  ["listbackups --to=ten", /Error #2 - --to needs a whole number, not "ten"/],
  ["listbackups --limit=ten", /Error #2 - --limit needs a whole number from 1, not "ten"/],
  ["backup --profile=two", /Error #2 - --profile needs a whole number/],
  ["test --api-version=9", /Error #2 - --api-version: "9" is not a valid value/],
  ["update --minimum-stability=x", /Error #2 - --minimum-stability: "x" is not/],
  ["test --certificate=nowhere.pem", /--certificate/],
  ["test --secret-file=x", /--secret and --secret-file cannot be used together/],
])("%s is refused in its own words", (line, message) =>
  visit(async ({ run, folder }) => {
    await Deno.writeTextFile(`${folder}/x`, "y");
    const { status, stderr } = await run(...line.split(" "));
    assert(status !== 0);
    const told = stderr.replaceAll(/ \(--[^)]*: on sitehaul's own command lines.*\)/g, "");
    assertMatch(told, message);
    for (const name of Object.keys(OPTION_OF)) {
      assert(!new RegExp(`--${name}(?![a-z-])`).test(told), `--${name} in: ${told}`);
    }
  }));

Deno.test("an option of the file is not named as if it had been typed", () =>
  atHome(async ({ run, write }) => {
    const lines = [
      "[a]",
      "host=https://a.example",
      "secret=x",
      "dlmode=fast",
      "certificate=no.pem",
    ];
    await write(".akeebaremotecli", lines.join("\n"));
    const { stderr } = await run(["download", "--host=a", "--id=1"]);
    assertMatch(stderr, /Error #32 - dlmode \(in ~\/\.akeebaremotecli\): "fast" is not/);
    assertMatch((await run(["test", "-h", "a"])).stderr, /certificate \(in ~\/\.akeebaremotecli\)/);
  }));

Deno.test.each<[string, string[]]>([
  ["listbackups --profile=2 -d", ["--profile has no effect with listbackups", "-d has no effect"]],
  ["backup --dlpath=. --filename=x", [
    "--dlpath has no effect without --download",
    "--filename has no effect without --download",
  ]],
  ["download --id=1 --dlurl=sftp://h/", ["--dlurl has no effect without --dlmode=curl"]],
  ["test --chunk_size=5", ["--chunk_size has no effect: sitehaul chooses the size of segments"]],
  ["backup --download=0 --profile=1", []],
])("%s says which options have no effect", (line, notes) =>
  visit(async ({ run }) => {
    const { stderr } = await run(...line.split(" "));
    const told = stderr.split("\n").filter((each) => each.startsWith("note: "));
    assertEquals(told.length, notes.length, stderr);
    for (const note of notes) assertStringIncludes(stderr, `note: ${note}`);
    const quiet = await run(...line.split(" "), "--quiet");
    assertEquals(quiet.stderr.includes("has no effect"), false);
  }));
