/** The history on every runtime: written by one, read by another, and true after a kill. */
import { assertEquals } from "@std/assert";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { NEIGHBOURS, run, start, testOnEach, watch } from "./program.ts";

const SITE = { product: "joomla", version: "10.2.1" } as const;
const env = { SITEHAUL_SECRET: DEFAULT_SECRET };

testOnEach("what is done is remembered, and any runtime shows it", async (program, folder) => {
  await using server = await serve(createSimulator(SITE));
  const { status, stderr } = await run(program, ["backup", server.url, "--quiet"], { folder, env });
  assertEquals([status, stderr], [0, ""]);
  for (const other of NEIGHBOURS) {
    const shown = await run(other, ["history", "--jobs", "--json"], { folder });
    assertEquals([other.name, shown.status, shown.stderr], [other.name, 0, ""]);
    const [job, ...more] = JSON.parse(shown.stdout);
    assertEquals([job.state, job.backup?.id, more], ["ok", 1, []]);
  }
});

testOnEach(
  "a run lives for every runtime until it is killed, and is interrupted for every one then",
  async (program, folder) => {
    const slow = { ...SITE, stepMs: 50, steps: 400 };
    await using one = await serve(createSimulator(slow));
    await using two = await serve(createSimulator(slow));
    const words = ["backup", one.url, two.url, "--parallel", "2"];
    await using child = start([...program.command, ...words], { folder, env });
    const states = async () => {
      const found: string[] = [];
      for (const other of NEIGHBOURS) {
        const { stdout, stderr } = await run(other, ["history", "--json"], { folder });
        assertEquals(stderr, "");
        for (const each of JSON.parse(stdout)) found.push(each.state);
      }
      return new Set(found);
    };
    let alive = new Set<string>();
    await watch(child, "stderr", /: step 2/, async () => {
      alive = await states();
      child.kill("SIGKILL");
    });
    await child.status;
    await child.stdout.cancel();
    assertEquals(alive, new Set(["running"]));
    assertEquals(await states(), new Set(["interrupted"]));
  },
  { unix: true },
);
