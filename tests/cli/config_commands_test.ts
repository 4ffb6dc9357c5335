/** `config init`, `config add` and `config check`. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { atHome, SHOP, WORD } from "./at_home.ts";
import { ALL_TERMINALS } from "./fake_world.ts";

Deno.test("a file that is named, and not there, is an error", () =>
  atHome(async ({ run }) => {
    const { status, stderr } = await run(["list", "shop", "--config", "none.yaml"]);
    assertEquals(status, 50);
    assertMatch(stderr, /none\.yaml: there is no such file\nhint: .*config init/);
  }));

Deno.test("config init writes a file that is in order, for its owner, and replaces none", () =>
  atHome(async ({ run, folder }) => {
    const { status, stdout } = await run(["config", "init"]);
    const file = join(folder, ".config", "sitehaul", "sitehaul.yaml");
    assertEquals([status, stdout], [0, `Wrote ${file}\n`]);
    assertEquals(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    assertEquals((await run(["config", "check", "--offline"])).status, 0);
    assertEquals((await run(["config", "init"])).status, 104);
    assertEquals((await run(["config", "init", "--force"])).status, 0);
    assertEquals((await run(["config", "path"])).stdout, `${file}\n`);
    assertEquals((await run(["config", "list", "--json"])).stdout, "[]\n");
  }));

Deno.test("config add asks for the secret, finds the site and writes both", () =>
  atHome(async ({ run, read }) => {
    await run(["config", "init", "--config", "sitehaul.yaml"]);
    const before = await read("sitehaul.yaml");
    const questions: string[] = [];
    const around = {
      terminal: ALL_TERMINALS,
      askSecret: (question: string) => {
        questions.push(question);
        return Promise.resolve(DEFAULT_SECRET);
      },
    };
    const { status, stdout, stderr } = await run(["config", "add", "shop.example"], around);
    assertEquals([status, questions.length], [0, 1], stderr);
    assert(!(stdout + stderr).includes(DEFAULT_SECRET));
    const after = await read("sitehaul.yaml");
    assert(after.startsWith(before.slice(0, before.indexOf("sites: []"))));
    assertStringIncludes(after, "- name: shop.example");
    assertStringIncludes(after, "endpoint: 'https://shop.example/index.php?option=");
    const list = await run(["config", "list"]);
    assertMatch(list.stdout, /^NAME.*\nshop\.example +https:\/\/shop\.example\/ +secret/);
    assertEquals((await run(["list", "shop.example"])).status, 0);
    assertEquals((await run(["config", "add", "shop.example"], around)).status, 50);
    assertEquals((await run(["config", "add", "b.example"])).status, 37);
  }));

Deno.test("config check talks to every site, and ends with 121 if some fail", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", `${SHOP}  - name: gone\n    url: https://gone.example/\n`);
    const variables = { ...WORD, SITEHAUL_SECRET: DEFAULT_SECRET };
    const { status, stdout, stderr } = await run(["config", "check"], { variables });
    assertEquals(status, 121);
    assertMatch(stdout, /\nshop +ok +v2 +10\.2\.1\ngone +failed +Found no way/);
    // The table may go nowhere, as in a line for cron.
    assertMatch(stderr, /^sitehaul: 1 of 2 sites failed: gone$/m);
    const json = JSON.parse((await run(["config", "check", "--json"], { variables })).stdout);
    assertEquals(json.sites.map(({ ok }: { ok: boolean }) => ok), [true, false]);
  }));

Deno.test("config check that is interrupted ends with 130, and shows no half table", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", `${SHOP}  - name: blog\n    url: blog.example\n`);
    const interruption = new AbortController();
    const transport = () => {
      interruption.abort();
      return Promise.reject(new Error("cut"));
    };
    const around = { variables: WORD, transport, signal: interruption.signal };
    const { status, stdout } = await run(["config", "check", "--parallel=1"], around);
    assertEquals([status, stdout], [130, ""]);
  }));
