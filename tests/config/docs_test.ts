import { assert, assertEquals } from "@std/assert";
import { parseConfiguration } from "../../src/config/read.ts";

const MANUAL = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));

Deno.test("the example of the manual is a configuration", () => {
  const [, yaml = ""] = /```yaml\n([^]*?)```/.exec(MANUAL) ?? [];
  const { sites, plugins } = parseConfiguration(yaml, "docs/configuration.md");
  assertEquals([sites.length, plugins.length], [2, 1]);
});

Deno.test("the other examples of the manual are configurations, too", () => {
  const blocks = Array.from(MANUAL.matchAll(/```yaml\n([^]*?)```/g), ([, yaml = ""]) => yaml);
  const names = blocks.slice(1).flatMap((yaml) =>
    parseConfiguration(yaml, "docs/configuration.md").sites.map(({ name }) => name)
  );
  assertEquals(names, ["blog", "shop", "blog", "shop"]);
});

Deno.test("the manual lists every field of a site", async () => {
  const schema = await Deno.readTextFile(new URL("../../sitehaul.schema.json", import.meta.url));
  const fields = Object.keys(JSON.parse(schema).properties.sites.items.properties);
  for (const field of fields) assert(new RegExp(`^\\| \`${field}\` +\\|`, "m").test(MANUAL), field);
});
