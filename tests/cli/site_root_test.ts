/** What is called the site, whatever was given: its root. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createSimulator, DEFAULT_SECRET, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { atHome } from "./at_home.ts";
import { cli } from "./fake_world.ts";

const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };
const HOST = "https://www.example.com/";

const GIVEN: readonly (readonly [SimulatorOptions, string, string])[] = [
  [
    { product: "wordpress", version: "9.1.1" },
    "wp-admin/admin-ajax.php?action=akeebabackup_api",
    "",
  ],
  [
    { product: "wordpress", version: "9.1.1" },
    "wp-admin/admin.php?page=akeebabackupwp%2Fakeebabackupwp.php&view=Schedule",
    "",
  ],
  [{ product: "wordpress", version: "9.1.1", core: "wp" }, "", ""],
  [
    { product: "joomla", version: "10.2.1" },
    "index.php?option=com_akeebabackup&view=api&format=raw",
    "",
  ],
  [{ product: "joomla", version: "10.2.1" }, "index.php/en/blog?start=5", ""],
  [{ product: "joomla", version: "10.2.1" }, "en/blog?start=5", ""],
  [
    { product: "joomla", version: "8.0.3", root: "/shop/" },
    "shop/administrator/index.php?option=com_akeeba&view=schedule",
    "shop/",
  ],
  [{ product: "solo", version: "9.1.1", root: "/solo/" }, "solo/index.php?view=schedule", "solo/"],
];

for (const [options, given, root] of GIVEN) {
  const { product, version } = options;

  Deno.test(`the site of ${product} ${version} is its root, given ${given || "that"}`, () =>
    atHome(async ({ run, read }) => {
      const { handle: transport } = createSimulator(options);
      for (const command of ["test", "detect"]) {
        const { status, stdout, stderr } = await cli([command, HOST + given, "--json"], {
          variables,
          transport,
        });
        assertEquals(status, 0, stderr);
        assertEquals(JSON.parse(stdout).site, HOST + root);
      }
      const add = ["config", "add", HOST + given, "--name=it", "--config=x.yaml"];
      const { status, stderr } = await run(add, { variables, transport });
      assertEquals(status, 0, stderr);
      assertStringIncludes(await read("x.yaml"), `\n    url: '${HOST}${root}'\n`);
      const configured = await run(["test", "it", "--json", "--config=x.yaml"], { transport });
      // The endpoint in the file is in WordPress' own folder, where it has one.
      const own = options.core === undefined ? root : `${root}${options.core}/`;
      assertEquals(JSON.parse(configured.stdout).site, HOST + own);
    }));
}

Deno.test("config add keeps a password of the web server, and drops the page", () =>
  atHome(async ({ run, read }) => {
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
    const given = "https://me:p%40ss%3Aw@www.example.com/administrator/index.php?option=com_x";
    const add = ["config", "add", given, "--name=it", "--config=x.yaml"];
    assertEquals((await run(add, { variables, transport })).status, 0);
    assertStringIncludes(
      await read("x.yaml"),
      "    url: 'https://me:p%40ss%3Aw@www.example.com/'\n",
    );
  }));
