/** Which run `resume` takes, and from where the paths of its own line are found. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, jsonLines, type Surroundings } from "./fake_world.ts";

const NAMES = ["a", "b", "c"];

interface Sites {
  readonly folder: string;
  readonly run: (args: readonly string[], around?: Surroundings) => ReturnType<typeof cli>;
}

function withSites(test: (sites: Sites) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const { date: clock, sleep, clock: ofWorld } = new FakeTime();
    const simulators = new Map(NAMES.map((name) => [
      `${name}.example`,
      createSimulator({ product: "joomla", version: "10.2.1", clock, sleep }),
    ]));
    const transport = (request: Request) =>
      simulators.get(new URL(request.url).hostname)?.handle(request) ??
        Promise.reject(new TypeError("no such host"));
    const lines = NAMES.map((name) =>
      `  - { name: ${name}, url: "https://${name}.example", credential: { secret: "${DEFAULT_SECRET}" } }\n`
    );
    const config = join(folder, "sitehaul.yaml");
    await Deno.writeTextFile(config, `sites:\n${lines.join("")}`, { mode: 0o600 });
    const variables = { HOME: folder, SITEHAUL_CONFIG: config };
    const surroundings = { folder, transport, clock: ofWorld, sleep, variables };
    await test({ folder, run: (args, around) => cli(args, { ...surroundings, ...around }) });
  });
}

/** Interrupts it in the middle of its first backup. */
function interrupted(): Surroundings {
  const controller = new AbortController();
  let stop = () => controller.abort();
  return {
    signal: controller.signal,
    onFirstInterrupt: (act) => {
      stop = act;
      return () => {};
    },
    onStdout: (text) => void (text.includes('"step":3') && stop()),
  };
}

const RUN = ["run", "--all", "--concurrency", "1", "--json"];

Deno.test("resume takes the newest run over several sites, past commands on one that came later", () =>
  withSites(async ({ run }) => {
    const [started] = jsonLines((await run(RUN, interrupted())).stdout);
    assertEquals((await run(["backup", "b", "--json"], interrupted())).status, 130);
    const { status, stderr } = await run(["resume"]);
    assertMatch(stderr, new RegExp(`^the run ${started?.["run"]} goes on: 3 of 3 sites left\n`));
    assertEquals(status, 0);
    assertMatch((await run(["resume"])).stdout, /^No run was interrupted/);
  }));

Deno.test("resume names the command on one site that is to be typed again", () =>
  withSites(async ({ run }) => {
    assertEquals((await run(["backup", "b", "--json"], interrupted())).status, 130);
    const [{ run: id } = {}] = JSON.parse((await run(["history", "--json"])).stdout);
    const { status, stderr } = await run(["resume", String(id)]);
    assertEquals(status, 2);
    assertMatch(
      stderr,
      new RegExp(`^sitehaul: The run ${id} was the command backup on one site\n`),
    );
  }));

Deno.test("the state folder of resume is found from where resume is typed", () =>
  withSites(async ({ run, folder }) => {
    const there = join(folder, "there");
    await Deno.mkdir(there);
    await run([...RUN, "--state", "../state"], { ...interrupted(), folder: there });
    assertEquals((await run(["resume", "--state", "state"])).status, 0);
    const runs = JSON.parse((await run(["history", "--state", "state", "--json"])).stdout);
    assertEquals(runs.map(({ state }: { state: string }) => state), ["done", "interrupted"]);
    assertEquals([...Deno.readDirSync(there)], []);
  }));

Deno.test("who left a command on one site is told to type it again, not to resume it", () =>
  withSites(async ({ run, folder }) => {
    assertEquals((await run(["backup", "b", "--json"], interrupted())).status, 130);
    const [{ run: id } = {}] = JSON.parse((await run(["history", "--json"])).stdout);
    // As a process leaves it that is killed.
    const runs = join(folder, ".local", "state", "sitehaul", "runs");
    await Deno.writeTextFile(join(runs, `${id}.left`), "");
    assertEquals(
      (await run(["test", "a"])).stderr,
      `note: the run ${id} was interrupted; it was the command backup on b: type it again\n`,
    );
  }));

Deno.test("a site that is not configured any more is left out, and not asked at its name", () =>
  withSites(async ({ run, folder }) => {
    await run(RUN, interrupted());
    const config = join(folder, "sitehaul.yaml");
    const text = await Deno.readTextFile(config);
    await Deno.writeTextFile(config, text.replaceAll("name: ", "name: other-"));
    const lost = await run(["resume"]);
    assertMatch(lost.stderr, /^sitehaul: None of the sites that are left is configured\n/);
    await Deno.writeTextFile(config, text.replace(/^.*name: c,.*$/m, ""));
    const { status, stdout, stderr } = await run(["resume"]);
    assertEquals([status, stdout], [0, "2 sites done\n"], stderr);
    assertMatch(stderr, /c is not configured any more: it is left out/);
  }));
