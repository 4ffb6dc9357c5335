/** Simulated sites in processes of their own, as benchmarks and the tests of many sites use them. */
import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { connect, drain } from "../../mod.ts";
import { serveFleet } from "../../bench/fleet_sites.ts";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";

const SITES = [
  { product: "joomla", version: "10.2.1" },
  { product: "wordpress", version: "9.1.1" },
  { product: "solo", version: "9.1.1", stepMs: 100 },
] as const;

Deno.test("sites in several processes count what they see, each for itself", async () => {
  await using fleet = await serveFleet(SITES, { processes: 2 });
  await inFolder(async (dir) => {
    const site = await connect(fleet.urls[1] ?? "", { secret: DEFAULT_SECRET });
    const record = await drain(site.takeBackup());
    await drain(site.download(record.id, { dir }));
    const sums = await fleet.sums(1);
    assertEquals(Object.keys(sums), [record.archive]);
    assertMatch(sums[record.archive] ?? "", /^[\da-f]{64}$/);
  });
  const [first, second, third] = await fleet.counters();
  assertEquals([first?.requests, third?.requests], [0, 0]);
  assertEquals([second?.starts, second?.atOnce, second?.deletions], [1, 1, 0]);
  assertEquals(second?.records.map(({ status }) => status), ["complete"]);
  assertGreater(second?.steps, 5);
  assertGreater(second?.bytes, 100_000);
});

Deno.test("two steps in flight at one site are counted, also when their clients are gone", async () => {
  await using fleet = await serveFleet(SITES);
  const [, , url = ""] = fleet.urls;
  const call = (rest: string, signal?: AbortSignal) =>
    fetch(`${url}index.php?option=com_akeeba&view=api&format=raw&method=${rest}`, {
      headers: { "X-Akeeba-Auth": DEFAULT_SECRET },
      ...signal && { signal },
    });
  const { data: { backupid } } = await (await call("startBackup&profile=1")).json();
  const step = `stepBackup&backupid=${backupid}`;
  await call(step, AbortSignal.timeout(30)).catch(() => {});
  await (await call(step)).text();
  assertEquals((await fleet.counters()).map(({ atOnce }) => atOnce), [0, 0, 2]);
});
