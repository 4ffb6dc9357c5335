/** The configuration file and the commands about it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { configurationJsonSchema } from "../../src/config/json_schema.ts";
import { createSimulator, DEFAULT_SECRET, type Simulator } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, type Ran, type Surroundings } from "./fake_world.ts";

interface Home {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly run: (args: readonly string[], around?: Surroundings) => Promise<Ran>;
  readonly write: (name: string, text: string, mode?: number) => Promise<void>;
  readonly read: (name: string) => Promise<string>;
}

/** A home folder, and a site behind every address but `https://gone.example`. */
function atHome(test: (home: Home) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    const transport = (request: Request) =>
      request.url.startsWith("https://gone.example")
        ? Promise.resolve(new Response("<title>Gone</title>", { status: 404 }))
        : simulator.handle(request);
    await test({
      folder,
      simulator,
      run: (args, around = {}) => {
        const variables = { HOME: folder, ...around.variables };
        return cli(args, { folder, transport, ...around, variables });
      },
      write: (name, text, mode = 0o600) => Deno.writeTextFile(join(folder, name), text, { mode }),
      read: (name) => Deno.readTextFile(join(folder, name)),
    });
  });
}

const SHOP = `sites:
  - name: shop
    url: https://shop.example/
    credential:
      secret: \${env:WORD}
    profile: 1
    download: backups/{site}
`;
const WORD = { WORD: DEFAULT_SECRET };

Deno.test("the schema for editors is that of the program", async () => {
  const written = await Deno.readTextFile(new URL("../../sitehaul.schema.json", import.meta.url));
  assertEquals(
    written,
    configurationJsonSchema(),
    "It is out of date. Refresh it: deno task schema",
  );
});

Deno.test("a site is called by its name, with its own secret and folder", () =>
  atHome(async ({ run, write, folder, simulator }) => {
    await write("sitehaul.yaml", SHOP);
    const around = { variables: { ...WORD, SITEHAUL_SECRET: "another word" } };
    const { status, stdout, stderr } = await run(["backup", "Shop", "--download"], around);
    assertEquals([status, stderr.includes("warning")], [0, false], stderr);
    assertStringIncludes(stdout, join(folder, "backups", "shop"));
    assertEquals((await namesIn(join(folder, "backups", "shop"))).length, 3);
    assert(simulator.requests.every(({ url }) => url.startsWith("https://shop.example/")));
    assert(!(stdout + stderr).includes(DEFAULT_SECRET));
    const flag = await run(["list", "shop", "--secret", "wrong"], around);
    assertEquals(flag.status, 42);
  }));

Deno.test("what is configured for all sites holds for an address, too", () =>
  atHome(async ({ run, write, folder }) => {
    await write("mine.yaml", "defaults:\n  download: all\n");
    const args = ["backup", "https://www.example.com", "--download", "--config", "mine.yaml"];
    const { status } = await run(args, { variables: { SITEHAUL_SECRET: DEFAULT_SECRET } });
    assertEquals([status, (await namesIn(join(folder, "all"))).length], [0, 3]);
  }));

Deno.test("a single word that is no site's name is no host either", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", SHOP);
    const { status, stderr } = await run(["list", "shpo"], { variables: WORD });
    assertEquals(status, 35);
    assertMatch(stderr, /There is no site shpo in .*\nhint: .*config list/);
    const near = await run(["list", "shopp"], { variables: WORD });
    assertMatch(near.stderr, /\nhint: Did you mean shop\?/);
  }));

Deno.test("a secret in a file that others can read is warned of; a reference is not", () =>
  atHome(async ({ run, write, folder }) => {
    await write("sitehaul.yaml", SHOP.replace("${env:WORD}", DEFAULT_SECRET), 0o644);
    const { stderr } = await run(["list", "shop"]);
    assertEquals(
      stderr,
      `warning: ${folder}/sitehaul.yaml holds a secret, and others can read it: ` +
        `chmod 600 ${folder}/sitehaul.yaml\n`,
    );
    await write("sitehaul.yaml", SHOP, 0o644);
    assertEquals((await run(["list", "shop"], { variables: WORD })).stderr, "");
  }));

Deno.test("a command gives the secret, without a shell", () =>
  atHome(async ({ run, write }) => {
    const source = (words: string) => SHOP.replace("${env:WORD}", `{ command: [${words}] }`);
    await write("sitehaul.yaml", source(`printf, "%s\\n", "${DEFAULT_SECRET}"`));
    assertEquals((await run(["list", "shop"])).status, 0);
    await write("sitehaul.yaml", source("no-such-program-here, s3cret-argument"));
    const { status, stderr } = await run(["list", "shop"]);
    assertEquals(status, 50);
    assertStringIncludes(stderr, "the command no-such-program-here: there is no such program");
    assert(!stderr.includes("s3cret-argument"));
  }));

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
    await write("sitehaul.yaml", `${SHOP}    product: jomla\n`);
    const other = await run(["test", "shop"], { variables: WORD });
    assertEquals(other.status, 50);
    assertStringIncludes(other.stderr, "Did you mean joomla?");
  }));

Deno.test.each<[string, string, string]>([
  ["exports no product", "export const x = 1;", "it exports no product"],
  ["throws", "throw new Error('out of order');", "out of order"],
  ["exports a wrong product", "export const p = { id: 'mine', releases: [] };", "./mine.ts: "],
  ["is not there", "", "Module not found"],
])(
  "a plugin that %s ends with 50 and its name",
  (_, body, message) =>
    atHome(async ({ run, write }) => {
      if (body !== "") await write("mine.ts", body);
      await write("sitehaul.yaml", `plugins: [./mine.ts]\n${SHOP}`);
      const { status, stderr } = await run(["list", "shop"], { variables: WORD });
      assertEquals(status, 50);
      assertMatch(stderr, /^sitehaul: .*cannot use the plugin \.\/mine\.ts: .+\nhint: .+\n$/);
      assertStringIncludes(stderr, message);
    }),
);

Deno.test.each<[string, string, string]>([
  ["broken YAML", "sites:\n  - name: a\n   url: b\n", "this is no YAML"],
  ["two sites of one name", `${SHOP}  - name: shop\n    url: b\n`, "two sites are called shop"],
  ["a later version", "version: 7\n", "is of version 7"],
])(
  "%s ends every command with 50 and one line",
  (_, text, message) =>
    atHome(async ({ run, write }) => {
      await write("sitehaul.yaml", text);
      const { status, stderr, stdout } = await run(["list", "shop"], { variables: WORD });
      assertEquals([status, stdout], [50, ""]);
      assertMatch(stderr, /^sitehaul: .+\nhint: .+\n$/);
      assertStringIncludes(stderr, message);
    }),
);

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
    assertMatch(stderr, /sitehaul: 1 of 2 sites failed/);
    const json = JSON.parse((await run(["config", "check", "--json"], { variables })).stdout);
    assertEquals(json.sites.map(({ ok }: { ok: boolean }) => ok), [true, false]);
  }));

Deno.test("detect --save writes the endpoint to the site, and nothing else", () =>
  atHome(async ({ run, write, read }) => {
    await write("sitehaul.yaml", SHOP);
    const { status, stdout } = await run(["detect", "shop", "--save"], { variables: WORD });
    assertEquals(status, 0);
    assertMatch(stdout, /Saved to .*sitehaul\.yaml/);
    const added = (await read("sitehaul.yaml")).split("\n").filter((line) => !SHOP.includes(line));
    assertEquals(added.length, 1);
    assertMatch(added[0] ?? "", /^ {4}endpoint: 'https:\/\/shop\.example\/index\.php\?option=/);
    const unknown = await run([
      "detect",
      "https://b.example",
      "--save",
      "--secret",
      DEFAULT_SECRET,
    ]);
    assertEquals(unknown.status, 50);
  }));

Deno.test("config import takes over the sections of Akeeba Remote CLI", () =>
  atHome(async ({ run, write, read }) => {
    await write(
      ".akeebaremotecli",
      `secret="${DEFAULT_SECRET}"\n[shop]\nhost=shop.example\nprofile=2\n[blog]\nhost="b.example"\n`,
    );
    const { status, stdout } = await run(["config", "import", "--config", "sitehaul.yaml"]);
    assertEquals([status, stdout.includes("Added shop, blog")], [0, true]);
    assertEquals((await run(["list", "blog"])).status, 0);
    assertMatch(await read("sitehaul.yaml"), /- name: shop\n[^]*profile: 2\n[^]*- name: blog/);
    assert(!stdout.includes(DEFAULT_SECRET));
    assertEquals((await run(["config", "import", "none"])).status, 50);
  }));
