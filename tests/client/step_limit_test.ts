/** How long a step may take, and what is sent on a guess when nobody knows whether it is over. */
import { assert, assertEquals } from "@std/assert";
import type { Mischief, SimulatorOptions } from "../../src/simulator/mod.ts";
import { traitsOf } from "../../src/transport/traits.ts";
import { methodOf } from "../support/mishaps.ts";
import { simulate, take } from "./backup_site.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1", stepMs: 2000 };

/** An upload in one step; nothing in the record moves meanwhile. */
const longStep = (seconds: number, mischief: Mischief): Mischief => ({
  match: { method: "stepBackup", nth: 4 },
  workMs: seconds * 1000,
  ...mischief,
});

Deno.test.each<[string, Mischief]>([
  ["a gateway that gives up after a minute", { gateway: { waitsMs: 60_000 } }],
  ["a gateway that answers 524", { gateway: { waitsMs: 100_000, status: 524 } }],
  ["a connection that is cut", { loseAnswer: "at-once" }],
])("after %s, no step is sent while that one may be running", async (_, mischief) => {
  const { simulator, connectWith } = simulate(JOOMLA);
  simulator.arm(longStep(590, mischief));
  const { record, error } = await take(await connectWith());
  assertEquals([error, record?.status, simulator.overlaps], [undefined, "complete", 1]);
});

Deno.test("a step that was sent without knowing whether the one before is over is told as a guess", async () => {
  const { simulator, connectWith } = simulate(JOOMLA);
  simulator.arm(longStep(420, { gateway: { waitsMs: 5000 } }));
  const { record, events } = await take(await connectWith());
  assertEquals(record?.guessedSteps, 1);
  assertEquals(events.filter(({ type }) => type === "guess"), [
    { type: "guess", recordId: 1, stillMs: 600_000 },
  ]);
  const last = events.at(-1);
  assertEquals(last?.type === "finished" ? last.guessedSteps : undefined, 1);
});

Deno.test("a backup whose every answer arrived has no step that was sent on a guess", async () => {
  const { connectWith } = simulate(JOOMLA);
  const { record, events } = await take(await connectWith());
  assertEquals(record?.guessedSteps, 0);
  assert(!events.some(({ type }) => type === "guess"));
});

Deno.test("a lost answer of the last step needs no guess: the record says that the backup is complete", async () => {
  const { simulator, connectWith } = simulate(JOOMLA);
  const steps = 12;
  simulator.arm({ match: { method: "stepBackup", nth: steps }, loseAnswer: "at-end" });
  const { record, events } = await take(await connectWith());
  assert(events.some(({ type }) => type === "recovering"));
  assertEquals([record?.status, record?.guessedSteps], ["complete", 0]);
});

Deno.test("the limit of a step is given once: for its answer, and for the stillness after a lost one", async () => {
  const { simulator, connectWith } = simulate(JOOMLA);
  const limits: (number | undefined)[] = [];
  const client = await connectWith(async (request) => {
    if (/Backup$/.test(await methodOf(request))) limits.push(traitsOf(request).answerMs);
    return await simulator.handle(request);
  });
  simulator.arm({ match: { method: "stepBackup", nth: 4 }, loseAnswer: "at-end" });
  const { events } = await take(client, { stepLimitMs: 1_200_000 });
  assertEquals(new Set(limits), new Set([1_200_000]));
  const guess = events.find(({ type }) => type === "guess");
  assertEquals(guess?.type === "guess" ? guess.stillMs : undefined, 1_200_000);
});

Deno.test("a step that never reached the site is sent as soon as the site is back, and is no guess", async () => {
  const { simulator, time, connectWith } = simulate(JOOMLA);
  const began = time.clock();
  let isAway = false;
  const client = await connectWith(async (request) => {
    // Away for two minutes, from the fourth step on.
    const steps = simulator.requests.filter(({ apiMethod }) => apiMethod === "stepBackup").length;
    isAway = steps === 3 && time.clock() - began < 120_000;
    if (isAway) throw new TypeError("tcp connect error: Connection refused (os error 111)");
    return await simulator.handle(request);
  });
  const { record, events } = await take(client);
  assertEquals([record?.status, record?.guessedSteps, simulator.overlaps], ["complete", 0, 1]);
  assert(events.some(({ type }) => type === "recovering"));
  assert(time.clock() - began < 160_000, `${time.clock() - began}`);
});
