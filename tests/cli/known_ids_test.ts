import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { cli, type Surroundings } from "./fake_world.ts";

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
    const known = async (...args: string[]) =>
      (await cli(["completions", ...args], { ...around, transport: offline })).stdout;
    assertEquals(await known("--records", SITE), "");
    const records = JSON.parse((await cli(["list", SITE, "--json"], around)).stdout);
    const lines = (await known("--records", SITE)).trimEnd().split("\n");
    assertEquals(
      lines.map((line) => Number(line.split("\t")[0])),
      records.map(({ id }: { id: number }) => id),
    );
    assertEquals(lines[0]?.split("\t").length, 2);
    assertEquals(lines[0]?.endsWith(" tab here"), true);
    assertEquals(await known("--records", "https://other.example/"), "");
    assertEquals(await known("--profiles", SITE), "");
    await cli(["profiles", SITE], around);
    assertEquals((await known("--profiles", SITE)).split("\n")[0]?.startsWith("1\t"), true);
    // The site may be typed without its slash, or in capitals.
    assertEquals(
      (await known("--records", SITE.slice(0, -1).toUpperCase())).trimEnd().split("\n"),
      lines,
    );
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
    const known = async () => {
      const { stdout } = await cli(["completions", "--records", SITE], around);
      return stdout.split("\n").map((line) => line.split("\t")[0]).filter((id) => id !== "");
    };
    await cli(["list", SITE, "--limit", "1"], around);
    assertEquals(await known(), ["2"]);
    await cli(["list", SITE, "--from", "1"], around);
    assertEquals(await known(), ["2", "1"]);
    await cli(["list", SITE, "--limit", "1"], around);
    assertEquals(await known(), ["2", "1"]);
    assertEquals((await cli(["delete", SITE, "2"], around)).status, 0);
    assertEquals(await known(), ["1"]);
  }));

Deno.test("an endpoint that was pasted is offered as the address of its site", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    const endpoint =
      "https://www.example.com/index.php?option=com_akeebabackup&view=api&format=raw";
    assertEquals((await cli(["test", endpoint], around)).status, 0);
    const { stdout } = await cli(["completions", "--words"], { ...around, transport: offline });
    assertEquals(stdout, "https://www.example.com/\n");
  }));

Deno.test("nothing is kept with --no-cache", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    await cli(["list", SITE, "--no-cache"], around);
    const { stdout } = await cli(["completions", "--records", SITE], around);
    assertEquals(stdout, "");
  }));

Deno.test("a damaged file counts as nothing", () =>
  inFolder(async (folder) => {
    const around = surroundings(folder);
    await cli(["list", SITE], around);
    const cache = join(folder, "cache");
    const [name = ""] = (await namesIn(cache)).filter((each) => each.startsWith("records-"));
    for (const text of ["", "null", '{"schema":2,"ids":[{"id":1}]}']) {
      await Deno.writeTextFile(join(cache, name), text);
      const { status, stdout } = await cli(["completions", "--records", SITE], around);
      assertEquals([status, stdout], [0, ""]);
    }
  }));
