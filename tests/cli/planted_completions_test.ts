/** What somebody else has put into the cache is not offered to whoever presses the Tab key. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { cli, type Surroundings } from "./fake_world.ts";
import { offered } from "./offered.ts";

const SITE = "https://www.example.com/";

/** A cache that knows a site and the numbers of its backups. */
function withCache(test: (folder: string, around: Surroundings) => Promise<void>): Promise<void> {
  return inFolder(async (parent) => {
    const folder = join(parent, "cache");
    const { handle, site } = createSimulator({ product: "joomla", version: "10.2.1" });
    site.addRecord({ parts: [] });
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: folder };
    await cli(["list", SITE], { transport: handle, variables });
    await test(folder, { variables });
  });
}

Deno.test("neither sites nor numbers are offered from a cache that others can write to", () =>
  withCache(async (folder, around) => {
    const sites = await offered(["show", "https", ":", "//w"], around);
    const numbers = await offered(["show", SITE, ""], around);
    assertEquals([sites, numbers], [["//www.example.com/"], ["latest", "1"]]);
    await Deno.chmod(folder, 0o777);
    assertEquals(await offered(["show", "https", ":", "//w"], around), []);
    assertEquals(await offered(["show", SITE, ""], around), ["latest"]);
  }));

Deno.test("neither sites nor numbers are offered from files that others can write to", () =>
  withCache(async (folder, around) => {
    const files = (await namesIn(folder)).filter((name) => name.endsWith(".json"));
    for (const name of files) await Deno.chmod(join(folder, name), 0o666);
    assertEquals(await offered(["show", "https", ":", "//w"], around), []);
    assertEquals(await offered(["show", SITE, ""], around), ["latest"]);
  }));

Deno.test("nothing is offered that means something to a shell, which takes it as it is", () =>
  inFolder(async (folder) => {
    const sites = [
      "$(id)",
      "`id`",
      "a;id",
      "a&id",
      "a|id",
      "a>b",
      "!id",
      "{a,b}",
      "a'b",
      'a"b',
      "a\\b",
    ];
    const addresses = [...sites, ...sites.map((site) => `https://a.example/${site}`)];
    for (const [at, site] of addresses.entries()) {
      const file = join(folder, `${at.toString(16).padStart(32, "0")}.json`);
      await Deno.writeTextFile(file, JSON.stringify({ site }), { mode: 0o600 });
    }
    const around = { variables: { SITEHAUL_CACHE: folder } };
    const shown = [
      await offered(["show", ""], around),
      await offered(["show", "https", ":", "//"], around),
    ];
    for (const word of shown.flat()) assertEquals(/[$`;&|>!{}'"\\]/.test(word), false, word);
  }));
