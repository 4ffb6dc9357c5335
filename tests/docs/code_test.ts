/** What the documents say of the code: configurations, functions, errors. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { parseConfiguration } from "../../src/config/read.ts";
import { EXIT_STATUS } from "../../src/errors.ts";
import { blocksOf, DOCUMENTS, textOf, TOP } from "./documents.ts";

const CONFIGURATIONS = DOCUMENTS.flatMap((document) =>
  blocksOf(document, "yaml").map((yaml) => [document, yaml] as const)
).filter(([, yaml]) => /^(version|sites):/m.test(yaml));

Deno.test.each(CONFIGURATIONS)("%s shows a configuration that can be read", (document, yaml) => {
  assert(parseConfiguration(yaml, document).sites.length > 0);
});

/** `name()` in `src/file.ts`, as the documents write it. */
const NAMED = /`(\w+)\(\)`\s+(?:in|of)\s+`((?:src|plugins|tests)\/[\w./]+\.ts)`/g;

function functionsNamedIn(text: string): [name: string, path: string][] {
  return Array.from(text.matchAll(NAMED), ([, name = "", path = ""]) => [name, path]);
}

function isDefined([name, path]: [name: string, path: string]): boolean {
  const source = Deno.readTextFileSync(fileURLToPath(new URL(path, TOP)));
  const topLevel = `(?:export )?(?:async )?function\\*? ${name}\\b`;
  const method = ` {2}(?:async )?\\*?${name}(?:<[^(]*>)?\\(`;
  return new RegExp(`^(?:${topLevel}|${method})`, "m").test(source);
}

Deno.test.each([...DOCUMENTS])("the functions that %s names are where it says", (document) => {
  assertEquals(functionsNamedIn(textOf(document)).filter((each) => !isDefined(each)), []);
});

Deno.test("a function that is not where a document says is found", () => {
  const text = "`run()` in `src/cli/run.ts`, and\n`walk()` in\n`src/cli/run.ts`";
  assertEquals(functionsNamedIn(text).map(isDefined), [true, false]);
});

Deno.test.each([...DOCUMENTS])("the error codes that %s names exist", (document) => {
  const families = new Set(Object.keys(EXIT_STATUS).map((code) => code.split("/")[0]));
  const named = Array.from(
    textOf(document).matchAll(/["`]([a-z]+)\/([a-z-]+)["`]/g),
    ([, family = "", rest = ""]) => ({ family, code: `${family}/${rest}` }),
  );
  const codes = named.filter(({ family }) => families.has(family)).map(({ code }) => code);
  assertEquals(codes.filter((code) => !Object.hasOwn(EXIT_STATUS, code)), []);
});

Deno.test("docs/architecture.md names every file that is a layer's own", () => {
  const plan = textOf("docs/architecture.md");
  const names = [...Deno.readDirSync(fileURLToPath(new URL("src", TOP)))].map(({ name }) => name);
  const files = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  assert(files.length > 10);
  assertEquals(files.filter((name) => !plan.includes(` src/${name} `)), []);
});
