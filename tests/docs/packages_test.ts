import { assertEquals } from "@std/assert";
import { configurationOf } from "../../packaging/npm_package.ts";
import { textOf, TOP } from "./documents.ts";

/** The names in the first column of the table of packages. */
function packagesIn(text: string): string[] {
  const [, table = ""] = /\n## Packages\n(.*?)(?=\n## |$)/s.exec(text) ?? [];
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}

Deno.test("the table of packages has every import of the project, and nothing else", async () => {
  const { imports } = configurationOf(await Deno.readTextFile(new URL("deno.json", TOP)));
  const names = Object.keys(imports);
  assertEquals(packagesIn(textOf("CONTRIBUTING.md")).toSorted(), names.toSorted());
});
