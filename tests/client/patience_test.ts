/** How long a backup waits, and when it is given up. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type BackupEvent, type BackupRecord, connect, drain } from "../../mod.ts";
import { refuseIfRunning } from "../../src/client/running.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { createSimulator, DEFAULT_SECRET, type Simulator } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { traitsOf } from "../../src/transport/traits.ts";
import { FakeTime } from "../support/fake_time.ts";
import { changeData, giveUp, methodOf, mishap } from "../support/mishaps.ts";

interface Outcome {
  readonly record?: BackupRecord;
  readonly error?: SitehaulError;
  readonly simulator: Simulator;
  readonly time: FakeTime;
}

/** Takes a backup through something that disturbs it. */
async function takeThrough(broken: (inner: Transport) => Transport, steps = 3): Promise<Outcome> {
  const time = new FakeTime();
  const { clock, sleep } = time;
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    clock: time.date,
    sleep,
    steps,
  });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: broken(simulator.handle),
    attempts: 1,
    clock,
    sleep,
  });
  const events: BackupEvent[] = [];
  try {
    const record = await drain(client.takeBackup(), (event) => events.push(event));
    return { record, simulator, time };
  } catch (error) {
    if (!(error instanceof SitehaulError)) throw error;
    return { error, simulator, time };
  }
}

const every = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

Deno.test("a backup whose every answer says the same is given up when nothing comes of it", async () => {
  let steps = 0;
  const { error } = await takeThrough((inner) => async (request) => {
    if (await methodOf(request) !== "stepBackup") return await inner(request);
    steps += 1;
    const data = { HasRun: steps < 9000, Domain: "Packing", Step: "", Substep: "", Progress: 50 };
    return Response.json({ status: 200, data: { ...data, stepNumber: steps } });
  });
  assertEquals([error?.code, steps], ["backup/stalled", 2001]);
});

Deno.test("a backup that says the same for long is not given up while its files grow", async () => {
  let [steps, size] = [0, 0];
  const { record } = await takeThrough((inner) => async (request) => {
    const method = await methodOf(request);
    if (method === "getBackupInfo" && steps < 3500) {
      size += 1;
      const files = [{ part: 1, name: "a.jpa", size }];
      return Response.json({ status: 200, data: { id: 1, status: "run", filenames: files } });
    }
    if (method !== "stepBackup" || steps++ >= 3500) return await inner(request);
    return Response.json({ status: 200, data: { HasRun: true, Domain: "Packing", Progress: 50 } });
  });
  assertEquals(record?.status, "complete");
});

Deno.test("a site that is away just after the last step has finished its backup all the same", async () => {
  const unavailable = () => Promise.resolve(new Response("busy", { status: 503 }));
  const { record, time } = await takeThrough((inner) =>
    mishap(inner, "getBackupInfo", every(20), unavailable)
  );
  assertEquals(record?.status, "complete");
  assert(time.clock() >= Date.parse("2026-11-24T04:00:00Z") + 20 * 5000);
});

Deno.test("steps that get through between lost answers keep the backup going", async () => {
  // Every second answer is lost: never more than one in a row.
  const even = every(40).map((step) => 2 * step);
  const { record, error, simulator } = await takeThrough(
    (inner) => mishap(inner, "stepBackup", even, giveUp),
    12,
  );
  assertEquals([error, record?.status, simulator.overlaps], [undefined, "complete", 1]);
});

Deno.test("no server makes a backup wait for days before the next step", async () => {
  const began = new FakeTime().clock();
  const { record, time } = await takeThrough((inner) =>
    mishap(inner, "stepBackup", [1], changeData((data) => data["sleepTime"] = 1e12))
  );
  assertEquals([record?.status, time.clock() - began], ["complete", 60_000]);
});

Deno.test("a step may take ten minutes to answer", async () => {
  const limits: (number | undefined)[] = [];
  await takeThrough((inner) => async (request) => {
    if (await methodOf(request) === "stepBackup") limits.push(traitsOf(request).answerMs);
    return await inner(request);
  });
  assertEquals(new Set(limits), new Set([600_000]));
});

Deno.test("whether another backup is running is decided by the server's clock", async () => {
  const { error } = await takeThrough((inner) => async (request) => {
    if (await methodOf(request) !== "listBackups") return await inner(request);
    // An hour behind the clock here, and this record moved a minute ago.
    const data = [{ id: 7, status: "run", backupend: "2026-11-24 02:59:00" }];
    const headers = { date: "Tue, 24 Nov 2026 03:00:00 GMT" };
    return Response.json({ status: 200, data }, { headers });
  });
  assertEquals(error?.code, "backup/already-running");
});

Deno.test("a record that moved within a quarter of an hour is running, and later it is dead", () => {
  const now = Date.parse("2026-11-24T04:00:00Z");
  const record = (minutes: number): BackupRecord => ({
    id: 1,
    description: "",
    comment: "",
    status: "run",
    start: "2026-11-24T01:00:00.000Z",
    end: new Date(now - minutes * 60_000).toISOString(),
    profile: 1,
    type: "full",
    origin: "json",
    backupId: "",
    archive: "",
    parts: 1,
    frozen: false,
  });
  const context = { now, stepLimitMs: 600_000 };
  refuseIfRunning([record(16)], context);
  const error = assertThrows(() => refuseIfRunning([record(14)], context), SitehaulError);
  assertEquals(error.code, "backup/already-running");
  assertStringIncludes(error.hint ?? "", "counts as dead from 2026-11-24 04:01:00 UTC on");
  // Where a step may last longer, so may the silence of a backup that is running.
  const patient = { now, stepLimitMs: 1_800_000 };
  assertThrows(() => refuseIfRunning([record(29)], patient), SitehaulError);
  refuseIfRunning([record(31)], patient);
});
