import { assertEquals } from "@std/assert";
import { createSimulator } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { callerFor, type Step } from "./caller.ts";

Deno.test("a gateway gives up on a long step, the site goes on with it, and nothing moves meanwhile", async () => {
  const time = new FakeTime();
  const { date: clock, sleep } = time;
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", clock, sleep });
  const address = "http://site.test/index.php?option=com_akeebabackup&view=api&format=raw";
  const caller = callerFor(simulator, address);
  const { backupid } = await caller.data<Step>("startBackup");
  const began = time.clock();
  simulator.arm({
    match: { method: "stepBackup" },
    times: 1,
    workMs: 420_000,
    gateway: { waitsMs: 60_000 },
  });
  const { status, body } = await caller.raw("stepBackup", { backupid: `${backupid}` });
  await body?.cancel();
  assertEquals([status, time.clock() - began], [504, 60_000]);
  const [record] = simulator.site.records;
  const before = structuredClone(record?.end);
  await sleep(350_000);
  assertEquals(record?.end, before);
  await simulator.idle();
  assertEquals(record?.end, new Date(began + 420_000).toISOString().slice(0, 19).replace("T", " "));
  assertEquals((await caller.data<Step>("stepBackup", { backupid: `${backupid}` })).HasRun, true);
});
