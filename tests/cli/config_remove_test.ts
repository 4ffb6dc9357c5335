/** Sites that leave the configuration, and the tags that others come with. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { atHome, SHOP } from "./at_home.ts";
import { ALL_TERMINALS } from "./fake_world.ts";
import { offered } from "./offered.ts";

const GIVEN = ["--secret", DEFAULT_SECRET];
const TWO = `${SHOP}  - name: blog\n    url: https://blog.example/\n`;

Deno.test("config remove takes the sites out of the file, which stays trusted and as private", () =>
  atHome(async ({ run, write, read, folder }) => {
    await write("sitehaul.yaml", TWO);
    const { status, stdout } = await run(["config", "remove", "Shop", "--json"]);
    const file = join(folder, "sitehaul.yaml");
    assertEquals([status, JSON.parse(stdout)], [0, { schema: 1, ok: true, file, sites: ["shop"] }]);
    assertEquals(await read("sitehaul.yaml"), "sites:\n" + TWO.slice(SHOP.length));
    assertEquals(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    assertEquals(JSON.parse((await run(["config", "path", "--json"])).stdout).trust, "trusted");
    const other = await run(["config", "remove", "blog"]);
    assertEquals([other.status, await read("sitehaul.yaml")], [0, "sites: []\n"]);
  }));

Deno.test("of several sites all are removed or none, and who is there is asked", () =>
  atHome(async ({ run, write, read }) => {
    await write("sitehaul.yaml", TWO);
    const unknown = await run(["config", "remove", "blog", "shpo"]);
    assertEquals(unknown.status, 35);
    assertMatch(unknown.stderr, /There is no site "shpo" in .*\nhint: Did you mean shop\?/);
    const questions: string[] = [];
    const answering = (answer: boolean) => ({
      terminal: ALL_TERMINALS,
      ask: (question: string) => {
        questions.push(question);
        return Promise.resolve(answer);
      },
    });
    const both = ["config", "remove", "blog", "shop"];
    assertEquals((await run(both, answering(false))).status, 130);
    assertEquals(await read("sitehaul.yaml"), TWO);
    assertEquals((await run([...both, "--yes"], answering(false))).status, 0);
    assertEquals([questions.length, await read("sitehaul.yaml")], [1, "sites: []\n"]);
    assertMatch(questions[0] ?? "", /^Remove blog, shop from .*sitehaul\.yaml\?$/);
  }));

Deno.test("config remove refuses a file that is not trusted, and one that is not there", () =>
  atHome(async ({ run, folder }) => {
    assertEquals((await run(["config", "remove", "shop"])).status, 35);
    await Deno.writeTextFile(join(folder, "sitehaul.yaml"), SHOP, { mode: 0o600 });
    const { status, stdout } = await run(["config", "remove", "shop", "--json"]);
    assertEquals([status, JSON.parse(stdout).code], [50, "config/untrusted"]);
    assertEquals(await Deno.readTextFile(join(folder, "sitehaul.yaml")), SHOP);
  }));

Deno.test("config add and config import give the tags that are wanted, each once", () =>
  atHome(async ({ run, write, read }) => {
    const file = "--config=x.yaml";
    const tags = ["--tag", "daily", "--tag", "big", "--tag", "daily"];
    const add = ["config", "add", "b.example", "--name=b", file, ...tags, ...GIVEN];
    assertEquals((await run(add)).status, 0);
    await write(".akeebaremotecli", "[c]\nhost=c.example\n[d]\nhost=d.example\n");
    assertEquals((await run(["config", "import", file, "--tag=daily"])).status, 0);
    const listed = JSON.parse((await run(["config", "list", file, "--json"])).stdout);
    assertEquals(
      listed.map(({ name, tags }: { name: string; tags: string[] }) => [name, tags]),
      [["b", ["daily", "big"]], ["c", ["daily"]], ["d", ["daily"]]],
    );
    assert(!(await read("x.yaml")).includes("tags: []"));
    assertEquals((await run([...add, "--tag="])).status, 2);
  }));

Deno.test("tags, and sites to remove, are completed", () =>
  atHome(async ({ write, folder }) => {
    await write(
      "sitehaul.yaml",
      `defaults: { tags: [rest] }\n${SHOP}    tags: [daily, two words, $(id)]\n`,
    );
    const around = { folder, variables: { HOME: folder } };
    assertEquals(await offered(["backup", "--tag", ""], around), ["daily", "rest"]);
    assertEquals(await offered(["config", "remove", ""], around), ["shop"]);
  }));
