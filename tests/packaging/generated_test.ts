import { assertEquals, assertExists, assertStringIncludes } from "@std/assert";
import { mine } from "../../examples/own_product.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { ERRORS } from "../../src/base/errors.ts";
import { adviceInFlags } from "../../src/cli/world/in_flags.ts";
import { catalogueTables } from "../../packaging/catalogue_tables.ts";
import { commandPages, commandsTable } from "../../packaging/commands_table.ts";
import { errorPages } from "../../packaging/errors_table.ts";
import { documentOf, GENERATED_PARTS, withPart } from "../../packaging/generated.ts";

for (const part of GENERATED_PARTS) {
  Deno.test(`the ${part.mark} in ${part.file} are those of the code`, async () => {
    const { before, after } = await documentOf(part);
    assertExists(after, `${part.file} has lost the marks around the ${part.mark}`);
    assertEquals(before, after, `${part.file} is out of date. Refresh it: deno task readme`);
  });
}

Deno.test("the table of endpoints has a line for each release, the recommended one in bold", () => {
  const table = catalogueTables([mine]);
  assertStringIncludes(table, "| version | API v1 | API v2 |\n| --- | --- | --- |\n");
  assertStringIncludes(table, "\n| 1.0.0 – 1.x | **`extensions/{folder}/api.php`** | – |\n");
  assertStringIncludes(
    table,
    "\n| 2.0.0 and later | – | **`extensions/{folder}/api.php?v=2`**<br>`backup-api` |\n",
  );
  assertStringIncludes(table, "`{folder}` is usually `mybackup`: the folder of the extension.");
});

Deno.test("every command has a line in the table, and a page", () => {
  const [table, pages] = [commandsTable(), commandPages()];
  for (const { name, summary } of COMMANDS) {
    assertStringIncludes(table, `](docs/commands.md#${name.replaceAll(" ", "-")}) | ${summary} |`);
    assertStringIncludes(pages, `## ${name}\n\n${summary}.`);
  }
});

Deno.test("every error code has its exit status, its cause and its cure in one line", () => {
  const lines = errorPages().split("\n");
  for (const [code, { exit, cause, cure }] of Object.entries(ERRORS)) {
    const cells = [cause, cure].map((text) => adviceInFlags(text).replaceAll("|", "\\|"));
    const line = `| ${exit} | \`${code}\` | ${cells.join(" | ")} |`;
    assertEquals(lines.filter((each) => each === line), [line]);
  }
});

Deno.test("everything around a generated part stays as it is", () => {
  const old = "before\n\n<!-- x:start -->\nold\n<!-- x:end -->\n\nafter\n";
  const current = withPart(old, "x", "new") ?? "";
  assertEquals(current.startsWith("before\n\n<!-- x:start -->\n\n"), true);
  assertEquals(current.endsWith("\n\n<!-- x:end -->\n\nafter\n"), true);
  assertEquals([current.includes("new"), current.includes("old")], [true, false]);
  assertEquals(withPart(current, "x", "new"), current);
  assertEquals(withPart("no marks", "x", "new"), undefined);
});
