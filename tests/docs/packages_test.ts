import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { textOf, TOP } from "./documents.ts";

/** YAML 1.2 is a superset of JSON, but has other comments. */
function importsOf(text: string): string[] {
  const { imports } = parse(text.replace(/^\s*\/\/.*$/gm, "")) as { imports: object };
  return Object.keys(imports);
}

/** The names in the first column of the table of packages. */
function packagesIn(text: string): string[] {
  const [, table = ""] = /\n## Packages\n(.*?)(?=\n## |$)/s.exec(text) ?? [];
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}

Deno.test("the table of packages has every import of the project, and nothing else", async () => {
  const imports = importsOf(await Deno.readTextFile(new URL("deno.json", TOP)));
  assertEquals(packagesIn(textOf("CONTRIBUTING.md")).toSorted(), imports.toSorted());
});
