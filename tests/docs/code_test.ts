/** What the documents say of the code: configurations, functions, errors. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { parseConfiguration } from "../../src/config/read.ts";
import { ERROR_CODES, ERRORS } from "../../src/base/errors.ts";
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
  const families = new Set(ERROR_CODES.map((code) => code.split("/")[0]));
  const named = Array.from(
    textOf(document).matchAll(/["`]([a-z]+)\/([a-z-]+)["`]/g),
    ([, family = "", rest = ""]) => ({ family, code: `${family}/${rest}` }),
  );
  const codes = named.filter(({ family }) => families.has(family)).map(({ code }) => code);
  assertEquals(codes.filter((code) => !Object.hasOwn(ERRORS, code)), []);
});

Deno.test("docs/architecture.md names every folder that is on a layer", () => {
  const plan = textOf("docs/architecture.md");
  const foldersIn = (path: string) =>
    [...Deno.readDirSync(fileURLToPath(new URL(path, TOP)))]
      .filter(({ isDirectory }) => isDirectory).map(({ name }) => `${path}/${name}/`);
  const folders = foldersIn("src").filter((folder) => folder !== "src/cli/").concat(
    foldersIn("src/cli"),
  );
  assert(folders.length > 20);
  assertEquals(folders.filter((folder) => !plan.includes(` ${folder} `)), []);
});
