/** Products of the configuration. */
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { loadProducts } from "../../src/config/plugins.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { atHome, SHOP, WORD } from "./at_home.ts";

const MINE = `export const mine = {
  id: "mine",
  name: "Mine",
  releases: [{
    from: "1.0.0",
    routes: [{
      api: 2,
      path: "index.php",
      query: { option: "com_akeebabackup", view: "api", format: "raw" },
      recommended: true,
    }],
  }],
};`;

Deno.test("a plugin of the configuration is a product like the others", () =>
  atHome(async ({ run, write }) => {
    await write("mine.ts", MINE);
    await write("sitehaul.yaml", `plugins: [./mine.ts]\n${SHOP}    product: mine\n`);
    const { status, stdout, stderr } = await run(["test", "shop"], { variables: WORD });
    assertEquals([status, stderr], [0, ""]);
    assertMatch(stdout, /Mine/);
    const listed = await run(["endpoints", "--product", "mine", "--json"]);
    assertEquals(JSON.parse(listed.stdout).map(({ api }: { api: number }) => api), [2]);
    await write("sitehaul.yaml", `${SHOP}    product: jomla\n`);
    const other = await run(["test", "shop"], { variables: WORD });
    assertEquals(other.status, 50);
    assertMatch(other.stderr, /yaml, line 8: sites\[0\]\.product: there is no product jomla/);
    assertStringIncludes(other.stderr, "Did you mean joomla?");
  }));

Deno.test.each<[string, string, string]>([
  ["exports no product", "export const x = 1;", "it exports no product"],
  ["throws", "throw new Error('out of order');", "out of order"],
  ["exports a wrong product", "export const p = { id: 'mine', releases: [] };", "./mine.ts: "],
  ["is not there", "", "Module not found"],
  ["has the name of another", MINE.replace('"mine"', '"solo"'), "there is already a product solo"],
])(
  "a plugin that %s ends with 50 and its name",
  (_, body, message) =>
    atHome(async ({ run, write }) => {
      if (body !== "") await write("mine.ts", body);
      await write("sitehaul.yaml", `plugins: [./mine.ts]\n${SHOP}`);
      for (const args of [["list", "shop"], ["config", "check", "--offline"]]) {
        const { status, stderr } = await run(args, { variables: WORD });
        assertEquals(status, 50);
        assertMatch(
          stderr,
          /^sitehaul: .*yaml, line 1: plugins\[0\]: cannot use the plugin \.\/mine\.ts: .+\nhint: .+\n$/,
        );
        assertStringIncludes(stderr, message);
      }
    }),
);

const ENDLESS = "await globalThis.sitehaulTestIsOver;\n";

/** Runs a test during which the plugin above is not loaded. */
async function whileLoading(test: () => Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Object.assign(globalThis, { sitehaulTestIsOver: promise });
  await test().finally(resolve);
}

Deno.test("a plugin that is never loaded is waited for until somebody interrupts", () =>
  atHome(async ({ run, write }) => {
    await write("mine.ts", ENDLESS);
    await write("sitehaul.yaml", `plugins: [./mine.ts]\n${SHOP}`);
    const interruption = new AbortController();
    await whileLoading(async () => {
      const running = run(["config", "check", "--offline"], { signal: interruption.signal });
      interruption.abort(new SitehaulError("interrupted", "Interrupted"));
      assertEquals((await running).status, 130);
    });
  }));

Deno.test("a plugin that is never loaded is not waited for for ever", () =>
  atHome(async ({ write, folder }) => {
    await write("endless.ts", ENDLESS);
    const source = { file: join(folder, "sitehaul.yaml"), text: "plugins:\n  - ./endless.ts\n" };
    const load = () => loadProducts(["./endless.ts"], source, [], { limitMs: 1 });
    await whileLoading(async () => {
      const { code, message } = await assertRejects(load, SitehaulError);
      assertEquals(code, "config/invalid");
      const told = "line 2: plugins[0]: cannot use the plugin ./endless.ts: it was not loaded";
      assertStringIncludes(message, told);
    });
  }));
