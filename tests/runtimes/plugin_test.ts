/** A plugin that a configuration names, on every runtime. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { pluginOfReadme, servePlugin } from "./plugin_site.ts";
import { run, testOnEach } from "./program.ts";

const env = { SITEHAUL_SECRET: DEFAULT_SECRET };

testOnEach(
  "a site of the product that the README defines is backed up",
  async (program, folder) => {
    await using server = await servePlugin();
    const configuration = await pluginOfReadme(folder, server.url);
    const words = ["backup", "mine", "--config", configuration, "--download", "--json"];
    const { status, stdout, stderr } = await run(program, words, { folder, env });
    assertEquals([status, stderr], [0, ""], stdout);
  },
);

testOnEach(
  "a plugin may be JavaScript, and be made of several modules",
  async (program, folder) => {
    const configuration = await pluginOfReadme(folder, "http://127.0.0.1:9/");
    const code = await Deno.readTextFile(join(folder, "mine.ts"));
    const script = code.replace(", type Product", "").replace(": Product", "");
    await Deno.writeTextFile(
      join(folder, "mine.mjs"),
      script.replace(`"2.0.0"`, "FROM").replace(/^/, 'import { FROM } from "./from.mjs";\n'),
    );
    await Deno.writeTextFile(join(folder, "from.mjs"), 'export const FROM = "3.1.0";\n');
    const text = await Deno.readTextFile(configuration);
    await Deno.writeTextFile(configuration, text.replace("mine.ts", "mine.mjs"));
    const words = ["endpoints", "--product", "mine", "--config", configuration, "--json"];
    const { status, stdout, stderr } = await run(program, words, { folder });
    assertEquals([status, stderr], [0, ""], stdout);
    assertMatch(stdout, /3\.1\.0 and later/);
  },
);

testOnEach(
  "a plugin that imports what is not there is told, with what can be imported",
  async (program, folder) => {
    const configuration = await pluginOfReadme(folder, "http://127.0.0.1:9/");
    await Deno.writeTextFile(join(folder, "mine.ts"), 'import "./gone.ts";\nexport const x = 1;\n');
    const words = ["list", "mine", "--config", configuration];
    const { status, stderr } = await run(program, words, { folder, env });
    assertEquals(status, 50, stderr);
    assertMatch(
      stderr,
      /^sitehaul: .*plugins\[0\]: cannot use the plugin \.\/mine\.ts: .*gone/,
    );
    assertMatch(stderr, /\nhint: .*@sitehaul\/sitehaul\/product/);
  },
);
