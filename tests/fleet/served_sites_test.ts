/** A run over real connections: stopped, gone on with, and every archive here as it is on its server. */
import { assert, assertEquals } from "@std/assert";
import { timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { products } from "../../plugins/mod.ts";
import { connect } from "../../src/client/connect.ts";
import { drain } from "../../src/client/drain.ts";
import { fileRunMemory } from "../../src/client/file_run_memory.ts";
import type { FleetEvent, FleetJob } from "../../src/fleet/fleet_events.ts";
import { leftOf, type LeftToDo } from "../../src/fleet/resume.ts";
import { runFleet } from "../../src/fleet/run_fleet.ts";
import { runSiteJob } from "../../src/fleet/site_job.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";

const PRODUCTS = [
  { product: "joomla", version: "10.2.1" },
  { product: "wordpress", version: "9.1.1" },
  { product: "solo", version: "9.1.1" },
] as const;

/** Sites on ports of this computer, each with the product that comes next. */
async function servedSites(count: number) {
  const sites = await Promise.all(Array.from({ length: count }, async (_, index) => {
    const { product, version } = PRODUCTS[index % PRODUCTS.length] ?? PRODUCTS[0];
    const simulator = createSimulator({ product, version, stepMs: 5, partSize: 65_536 });
    const server = await serve(simulator);
    return { name: `site${index}`, simulator, server };
  }));
  const folder = await Deno.makeTempDir();
  const runs = fileRunMemory(join(folder, "runs"));
  const history = await openHistory(join(folder, "state"));
  const all = sites.map(({ name, server }): FleetJob<undefined> => ({
    site: name,
    address: server.url,
    profile: 1,
    async run({ emit, record, signal, stop }) {
      const site = await connect(server.url, { secret: DEFAULT_SECRET, products, runs, signal });
      const work = { download: { folderFor: () => join(folder, name) } };
      const { warnings } = await drain(runSiteJob(site, work, { record, signal, stop }), emit);
      return { state: warnings.length === 0 ? "ok" : "warnings", result: undefined };
    },
  }));
  const run = async (left: readonly LeftToDo[], more: {
    readonly resumes?: string | undefined;
    readonly onEvent?: (event: FleetEvent, stop: () => void) => void;
  } = {}) => {
    const stop = new AbortController();
    const jobs = left.flatMap(({ site, earlier }) => {
      const job = all.find((each) => each.site === site);
      return job === undefined ? [] : [{ ...job, earlier }];
    });
    const limits = { concurrency: 4, perHost: 4, locks: join(folder, "locks") };
    const plan = { jobs, history, ...limits, stop: stop.signal, resumes: more.resumes };
    const fleet = runFleet(plan);
    let next = await fleet.next();
    for (; !next.done; next = await fleet.next()) {
      more.onEvent?.(next.value, () => stop.abort());
    }
    return next.value;
  };
  const close = async () => {
    await history.close();
    await Promise.all(sites.map(({ server }) => server.close()));
    await Deno.remove(folder, { recursive: true });
  };
  return { sites, folder, history, run, close };
}

Deno.test("a run that is stopped again and again ends with every archive here, taken once, and no two steps at once", async () => {
  const { sites, folder, history, run, close } = await servedSites(9);
  let left: readonly LeftToDo[] = sites.map(({ name }) => ({ site: name, earlier: undefined }));
  let resumes: string | undefined;
  const moments = ["step", "part", "verifying", "started", "finished"];
  let rounds = 0;
  while (left.length > 0) {
    const moment = moments[rounds % moments.length];
    let seen = 0;
    const { run: id } = await run(left, {
      resumes,
      onEvent: (event, stop) => {
        if (event.type !== "work" || event.event.type !== moment) return;
        if (++seen === 3) stop();
      },
    });
    const facts = await history.run(id);
    assert(facts !== undefined);
    left = facts.state === "done" ? [] : await leftOf(history, facts);
    resumes = id;
    assert(++rounds < 20, "it comes to no end");
  }
  assert(rounds > 2, `${rounds}: it was never stopped`);
  for (const { name, simulator } of sites) {
    assertEquals([name, simulator.overlaps], [name, 1]);
    const states = simulator.site.records.map(({ status }) => status);
    assertEquals([name, states.filter((state) => state === "complete").length], [name, 1]);
    // The others begin a new backup for a step of one that they have forgotten: none is taken up there.
    if (simulator.options.product === "joomla") assertEquals([name, states.length], [name, 1]);
    const parts = simulator.site.records.find(({ status }) => status === "complete")?.parts ?? [];
    assert(parts.length > 1, name);
    for (const { name: file, size, read } of parts) {
      const here = await Deno.readFile(join(folder, name, file));
      assertEquals(here.byteLength, size);
      assert(timingSafeEqual(here, await read(0, size)), `${name}: ${file}`);
    }
  }
  for await (const { site, lastGood } of history.groups()) {
    assertEquals([site, lastGood?.copy.proof?.depth], [site, "read"]);
  }
  await close();
});

Deno.test("two runs at once over the same sites do each of them once", async () => {
  const { sites, run, close } = await servedSites(6);
  const left = sites.map(({ name }) => ({ site: name, earlier: undefined }));
  const [one, other] = await Promise.all([run(left), run(left.toReversed())]);
  const counts = [one.counts, other.counts];
  const sum = (state: "ok" | "skipped" | "failed") =>
    counts.reduce((all, each) => all + each[state], 0);
  assertEquals(sum("failed"), 0);
  for (const { simulator } of sites) assertEquals(simulator.overlaps, 1);
  const taken = sites.reduce((all, { simulator }) => all + simulator.site.records.length, 0);
  assertEquals([taken, sum("ok") + sum("skipped")], [sum("ok"), 12]);
  await close();
});
