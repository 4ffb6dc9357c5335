/** What the client does when the answer to a call of a backup is lost. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { connect } from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { createSimulator, DEFAULT_SECRET, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { giveUp, loseAnswer, methodOf, mishap } from "../support/mishaps.ts";
import { archiveOf, callsOf, simulate, take } from "./backup_site.ts";

Deno.test("a step whose answer is lost while the site goes on working is not sent again beside it", async () => {
  const slow: SimulatorOptions = { product: "joomla", version: "10.2.1", stepMs: 40_000 };
  const undisturbed = simulate(slow);
  const calm = await take(await undisturbed.connectWith());
  assert(calm.record !== undefined);

  const { simulator, connectWith } = simulate(slow);
  const client = await connectWith(mishap(simulator.handle, "stepBackup", [4], giveUp));
  const { record, events, error } = await take(client);
  assertEquals(error, undefined);
  assert(record !== undefined && events.some(({ type }) => type === "recovering"));
  assertEquals(simulator.overlaps, 1);
  const [ours, theirs] = [
    await archiveOf(client, record.id),
    await archiveOf(await undisturbed.connectWith(), calm.record.id),
  ];
  assertEquals(ours.map(({ length }) => length), theirs.map(({ length }) => length));
});

Deno.test("the simulated site does corrupt an archive when steps overlap: the rule is worth having", async () => {
  const { simulator, connectWith } = simulate({
    product: "joomla",
    version: "10.2.1",
    stepMs: 1000,
  });
  const client = await connectWith();
  const { backupId } = await callApi(client, "startBackup", { profile: 1 });
  for (let step = 1; step <= 3; step++) await callApi(client, "stepBackup", { backupId });
  await Promise.all([
    callApi(client, "stepBackup", { backupId }),
    callApi(client, "stepBackup", { backupId }),
  ]);
  assertEquals(simulator.overlaps, 2);
});

Deno.test("when the answer to the start is lost, the backup that began is taken up", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const client = await connectWith(mishap(simulator.handle, "startBackup", [1], loseAnswer));
  const { record } = await take(client);
  assertEquals(record?.status, "complete");
  assertEquals(callsOf(simulator, "startBackup").length, 1);
});

Deno.test("when the start never reached the site, its error is told, and nothing is started again", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const broken = mishap(
    simulator.handle,
    "startBackup",
    [1],
    () => Promise.reject(new SitehaulError("network/reset", "The connection broke")),
  );
  const { error } = await take(await connectWith(broken));
  assertEquals(error?.code, "network/reset");
  assertEquals(callsOf(simulator, "startBackup").length, 0);
});

Deno.test("an older backup of the same description is not taken for the one that never began", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const client = await connectWith();
  assertEquals((await take(client)).record?.id, 1);
  simulator.arm({ match: { method: "startBackup" }, loseRequest: true });
  const { error } = await take(client);
  assertEquals(error?.code, "network/reset");
});

Deno.test("a page in the place of a step's answer is a lost answer: the backup goes on", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  simulator.arm({ match: { method: "stepBackup", nth: 3 }, body: () => "<html>cached</html>" });
  const { record, events } = await take(await connectWith());
  assertEquals(record?.status, "complete");
  assert(events.some(({ type }) => type === "recovering"));
});

Deno.test("a step is sent once, however often other calls may be repeated", async () => {
  const time = new FakeTime();
  const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
  const sent: string[] = [];
  const client = await connect("https://www.example.com/", {
    secret: DEFAULT_SECRET,
    sleep: time.sleep,
    transport: async (request) => {
      const method = await methodOf(request);
      sent.push(method);
      if (method === "getVersion") return await handle(request);
      throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
    },
  });
  for (
    const call of [() => callApi(client, "startBackup", { profile: 1 }), () => client.profiles()]
  ) {
    await assertRejects(call, SitehaulError);
  }
  assertEquals(sent.filter((method) => method === "startBackup").length, 1);
  assertEquals(sent.filter((method) => method === "getProfiles").length, 3);
});

Deno.test("answers that are lost again and again end the backup, not the patience", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const broken = mishap(
    simulator.handle,
    "stepBackup",
    [2, 3, 4, 5, 6, 7, 8, 9],
    () => Promise.reject(new SitehaulError("network/timeout", "No answer in time")),
  );
  const { error } = await take(await connectWith(broken));
  assertEquals([error?.code, error?.exit], ["backup/stalled", 120]);
});

Deno.test("a gateway that gives up on a step has lost its answer, no more: the backup goes on", async () => {
  const { simulator, connectWith } = simulate({
    product: "joomla",
    version: "10.2.1",
    stepMs: 30_000,
  });
  const impatient = mishap(simulator.handle, "stepBackup", [3], (request, inner) => {
    inner(request).then((response) => response.body?.cancel());
    return Promise.resolve(new Response("<h1>Gateway Time-out</h1>", { status: 504 }));
  });
  const { record } = await take(await connectWith(impatient));
  assertEquals(record?.status, "complete");
  assertEquals(simulator.overlaps, 1);
});
