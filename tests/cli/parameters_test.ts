/** Parts of the products' addresses that differ from the usual ones: by flags, and in the file. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { atHome } from "./at_home.ts";
import { cli } from "./fake_world.ts";

const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };

/** A plugin's product with a parameter of its own, and the site that has it. */
const PANEL = `export const panel = {
  id: "panel",
  name: "Backups of the hosting panel",
  releases: [{
    from: "9.0.0",
    routes: [{
      api: 2,
      path: "{area}/index.php",
      query: { option: "com_akeebabackup", view: "api", format: "raw" },
      recommended: true,
    }],
  }],
  parameters: { area: { default: "public", about: "the area" } },
};
`;

function site(): Transport {
  return createSimulator({ product: "joomla", version: "10.2.1", root: "/private/" }).handle;
}

const SITES = `plugins: [./panel.ts]
sites:
  - name: hosted
    url: https://hosted.example/
    product: panel
`;

Deno.test("--set sets a parameter of a plugin's product", () =>
  atHome(async ({ run, write }) => {
    await write("panel.ts", PANEL);
    await write("sitehaul.yaml", SITES);
    const around = { variables, transport: site() };
    const set = await run(["test", "hosted", "--set", "area=private", "--json"], around);
    assertEquals(set.status, 0, set.stderr);
    assertEquals(JSON.parse(set.stdout).product, "panel");
    assertMatch(
      JSON.parse(set.stdout).endpoint,
      /^https:\/\/hosted\.example\/private\/index\.php\?/,
    );
    assertEquals((await run(["test", "hosted"], around)).status, 36);
  }));

Deno.test("parameters: in the file sets it for a site, or for all; the command line goes before", () =>
  atHome(async ({ run, write }) => {
    const around = { variables, transport: site() };
    await write("panel.ts", PANEL);
    await write("sitehaul.yaml", `${SITES}    parameters: { area: private }\n`);
    assertEquals((await run(["test", "hosted"], around)).status, 0);
    assertEquals((await run(["config", "check", "--offline"], around)).status, 0);
    assertEquals((await run(["test", "hosted", "--set=area=public"], around)).status, 36);
    await write("sitehaul.yaml", `defaults:\n  parameters: { area: private }\n${SITES}`);
    assertEquals((await run(["test", "hosted"], around)).status, 0);
    await write(
      "sitehaul.yaml",
      `defaults:\n  parameters: { area: x }\n${SITES}    parameters: { area: private }\n`,
    );
    assertEquals((await run(["test", "hosted"], around)).status, 0);
  }));

Deno.test("folder is short for the parameter of that name, in the file and on the line", () =>
  atHome(async ({ run, write }) => {
    const transport = createSimulator({
      product: "wordpress",
      version: "7.4.0",
      folder: "mine",
      content: "assets",
    }).handle;
    const around = { variables, transport };
    const blog = (fields: string) =>
      `defaults: { folder: other }\nsites:\n  - name: blog\n    url: b.example\n${fields}`;
    for (
      const [fields, flags] of [
        ["    folder: mine\n", []],
        ["    parameters: { folder: mine, content: assets }\n", []],
        ["", ["--set=folder=mine"]],
        ["", ["--folder=mine", "--set", "content=assets"]],
        ["", ["--folder=mine", "--set=folder=mine"]],
      ] as const
    ) {
      await write("sitehaul.yaml", blog(fields));
      const { status, stdout, stderr } = await run(["test", "blog", "--json", ...flags], around);
      assertEquals(status, 0, stderr);
      assertStringIncludes(JSON.parse(stdout).endpoint, "/assets/plugins/mine/app/index.php?");
    }
  }));

Deno.test.each<[readonly string[], RegExp, RegExp]>([
  [["--set", "foldr=x"], /no product has a parameter "foldr"/, /Did you mean folder\?/],
  [["--set", "folder"], /--set needs a name and a value, not "folder"/, /folder=akeebabackupwp/],
  [["--set", "folder=../x"], /folder: "\.\.\/x" must be one folder name/, /the folder alone/],
  [["--folder", "a/b"], /Cannot use --folder: folder: "a\/b" must be/, /the folder alone/],
  [["--set=folder=a", "--folder=b"], /folder is set to "a" and to "b"/, /--set folder=NAME/],
])("what cannot be set is refused, and nothing is sent: %j", async (flags, message, hint) => {
  for (const command of ["test", "endpoints"]) {
    const transport = () => Promise.reject(new Error("sent"));
    const { status, stderr } = await cli([command, "https://a.example", ...flags], {
      variables,
      transport,
    });
    assertEquals(status, 2, stderr);
    assertMatch(stderr, message);
    assertMatch(stderr, hint);
  }
});

Deno.test("what cannot be set is refused in the file, with its place", () =>
  atHome(async ({ run, write }) => {
    const site = "sites:\n  - name: blog\n    url: b.example\n";
    for (
      const [fields, message] of [
        ["    folder: ../x\n", /yaml, line 4: sites\[0\]\.folder: folder: "\.\.\/x" must be/],
        ["    parameters: { rooom: x }\n", /line 4: sites\[0\]\.parameters: no product has a /],
        ["    parameters: [x]\n", /line 4: sites\[0\]\.parameters: /],
        ["    parametres: { folder: x }\n", /Did you mean parameters\?/],
      ] as const
    ) {
      await write("sitehaul.yaml", site + fields);
      for (const args of [["test", "blog"], ["config", "check", "--offline"]]) {
        const { status, stderr } = await run(args, { variables });
        assertEquals(status, 50);
        assertMatch(stderr, message);
      }
    }
  }));

Deno.test("endpoints shows the addresses with the values that were set", async () => {
  const args = ["endpoints", "--product=wordpress", "--version=7.0", "--json"];
  const { stdout } = await cli([...args, "--set=folder=mine", "--set", "content=assets"]);
  const urls = JSON.parse(stdout).map(({ url }: { url: string }) => url);
  assert(urls.every((url: string) => url.startsWith("assets/plugins/mine/app/")), stdout);
});

Deno.test("config add keeps what the site was found with", () =>
  atHome(async ({ run, read }) => {
    const options = { folder: "mine", content: "assets" };
    const { handle } = createSimulator({ product: "wordpress", version: "7.4.0", ...options });
    const add = ["config", "add", "b.example", "--name=b", "--config=x.yaml"];
    const around = { variables, transport: handle };
    const { status, stderr } = await run(
      [...add, "--folder=mine", "--set=content=assets"],
      around,
    );
    assertEquals(status, 0, stderr);
    assertMatch(await read("x.yaml"), /\n {4}folder: mine\n {4}parameters:\n {6}content: assets\n/);
    assertEquals((await run(["test", "b", "--config=x.yaml"], around)).status, 0);
  }));
