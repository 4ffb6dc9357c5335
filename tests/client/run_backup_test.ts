/**
 * The rules that keep an archive whole, each against a simulated site that behaves as real ones do
 * when the rule is broken.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { drain } from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import type { SimulatorOptions } from "../../src/simulator/mod.ts";
import { changeData, loseAnswer, mishap } from "../support/mishaps.ts";
import { callsOf, DESCRIPTION, simulate, take } from "./backup_site.ts";

const VERSIONS: readonly SimulatorOptions[] = [
  { product: "joomla", version: "3.3.0" },
  { product: "joomla", version: "6.6.1" },
  { product: "joomla", version: "7.5.0.1" },
  { product: "joomla", version: "9.3.3" },
  { product: "joomla", version: "10.2.1" },
  { product: "wordpress", version: "1.3.4" },
  { product: "wordpress", version: "9.1.1" },
  { product: "solo", version: "8.2.0" },
];

for (const options of VERSIONS) {
  const { product, version } = options;

  Deno.test(`a backup of ${product} ${version} runs to its end, and its record is found`, async () => {
    const { simulator, connectWith } = simulate(options);
    const { events, record, error } = await take(await connectWith());
    assertEquals(error, undefined);
    assertEquals([record?.status, record?.meta], ["complete", "ok"]);
    assertEquals(record?.description, DESCRIPTION);
    assertEquals(events.at(0)?.type, "started");
    assertEquals(events.at(-1)?.type, "finished");
    assertEquals([...simulator.site.records].length, 1);
    assertEquals(simulator.overlaps, 1);
    // To see whether another one runs, and whether one began; to find it where the start tells no number.
    const lists = callsOf(simulator, "listBackups").length;
    assertEquals(lists, api1WithoutNumber(options) ? 3 : 2);
  });

  Deno.test(`when the answer to the last step of ${product} ${version} is lost, the record is asked`, async () => {
    const steps = await stepsOf(options);
    const { simulator, connectWith } = simulate(options);
    const client = await connectWith(mishap(simulator.handle, "stepBackup", [steps], loseAnswer));
    const { record, events } = await take(client);
    assertEquals(record?.status, "complete");
    assert(events.some(({ type }) => type === "recovering"));
    assertEquals(callsOf(simulator, "stepBackup").length, steps);
    assertEquals([...simulator.site.records].length, 1, "a phantom backup was begun");
  });
}

/** WordPress 1.3.4 does not tell the record's number when a backup starts. */
function api1WithoutNumber({ product, version }: SimulatorOptions): boolean {
  return product === "wordpress" && version === "1.3.4";
}

async function stepsOf(options: SimulatorOptions): Promise<number> {
  const { simulator, connectWith } = simulate(options);
  await take(await connectWith());
  return callsOf(simulator, "stepBackup").length;
}

Deno.test("the tag is never sent back: on 7.5 and 8.0 it would begin another backup", async () => {
  for (const version of ["7.5.0.1", "10.2.1"]) {
    const { simulator, connectWith } = simulate({ product: "joomla", version });
    await take(await connectWith());
    const steps = callsOf(simulator, "stepBackup");
    assert(steps.length > 3);
    assertEquals(steps.filter(({ parameters }) => "tag" in parameters), []);
  }
});

Deno.test("nothing is started while another backup of the site is running, unless by force", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const client = await connectWith();
  await callApi(client, "startBackup", { profile: 1 });
  const { error } = await take(client);
  assertEquals(error?.code, "backup/already-running");
  assertEquals(callsOf(simulator, "startBackup").length, 1);
  assertEquals((await take(client, { force: true })).record?.status, "complete");
});

Deno.test("a record that has been still for long is a dead backup, and no reason to refuse", async () => {
  const { time, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const client = await connectWith();
  await callApi(client, "startBackup", { profile: 1 });
  await time.sleep(3_600_000);
  assertEquals((await take(client)).record?.status, "complete");
});

Deno.test("a profile that is not there is refused before anything is started", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const { error } = await take(await connectWith(), { profile: 999 });
  assertEquals([error?.code, error?.exit], ["profile/unknown", 39]);
  assertStringIncludes(error?.hint ?? "", "Default Backup Profile");
  assertEquals(callsOf(simulator, "startBackup").length, 0);
});

Deno.test("warnings of every step are told once, and are all there in the end", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const warn = (message: string) => changeData((data) => data.Warnings = [message]);
  let transport = mishap(simulator.handle, "stepBackup", [2], warn("Unreadable file /a"));
  transport = mishap(transport, "stepBackup", [3], warn("Unreadable file /a"));
  transport = mishap(transport, "stepBackup", [4], warn("Unreadable file /b"));
  const { events } = await take(await connectWith(transport));
  const told = events.flatMap((event) => event.type === "warning" ? [event.message] : []);
  assertEquals(told, ["Unreadable file /a", "Unreadable file /b"]);
  const last = events.at(-1);
  assertEquals(last?.type === "finished" ? last.warnings : undefined, told);
});

Deno.test("the wait that a server asks for is kept before the next step", async () => {
  const { simulator, time, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const asking = mishap(
    simulator.handle,
    "stepBackup",
    [2],
    changeData((data) => data.sleepTime = 9000),
  );
  const client = await connectWith(asking);
  const began = time.clock();
  await take(client);
  assertEquals(time.clock() - began, 9000);
});

Deno.test("an aborted backup ends with the caller's reason, and sends nothing more", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const controller = new AbortController();
  const client = await connectWith();
  const running = client.takeBackup({ signal: controller.signal });
  for (let event = 1; event <= 3; event++) await running.next();
  controller.abort(new SitehaulError("interrupted", "Interrupted"));
  const sent = simulator.requests.length;
  const error = await assertRejects(() => drain(running), SitehaulError);
  assertEquals([error?.code, simulator.requests.length], ["interrupted", sent]);
});
