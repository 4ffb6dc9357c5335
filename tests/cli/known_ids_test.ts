import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { cli, type Surroundings } from "./fake_world.ts";
import { offered } from "./offered.ts";

const SITE = "https://me:PlantedPassword@www.example.com/";

/** A site with two backups, and a cache. */
function surroundings(folder: string): Surroundings {
  const { handle, site } = createSimulator({ product: "joomla", version: "10.2.1" });
  for (const description of ["Weekly", "tab\there"]) site.addRecord({ parts: [], description });
  const cache = join(folder, "cache");
  return {
    transport: handle,
    variables: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: cache },
  };
}

const offline: Surroundings["transport"] = () => Promise.reject(new Error("nobody may be asked"));

Deno.test("what list and profiles showed can be completed, without asking the site", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    const known = (...words: string[]) => offered(words, { ...around, transport: offline });
    assertEquals(await known("show", SITE, ""), ["latest"]);
    const records = JSON.parse((await cli(["list", SITE, "--json"], around)).stdout);
    const ids = ["latest", ...records.map(({ id }: { id: number }) => String(id))];
    assertEquals(await known("show", SITE, ""), ids);
    assertEquals(await known("show", "https://other.example/", ""), ["latest"]);
    assertEquals(await known("profiles", "export", SITE, ""), []);
    await cli(["profiles", SITE], around);
    assertEquals(await known("profiles", "export", SITE, "1"), ["1"]);
    assertEquals(await known("backup", SITE, "--profile", ""), ["1"]);
    // The site may be typed without its slash, or in capitals.
    assertEquals(await known("show", SITE.slice(0, -1).toUpperCase(), ""), ids);
    const stdin = ["show", SITE, "", ""].join("\0");
    const { stdout } = await cli(["completions", "--line", "fish"], {
      ...around,
      transport: offline,
      readStdin: () => Promise.resolve(stdin),
    });
    assertEquals(stdout.split("\n")[1]?.replace(/^.*\t.* tab here$/, "described"), "described");
  }));

Deno.test("the numbers are kept for the user alone, without any secret", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    await cli(["list", SITE], around);
    await cli(["profiles", SITE], around);
    const cache = join(folder, "cache");
    const names = (await namesIn(cache)).filter((name) => /^(records|profiles)-/.test(name));
    assertEquals(names.length, 2);
    for (const name of names) {
      const text = await Deno.readTextFile(join(cache, name));
      assert(!text.includes("PlantedPassword") && !text.includes(DEFAULT_SECRET));
      assertEquals(((await Deno.stat(join(cache, name))).mode ?? 0) & 0o777, 0o600);
    }
  }));

Deno.test("a part of a list adds to what is known, and what is deleted is forgotten", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    const known = () => offered(["show", SITE, ""], around);
    await cli(["list", SITE, "--limit", "1"], around);
    assertEquals(await known(), ["latest", "2"]);
    await cli(["list", SITE, "--from", "1"], around);
    assertEquals(await known(), ["latest", "2", "1"]);
    await cli(["list", SITE, "--limit", "1"], around);
    assertEquals(await known(), ["latest", "2", "1"]);
    assertEquals((await cli(["delete", SITE, "2"], around)).status, 0);
    assertEquals(await known(), ["latest", "1"]);
  }));

Deno.test("an endpoint that was pasted is offered as the address of its site", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    const endpoint =
      "https://www.example.com/index.php?option=com_akeebabackup&view=api&format=raw";
    assertEquals((await cli(["test", endpoint], around)).status, 0);
    assertEquals(await offered(["test", ""], { ...around, transport: offline }), [
      "https://www.example.com/",
    ]);
  }));

Deno.test("nothing is kept with --no-cache", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    await cli(["list", SITE, "--no-cache"], around);
    assertEquals(await offered(["show", SITE, ""], around), ["latest"]);
  }));

Deno.test("a damaged file counts as nothing", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    await cli(["list", SITE], around);
    const cache = join(folder, "cache");
    const [name = ""] = (await namesIn(cache)).filter((each) => each.startsWith("records-"));
    for (const text of ["", "null", '{"schema":2,"ids":[{"id":1}]}']) {
      await Deno.writeTextFile(join(cache, name), text);
      assertEquals(await offered(["show", SITE, ""], around), ["latest"]);
    }
  }));
