/** How the configuration file is used. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { configurationJsonSchema } from "../../packaging/configuration_schema.ts";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { namesIn } from "../support/in_folder.ts";
import { atHome, SHOP, WORD } from "./at_home.ts";
import { envelope } from "./scripted_site.ts";

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
    const around = { variables: WORD };
    const { status, stdout, stderr } = await run(["backup", "Shop", "--download"], around);
    assertEquals([status, stderr.includes("warning")], [0, false], stderr);
    assertMatch(
      stdout,
      /^shop {2}backup 1, .*, backups\/shop\/site-\S+\.jpa, verified \(10 files\)\n$/,
    );
    assertEquals((await namesIn(join(folder, "backups", "shop"))).length, 3);
    assert(simulator.requests.every(({ url }) => url.startsWith("https://shop.example/")));
    assert(!(stdout + stderr).includes(DEFAULT_SECRET));
  }));

Deno.test("flags go before the environment, and that before the configuration, which is told", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", SHOP);
    const list = async (flags: string[], variables: Record<string, string>) => {
      const { status, stderr } = await run(["list", "shop", ...flags], { variables });
      return [status, /note: (\w+) is used for shop/.exec(stderr)?.[1]];
    };
    const right = ["--secret", DEFAULT_SECRET];
    assertEquals(await list(["--secret", "wrong"], WORD), [42, undefined]);
    assertEquals(await list(right, { SITEHAUL_SECRET: "wrong" }), [0, undefined]);
    assertEquals(await list([], { ...WORD, SITEHAUL_SECRET: "wrong" }), [42, "SITEHAUL_SECRET"]);
    // What is not needed is not looked for.
    assertEquals(await list([], { SITEHAUL_SECRET: DEFAULT_SECRET }), [0, "SITEHAUL_SECRET"]);
  }));

Deno.test("an endpoint is tried first; where nothing is there any more, the address is", () =>
  atHome(async ({ run, write, simulator }) => {
    const endpoint = "https://gone.example/index.php?option=com_akeebabackup&view=api&format=raw";
    await write("sitehaul.yaml", `${SHOP}    endpoint: ${endpoint}\n`);
    for (const command of ["list", "detect"]) {
      const { status, stderr } = await run([command, "shop"], { variables: WORD });
      assertEquals(status, 0, stderr);
    }
    // A site that denies the secret is there, and is not gone around.
    const before = simulator.requests.length;
    await write("sitehaul.yaml", `${SHOP}    endpoint: ${endpoint.replace("gone", "there")}\n`);
    assertEquals((await run(["list", "shop"], { variables: { WORD: "wrong" } })).status, 42);
    const asked = simulator.requests.slice(before);
    assert(asked.every(({ url }) => url.startsWith("https://there.example/")));
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
      `warning: ${folder}/sitehaul.yaml contains a secret, and other users can read it: ` +
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

Deno.test("a secret that cannot be read is told with its place in the file", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", SHOP);
    const { status, stderr } = await run(["list", "shop"]);
    assertEquals(status, 50);
    const place = "yaml, line 5: sites[0].credential.secret: cannot read the secret of shop: ";
    assertStringIncludes(stderr, `${place}the variable WORD is not set`);
    assertStringIncludes(stderr, "hint: Set WORD in the environment.");
  }));

Deno.test.each<[string, string, string]>([
  ["broken YAML", "sites:\n  - name: a\n   url: b\n", "this is not valid YAML"],
  ["two sites of one name", `${SHOP}  - name: shop\n    url: b\n`, "two sites are called shop"],
  ["a later version", "version: 7\n", "has version 7"],
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

Deno.test("a fault in a setting is told with its place", () =>
  atHome(async ({ run, write }) => {
    const faults = [
      ["    caFile: none.pem\n", /yaml, line 8: sites\[0\]\.caFile: .*ENOENT/],
      ["    endpoint: 'a b'\n", /yaml, line 8: sites\[0\]\.endpoint: .*there is a blank/],
      ["defaults:\n  caFile: none.pem\n", /yaml, line 9: defaults\.caFile: .*ENOENT/],
    ] as const;
    for (const [text, message] of faults) {
      await write("sitehaul.yaml", SHOP + text);
      const { status, stderr } = await run(["list", "shop"], { variables: WORD });
      assertEquals(status, 50);
      assertMatch(stderr, message);
    }
  }));

Deno.test("a folder that cannot be is told before the backup", () =>
  atHome(async ({ run, write, simulator }) => {
    await write("sitehaul.yaml", SHOP);
    const around = { variables: WORD };
    const { status } = await run(["backup", "shop", "--download", "--dir={stie}"], around);
    assertEquals([status, simulator.requests.length], [33, 0]);
  }));

Deno.test("paths may begin at the home folder, for downloads, certificates and secrets", () =>
  atHome(async ({ run, write, folder }) => {
    await write("word", `${DEFAULT_SECRET}\n`);
    const authority = new URL("../support/tls/ca.pem", import.meta.url);
    await write("ca.pem", await Deno.readTextFile(authority));
    const site = SHOP.replace("${env:WORD}", "${file:~/word}").replace("backups/", "~/all/");
    await Deno.mkdir(join(folder, "away"));
    await write("away/mine.yaml", `${site}    caFile: ~/ca.pem\n`);
    const args = ["backup", "shop", "--download", "--config=away/mine.yaml"];
    const { status, stderr } = await run(args);
    assertEquals([status, (await namesIn(join(folder, "all", "shop"))).length], [0, 3], stderr);
  }));

Deno.test("a secret of headers is shown nowhere; a short value leaves the output as it is", () =>
  atHome(async ({ run, write }) => {
    const headers = "    headers: { X-Pass: open-sesame, X-Kind: '1' }\n";
    await write("sitehaul.yaml", SHOP + headers);
    const { stdout } = await run(["test", "shop"], { variables: WORD });
    assertStringIncludes(stdout, "10.2.1");
    const transport = ({ headers }: Request) =>
      Promise.resolve(envelope(500, `You sent ${headers.get("x-pass")}`));
    const { stderr } = await run(["test", "shop", "--debug"], { variables: WORD, transport });
    assertMatch(stderr, /You sent \[redacted\]/);
    assert(!stderr.includes("open-sesame"));
  }));

Deno.test("a password in the address is a secret that others must not read, too", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", SHOP.replace("//shop", "//me:word@shop"), 0o644);
    const { stderr } = await run(["list", "shop"], { variables: WORD });
    assertMatch(stderr, /^warning: .*chmod 600/);
  }));

Deno.test("a tag chooses sites of the configuration, each once", () =>
  atHome(async ({ run, write, simulator }) => {
    const site = (name: string, tags: string) =>
      `  - name: ${name}\n    url: https://${name}.example/\n${tags}` +
      "    credential:\n      secret: ${env:WORD}\n";
    const sites = site("a", "    tags: [daily]\n") + site("b", "    tags: [daily, small]\n") +
      site("c", "");
    await write("sitehaul.yaml", `defaults:\n  tags: [rest]\nsites:\n${sites}`);
    const around = { variables: WORD };
    const named = async (...words: string[]) =>
      JSON.parse((await run(["config", "list", "--json", ...words])).stdout)
        .map(({ name }: { name: string }) => name).join("");
    assertEquals(await named(), "abc");
    assertEquals(await named("--tag", "daily"), "ab");
    assertEquals(await named("--tag", "small", "--tag", "rest"), "bc");
    const { status, stderr } = await run(["backup", "b", "--tag", "daily"], around);
    assertEquals([status, simulator.site.records.length], [0, 2], stderr);
    const check = await run(["config", "check", "--tag", "small", "--json"], around);
    assertEquals(JSON.parse(check.stdout).sites.length, 1);
    const wrong = await run(["backup", "--tag", "dayly"], around);
    assertEquals(wrong.status, 35);
    assertMatch(wrong.stderr, /No site has the tag "dayly"\nhint: Did you mean daily\?/);
    const none = await run(["backup"], around);
    assertEquals(none.status, 35);
    assertMatch(none.stderr, /backup needs SITE, --tag TAG or --all/);
  }));

Deno.test.each<[string, string, string]>([
  ["an address of no website", "url: ftp://x", "line 3: sites[0].url: "],
  ["a product that is none", "url: a.example\n    product: jomla", "line 4: sites[0].product: "],
  [
    "an endpoint that is none",
    "url: a.example\n    endpoint: ' : '",
    "line 4: sites[0].endpoint: ",
  ],
  [
    "a host as an endpoint",
    "url: a.example\n    endpoint: a.example",
    "line 4: sites[0].endpoint: ",
  ],
  ["no authorities", "url: a.example\n    caFile: none.pem", "line 4: sites[0].caFile: "],
  ["authorities that are none", "url: a.example\n    caFile: sitehaul.yaml", "sites[0].caFile: "],
  ["damaged authorities", "url: a.example\n    caFile: bad.pem", "its certificate 1 is damaged"],
])("config check --offline finds %s", (_, fields, place) =>
  atHome(async ({ run, write }) => {
    await write("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    await write("sitehaul.yaml", `sites:\n  - name: a\n    ${fields}\n`);
    const { status, stdout, stderr } = await run(["config", "check", "--offline"]);
    assertEquals([status, stdout], [50, ""]);
    assertStringIncludes(stderr, place);
    const online = await run(["list", "a"], { variables: { SITEHAUL_SECRET: "x" } });
    if (!_.includes("host")) assertEquals(online.status, 50);
  }));

Deno.test("config check --offline counts what it looked at", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", SHOP);
    const { status, stdout } = await run(["config", "check", "--offline"]);
    assertEquals([status, /is valid: 1 site\n$/.test(stdout)], [0, true]);
  }));

Deno.test("where there is no way, the attempts are shown unless --quiet", () =>
  atHome(async ({ run }) => {
    const args = ["test", "https://gone.example/", "--secret", "Wrong-Secret"];
    const { status, stderr } = await run(args);
    assertEquals(status, 36);
    assertMatch(stderr, /OUTCOME[^]*https:\/\/gone\.example\/[^]*\nsitehaul: /);
    const quiet = await run([...args, "--quiet"]);
    assertEquals([quiet.status, quiet.stderr.split("\n").length], [36, 3]);
  }));

Deno.test("config list shows what holds for all sites as well", () =>
  atHome(async ({ run, write }) => {
    const sites = "sites:\n  - { name: shop, url: www.example.com }\n";
    await write("sitehaul.yaml", `defaults: { tags: [daily], profile: 3 }\n${sites}`);
    const { stdout } = await run(["config", "list", "--tag", "daily"]);
    assertMatch(stdout, /^shop .* 3 {2}daily$/m);
  }));
