/** Trouble that comes again and again ends the watch of a record some time, too. */
import { assert, assertEquals } from "@std/assert";
import type { Mischief, SimulatorOptions } from "../../src/simulator/mod.ts";
import { methodOf } from "../support/mishaps.ts";
import { simulate, take } from "./backup_site.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };

Deno.test("a site of which every other answer is a page does not make a backup wait for ever", async () => {
  const { simulator, time, connectWith } = simulate(JOOMLA);
  simulator.arm({ match: { method: "stepBackup", nth: 3 }, loseAnswer: "at-end" });
  let asked = 0;
  const client = await connectWith(async (request) => {
    const isAsked = await methodOf(request) === "getBackupInfo";
    if (isAsked && asked > 5000) throw new Error("it is watched for ever");
    return isAsked && ++asked % 2 === 1
      ? new Response("<h1>Bad Gateway</h1>", { status: 502 })
      : await simulator.handle(request);
  });
  const began = time.clock();
  const { record, error } = await take(client);
  assertEquals([error?.message, record?.status, record?.guessedSteps], [undefined, "complete", 1]);
  assert(time.clock() - began < 3_600_000, `${time.clock() - began} ms`);
});

Deno.test.each<[string, Mischief, number]>([
  ["whose reply is lost", { loseAnswer: "at-end" }, 600_000],
  ["that something in front of the site refuses", { http: { status: 403 } }, 60_000],
  ["that never reached the site", { refuseConnection: true }, 0],
])("the watch after a step %s says how long it is at most", async (_, trouble, waitMs) => {
  const { simulator, connectWith } = simulate(JOOMLA);
  const client = await connectWith();
  simulator.arm({ match: { method: "stepBackup", nth: 3 }, ...trouble });
  const { record, events } = await take(client);
  assertEquals(record?.status, "complete");
  const [watch] = events.filter((event) => event.type === "recovering");
  assertEquals(watch?.waitMs, waitMs);
});
