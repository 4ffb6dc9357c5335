/**
 * The rules that keep an archive whole, each against a simulated site that behaves as real ones do
 * when the rule is broken.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type BackupEvent,
  type BackupOptions,
  type BackupRecord,
  type Client,
  connect,
  drain,
} from "../../mod.ts";
import { SitehaulError } from "../../src/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { FakeTime } from "../support/fake_time.ts";
import { changeData, giveUp, loseAnswer, methodOf, mishap } from "../support/mishaps.ts";

const DESCRIPTION = "Test of the rules";

interface Site {
  readonly simulator: Simulator;
  readonly time: FakeTime;
  readonly connectWith: (transport?: Transport) => Promise<Client>;
}

function simulate(options: SimulatorOptions): Site {
  const time = new FakeTime();
  const simulator = createSimulator({ clock: time.date, sleep: time.sleep, ...options });
  const connectWith = (transport: Transport = simulator.handle) =>
    connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      transport,
      attempts: 1,
      clock: time.clock,
      sleep: time.sleep,
    });
  return { simulator, time, connectWith };
}

interface Outcome {
  readonly events: readonly BackupEvent[];
  readonly record?: BackupRecord;
  readonly error?: SitehaulError;
}

async function take(client: Client, options: BackupOptions = {}): Promise<Outcome> {
  const events: BackupEvent[] = [];
  const running = client.takeBackup({ description: DESCRIPTION, ...options });
  try {
    const record = await drain(running, (event) => events.push(event));
    return { events, record };
  } catch (error) {
    if (!(error instanceof SitehaulError)) throw error;
    return { events, error };
  }
}

function callsOf({ requests }: Simulator, method: string) {
  return requests.filter(({ apiMethod }) => apiMethod === method);
}

async function archiveOf(client: Client, id: number): Promise<Uint8Array[]> {
  const { files = [] } = await client.backup(id);
  const bytes: Uint8Array[] = [];
  for (const { part } of files) {
    const text = await client.call("download", { id, part, segment: 1 });
    bytes.push(Uint8Array.fromBase64(text));
  }
  return bytes;
}

const VERSIONS: readonly SimulatorOptions[] = [
  { product: "joomla", version: "3.3.0" },
  { product: "joomla", version: "7.4.0.1" },
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
    // Once to see whether another one runs; where the start tells no number, once more in the end.
    const lists = callsOf(simulator, "listBackups").length;
    assertEquals(lists, api1WithoutNumber(options) ? 2 : 1);
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
  const { backupId } = await client.startBackup({ profile: 1 });
  for (let step = 1; step <= 3; step++) await client.stepBackup({ backupId });
  await Promise.all([client.stepBackup({ backupId }), client.stepBackup({ backupId })]);
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
  for (const call of [() => client.startBackup({ profile: 1 }), () => client.profiles()]) {
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

Deno.test("the tag is never sent back: on 7.5 and 8.0 it would begin another backup", async () => {
  for (const version of ["7.5.0.1", "10.2.1"]) {
    const { simulator, connectWith } = simulate({ product: "joomla", version });
    await take(await connectWith());
    const steps = callsOf(simulator, "stepBackup");
    assert(steps.length > 3);
    assertEquals(steps.filter(({ parameters }) => "tag" in parameters), []);
  }
});

for (
  const options of [
    { product: "wordpress", version: "9.1.1" },
    { product: "joomla", version: "7.5.0.1", php: 7 },
  ] satisfies SimulatorOptions[]
) {
  Deno.test(`a phantom of ${options.product} ${options.version} is noticed, and not driven on`, async () => {
    const { simulator, connectWith } = simulate(options);
    const client = await connectWith();
    const running = client.takeBackup({ description: DESCRIPTION });
    for (let event = 1; event <= 4; event++) await running.next();
    assertEquals(simulator.site.running.length, 1);
    for (const lost of [...simulator.site.running]) lost.fail();
    const steps = callsOf(simulator, "stepBackup").length;
    const error = await assertRejects(() => drain(running), SitehaulError);
    assertEquals([error.code, error.exit], ["backup/phantom", 120]);
    assertEquals(callsOf(simulator, "stepBackup").length, steps + 1);
    assertEquals([...simulator.site.records].filter(({ status }) => status === "complete"), []);
  });
}

Deno.test("a backup that another one displaces fails, on versions that say so", async () => {
  const { connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const [first, second] = [await connectWith(), await connectWith()];
  const running = first.takeBackup({ description: DESCRIPTION });
  for (let event = 1; event <= 4; event++) await running.next();
  const other = await take(second, { force: true });
  assertEquals(other.record?.status, "complete");
  const error = await assertRejects(() => drain(running), SitehaulError);
  assertEquals([error.code, error.exit], ["backup/failed", 120]);
});

Deno.test("nothing is started while another backup of the site is running, unless by force", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const client = await connectWith();
  await client.startBackup({ profile: 1 });
  const { error } = await take(client);
  assertEquals(error?.code, "backup/already-running");
  assertEquals(callsOf(simulator, "startBackup").length, 1);
  assertEquals((await take(client, { force: true })).record?.status, "complete");
});

Deno.test("a record that has been still for long is a dead backup, and no reason to refuse", async () => {
  const { time, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const client = await connectWith();
  await client.startBackup({ profile: 1 });
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

Deno.test("a backup that reports an error has failed, and nothing more is sent", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const failing = mishap(
    simulator.handle,
    "stepBackup",
    [3],
    () =>
      Promise.resolve(
        Response.json({ status: 500, data: "A backup error has occurred: disk full" }),
      ),
  );
  const { error } = await take(await connectWith(failing));
  assertEquals([error?.code, error?.exit], ["backup/failed", 120]);
  assertStringIncludes(error?.message ?? "", "disk full");
  assertEquals(callsOf(simulator, "stepBackup").length, 2);
});

Deno.test("an error inside a good answer is an error", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const failing = mishap(
    simulator.handle,
    "stepBackup",
    [3],
    changeData((data) => data.Error = "Out of inodes"),
  );
  const { error } = await take(await connectWith(failing));
  assertEquals(error?.code, "backup/failed");
  assertStringIncludes(error?.message ?? "", "Out of inodes");
});

Deno.test("a page with HTTP 500 in a step is a failed backup", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const failing = mishap(
    simulator.handle,
    "stepBackup",
    [3],
    () => Promise.resolve(new Response("<h1>Error</h1>", { status: 500 })),
  );
  assertEquals((await take(await connectWith(failing))).error?.code, "backup/failed");
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

Deno.test("a backup whose record does not say complete has not succeeded", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const lying = mishap(
    simulator.handle,
    "getBackupInfo",
    [1],
    changeData((data) => data.status = "fail"),
  );
  assertEquals((await take(await connectWith(lying))).error?.code, "backup/failed");
});

Deno.test("versions 7.5 and 8.0 on PHP 8 cannot run a backup, and the error says why", async () => {
  const { connectWith } = simulate({ product: "joomla", version: "8.0.3", php: 8 });
  const { error } = await take(await connectWith());
  assertEquals([error?.code, error?.exit], ["site/incompatible-php", 101]);
  assertStringIncludes(error?.message ?? "", "8.0.3");
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
