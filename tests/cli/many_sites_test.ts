/** Ten thousand sites: work grows with their number, and not with its square. It is counted, not timed. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { configurationOf } from "../../bench/many_sites_file.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { Configuration } from "../../src/cli/context/configuration.ts";
import { createHumanOutput } from "../../src/cli/output/human.ts";
import { addSites } from "../../src/config/edit.ts";
import { LineFinder, lineOf } from "../../src/config/locate.ts";
import { parseConfiguration } from "../../src/config/read.ts";
import type { SiteSettings } from "../../src/config/schema.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, jsonLines } from "./fake_world.ts";

Deno.test("a file of ten thousand sites is read, and one of more than 4 MiB", () => {
  const text = configurationOf(10_000);
  assert(text.length > 4 * 1024 * 1024, `${text.length}`);
  const { sites } = parseConfiguration(text, "sitehaul.yaml");
  assertEquals([sites.length, sites[9999]?.name], [10_000, "customer-9999"]);
});

Deno.test("finding every site by its name looks at each of them once or twice", () => {
  const looksAmong = (count: number) => {
    let looks = 0;
    const sites = Array.from({ length: count }, (_, index): SiteSettings => ({
      get name() {
        looks += 1;
        return `Site-${index}`;
      },
      url: "a.example",
    }));
    const configuration = { version: 1 as const, defaults: {}, plugins: [], fleet: {}, sites };
    const loaded = { file: "/x.yaml", text: "", configuration, standing: "named" as const };
    const around = { places: {}, world: {}, output: {}, once: () => {} };
    const found = new Configuration(loaded, [], around as never);
    for (let index = 0; index < count; index++) {
      assertEquals(found.siteCalled(`sITE-${index}`)?.url, "a.example");
    }
    assertEquals(found.siteCalled("site"), undefined);
    return looks;
  };
  assertEquals(looksAmong(2000), 10 * looksAmong(200));
});

Deno.test("the lines of a thousand wrong sites are found in about one reading of the file", () => {
  const readsOf = (count: number) => {
    const text = configurationOf(count);
    let reads = 0;
    const lines = new Proxy(text.split("\n"), {
      get(target, key) {
        if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(target, key);
      },
    });
    const finder = new LineFinder(lines);
    for (let index = 0; index < count; index++) {
      const line = finder.lineOf(["sites", index, "product"]);
      assertEquals(lines[line - 1], "    product: joomla");
    }
    assertEquals(finder.lineOf(["sites", 3, "tags"]), lineOf(text, ["sites", 3, "tags"]));
    assertEquals(finder.lineOf(["defaults", "tags"]), 4);
    return reads;
  };
  const [few, many] = [readsOf(100), readsOf(1000)];
  assert(many < 10.5 * few, `${few} and ${many}`);
});

Deno.test("many sites are added in one go, all of them or none", () => {
  const sites = parseConfiguration(configurationOf(300), "x").sites;
  const before = "# mine\nsites:\n  - { name: first, url: a.example }\n# the end\n";
  const text = addSites(before, sites, "x");
  assertEquals(parseConfiguration(text, "x").sites, [
    { name: "first", url: "a.example" },
    ...sites,
  ]);
  assertEquals(text.startsWith("# mine\nsites:\n  - { name: first"), true);
  assertEquals(addSites(before, [], "x"), before);
  const [one] = sites;
  assert(one !== undefined);
  const again = { ...one, name: one.name.toUpperCase() };
  const error = assertThrows(() => addSites(before, [one, again], "x"), SitehaulError);
  assertEquals(error.message, "There is already a site CUSTOMER-0 in x");
});

Deno.test("certificate authorities that many sites share are read once in a run", () =>
  inFolder(async (folder) => {
    const file = `${folder}/sitehaul.yaml`;
    const site = (name: string) => `  - { name: ${name}, url: ${name}.example, caFile: ca.pem }\n`;
    await Deno.writeTextFile(file, `sites:\n${["a", "b", "c"].map(site).join("")}`);
    await Deno.writeTextFile(`${folder}/ca.pem`, "no certificate\n");
    const args = ["test", "--all", "--dry-run", "--json", `--config=${file}`];
    const { status, stdout } = await cli(args, {
      onStdout: () => {
        const other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        Deno.writeTextFileSync(`${folder}/ca.pem`, other);
      },
    });
    assertEquals(status, 121);
    const events = jsonLines(stdout).filter(({ type }) => type === "site");
    assertEquals(events.map(({ ok }) => ok), [false, false, false]);
    assert(events.every((event) => JSON.stringify(event).includes("no certificate in PEM format")));
  }));

Deno.test("the column of names is measured once for all sites, and anew for another width", () => {
  let [reads, columns] = [0, 80];
  const names = Array.from({ length: 500 }, (_, index) => `customer-${index}`);
  const counted = new Proxy(names, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
      return Reflect.get(target, key);
    },
  });
  const written: string[] = [];
  const world = {
    stdout: (text: string) => void written.push(text),
    stderr: () => {},
    terminal: { stdin: true, stdout: true, stderr: true },
    columns: () => columns,
    timeZone: "UTC",
  };
  const settings = { quiet: true, debug: false, color: false, forceColor: false, utc: true };
  const output = createHumanOutput(world as never, settings);
  output.several({ noun: "site", names: counted });
  const settle = (site: string) =>
    output.settled(site, {
      details: {},
      result: { site, id: 1, taken: undefined, size: 1, parts: 1, download: undefined },
    });
  for (const name of names) settle(name);
  assertEquals(reads, 500);
  assertEquals(written[0], "customer-0    backup 1, 1 B, on the server\n");
  columns = 60;
  settle("customer-0");
  assertEquals(reads, 1000);
});
