/** What the library advises, in its own words and in those of the command line. */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { readdir } from "node:fs/promises";
import { COMMANDS } from "../../src/cli/commands.ts";
import { GLOBAL_FLAGS } from "../../src/cli/declarations/command.ts";
import { withFlags } from "../../src/cli/world/failure.ts";
import { adviceInFlags, FLAGS, hintInFlags, PHRASES } from "../../src/cli/world/in_flags.ts";
import { ERROR_CODES, ERRORS } from "../../src/base/errors.ts";
import { type Attempt, NegotiationError } from "../../mod.ts";

const SRC = new URL("../../src/", import.meta.url);
const NOT_LIBRARY = /^(?:cli|remote_cli|simulator)\//;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

/** The texts in the code of the library, by file. */
async function texts(): Promise<[string, string[]][]> {
  const files = (await readdir(SRC, { recursive: true }))
    .filter((path) => path.endsWith(".ts") && !NOT_LIBRARY.test(path));
  return await Promise.all(files.map(async (path): Promise<[string, string[]]> => {
    const code = (await Deno.readTextFile(new URL(path, SRC))).replace(COMMENT, "");
    const literals = (code.match(LITERAL) ?? []).map((text) => text.slice(1, -1));
    return [path, literals.map((text) => text.replaceAll("\\`", "`"))];
  }));
}

/** What stands in backticks in a text: options, functions, and what reads the same everywhere. */
const CODE = /`([^`]+)`/g;

Deno.test("no text of the library names a flag", async () => {
  const found = (await texts()).flatMap(([path, literals]) =>
    literals.filter((text) => /(?:^|[\s"'`(=])--[a-z]{2}/.test(text)).map((text) =>
      `${path} ${text}`
    )
  );
  // A permission of Deno.
  assertEquals(found, [
    "config/own_file.ts who it belongs to can only be checked with the permission --allow-sys=uid",
  ]);
});

/** What is the same in a program and on a command line. */
const SAME_EVERYWHERE = [
  /^(?:auto|http|chunk|ftp|sftp|download)$/,
  /^[A-Z_]+$/,
  /^sitehaul [a-z]/,
  /^[*\-_. ]+$/,
];

Deno.test("every option that a text of the library names has words on the command line", async () => {
  const named = new Set(
    (await texts()).flatMap(([, literals]) =>
      literals.flatMap((text) => Array.from(text.matchAll(CODE), ([, code = ""]) => code))
    ),
  );
  assert(named.size > 50, `only ${[...named].join(", ")}`);
  const untold = [...named].filter((code) => {
    const [option = ""] = code.split(":");
    const isPhrase = PHRASES.some(([ours]) => ours.includes(`\`${code}\``));
    return !isPhrase && !Object.hasOwn(FLAGS, code) && !Object.hasOwn(FLAGS, option) &&
      !SAME_EVERYWHERE.some((same) => same.test(code));
  });
  assertEquals(untold, []);
});

Deno.test("the words of the command line are for texts of the library, and of flags that there are", async () => {
  const all = (await texts()).flatMap(([, literals]) => literals.join(""))
    .join("\n");
  const unused = [
    ...PHRASES.map(([ours]) => ours),
    ...Object.keys(FLAGS).map((code) => `\`${code}`),
  ].filter((words) => !all.includes(words));
  assertEquals(unused, []);
  const flags = new Set([
    ...Object.keys(GLOBAL_FLAGS),
    ...COMMANDS.flatMap(({ flags }) => Object.keys(flags)),
  ]);
  const words = [...Object.values(FLAGS), ...PHRASES.map(([, theirs]) => theirs)].join("\n");
  const unknown = Array.from(words.matchAll(/--([a-z-]+)/g), ([, name = ""]) => name)
    .filter((name) => !flags.has(name));
  assertEquals(unknown, []);
});

Deno.test.each<[string, string]>([
  ["Choose another folder with `dir`.", "Choose another folder with --dir."],
  ['Try `mode: "chunk"`.', "Try --mode chunk."],
  ["Use `verify: false`.", "Use --no-verify."],
  ["(`part: 2`, `part: 4`)", "(--part 2, --part 4)"],
  ["Use `overwrite: true`.", "Use --overwrite."],
  ['use `links: "all"`', "use --links=all"],
  ["Run `detect()` again.", 'Run "sitehaul detect SITE" again.'],
  ["or allow more time (`answerMs`).", "or allow more time (--timeout)."],
  ["without `memory`, all addresses are.", "with --no-cache, all addresses are."],
  [
    "`*` stays within a folder, `__proto__` does not",
    "`*` stays within a folder, `__proto__` does not",
  ],
  ["Wait for it.", "Wait for it."],
])("a hint that says %j says %j on the command line", (ours, theirs) => {
  assertEquals(hintInFlags(ours), theirs);
  assertEquals(hintInFlags(theirs), theirs);
});

Deno.test("the advice for a code names flags, and none of the options that it names in the library", () => {
  const advice = ERROR_CODES.map((code) => `${ERRORS[code].cause} ${ERRORS[code].cure}`).join("\n");
  const told = adviceInFlags(advice);
  const left = Array.from(told.matchAll(CODE), ([, code = ""]) => code).filter((code) =>
    !/^(?:--|sitehaul |extract$)/.test(code) && !SAME_EVERYWHERE.some((same) => same.test(code))
  );
  assertEquals(left, []);
  assert(told.includes("raise `--timeout`") && advice.includes("raise `answerMs`"));
});

Deno.test("an error with flags in its hint is the same error otherwise", () => {
  const attempts: readonly Attempt[] = [{
    url: "https://example.com/",
    api: 2,
    credential: "secret",
    verb: "GET",
    outcome: "no reply",
    ms: 1,
  }];
  const cause = new Error("the cause");
  const hint = "Allow more time (`answerMs`).";
  const error = new NegotiationError("network/timeout", "No reply", attempts, { hint, cause });
  const told = withFlags(error);
  assertInstanceOf(told, NegotiationError);
  assertEquals([told.code, told.exit, told.message], [error.code, error.exit, error.message]);
  assertEquals([told.attempts, told.cause, told.stack], [attempts, cause, error.stack]);
  assertEquals(told.toJSON().hint, "Allow more time (--timeout).");
  assertEquals(error.hint, hint);
  assert(withFlags(told) === told);
});
