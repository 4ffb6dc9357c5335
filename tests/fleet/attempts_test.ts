/** Jobs that are tried again, stopped or left: none takes a second backup, or begins one too many. */
import { assert, assertEquals } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { products } from "../../plugins/mod.ts";
import { connect } from "../../src/client/connect.ts";
import { drain } from "../../src/client/drain.ts";
import { fileRunMemory } from "../../src/client/file_run_memory.ts";
import type { FleetEvent, FleetJob, FleetPlan } from "../../src/fleet/fleet_events.ts";
import { leastOf } from "../../src/fleet/host_of.ts";
import { hostTroubleIn } from "../../src/fleet/judge.ts";
import { leftOf } from "../../src/fleet/resume.ts";
import { runFleet } from "../../src/fleet/run_fleet.ts";
import { runSiteJob, type SiteWork } from "../../src/fleet/site_job.ts";
import { lockSite } from "../../src/fleet/site_lock.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { methodOf } from "../support/mishaps.ts";

const resolve = (host: string) => Promise.resolve(host);

/** A simulated site, a history, and jobs that back it up. */
async function simulated(onCall: (method: string) => void = () => {}) {
  const time = new FakeTime();
  const { handle } = createSimulator({
    product: "joomla",
    version: "10.2.1",
    clock: time.date,
    sleep: time.sleep,
  });
  const transport = async (request: Request) => {
    onCall(await methodOf(request));
    return await handle(request);
  };
  const runs = fileRunMemory(await Deno.makeTempDir());
  const dir = await Deno.makeTempDir();
  const site = () =>
    connect("www.example.com", { secret: DEFAULT_SECRET, transport, products, runs, ...time });
  const history = await openHistory(await Deno.makeTempDir());
  const job = (onEvent: (type: string, attempt: number) => void, more: SiteWork = {}) => ({
    site: "shop",
    address: "https://www.example.com",
    profile: 1,
    async run({ attempt, record, signal, stop, emit }) {
      const work = { download: { folderFor: () => dir }, ...more };
      await drain(runSiteJob(await site(), work, { record, signal, stop }), (event) => {
        emit(event);
        onEvent(event.type, attempt);
      });
      return { state: "ok", result: undefined };
    },
  } satisfies FleetJob<undefined>);
  const records = async () => {
    const all = await Array.fromAsync((await site()).records());
    return all.map(({ id, status }) => `${id} ${status}`);
  };
  return { time, job, history, records };
}

async function run(plan: FleetPlan<undefined>, onEvent: (event: FleetEvent) => void = () => {}) {
  const fleet = runFleet({ resolve, random: () => 0.5, ...plan });
  let next = await fleet.next();
  for (; !next.done; next = await fleet.next()) onEvent(next.value);
  return next.value;
}

/** The first attempt breaks off when a file has come. */
function cutAtFirst(type: string, attempt: number): void {
  if (attempt === 1 && type === "part") throw new SitehaulError("network/reset", "cut");
}

Deno.test("a job that is tried again after its backup was complete takes no second one", async () => {
  const { time, job, history, records } = await simulated();
  for (const remembered of [history, undefined]) {
    const { counts } = await run({ jobs: [job(cutAtFirst)], history: remembered, ...time });
    assertEquals(counts.ok, 1);
  }
  assertEquals(await records(), ["2 complete", "1 complete"]);
  const jobs = await Array.fromAsync(history.jobs());
  assertEquals(
    jobs.map(({ attempt, state, code, backup }) => [attempt, state, code, backup?.record]),
    [
      [2, "ok", undefined, 1],
      [1, "interrupted", "network/reset", 1],
    ],
  );
  await history.close();
});

Deno.test("a run that is stopped while a job waits for its next attempt has that job left, with its backup", async () => {
  const { time, job, history, records } = await simulated();
  const stop = new AbortController();
  const ended: (string | undefined)[] = [];
  const { counts } = await run(
    { jobs: [job(cutAtFirst)], history, stop: stop.signal, ...time },
    (event) => {
      if (event.type === "again") stop.abort();
      if (event.type === "job-ended") ended.push(event.outcome.error?.message);
    },
  );
  assertEquals([counts.interrupted, ended], [1, ["Interrupted after: cut"]]);
  const [left] = await history.interrupted();
  assert(left !== undefined);
  const all = await leftOf(history, left);
  assertEquals(all.map(({ site, earlier }) => [site, earlier?.record, earlier?.proven]), [
    ["shop", 1, undefined],
  ]);
  assertEquals(await records(), ["1 complete"]);
  await history.close();
});

Deno.test("a next attempt that is interrupted at once still knows the backup", async () => {
  const { time, job, history } = await simulated();
  const stop = new AbortController();
  const { run: around, ...shop } = job(cutAtFirst);
  const late: FleetJob<undefined> = {
    ...shop,
    run: (context) => {
      if (context.attempt === 1) return around(context);
      stop.abort();
      return Promise.reject(context.signal.reason);
    },
  };
  await run({ jobs: [late], history, stop: stop.signal, ...time });
  const [left] = await history.interrupted();
  assert(left !== undefined);
  const all = await leftOf(history, left);
  assertEquals(all.map(({ site, earlier }) => [site, earlier?.record, earlier?.proven]), [
    ["shop", 1, undefined],
  ]);
  await history.close();
});

Deno.test("a stop before a backup is asked for begins none", async () => {
  const stop = new AbortController();
  const { time, job, history, records } = await simulated((method) => {
    if (method === "getProfiles") stop.abort();
  });
  const { counts } = await run({ jobs: [job(() => {})], history, stop: stop.signal, ...time });
  assertEquals(counts.interrupted, 1);
  assertEquals(await records(), []);
  await history.close();
});

Deno.test("a stop while a backup is asked for waits for the answer, so that the next run goes on at once", async () => {
  const stop = new AbortController();
  const { time, job, history, records } = await simulated((method) => {
    if (method === "startBackup") stop.abort();
  });
  const { counts } = await run({ jobs: [job(() => {})], history, stop: stop.signal, ...time });
  assertEquals([counts.interrupted, await records()], [1, ["1 run"]]);
  const types: string[] = [];
  await run({ jobs: [job((type) => types.push(type))], history, ...time });
  assertEquals([types[0], types.includes("holding")], ["resumed", false]);
  assertEquals(await records(), ["1 complete"]);
  await history.close();
});

Deno.test("a stop that comes when all is done leaves nothing to resume", async () => {
  const { time, job, history } = await simulated();
  const stop = new AbortController();
  await run(
    { jobs: [job(() => {})], history, stop: stop.signal, ...time },
    ({ type }) => type === "job-ended" && stop.abort(),
  );
  assertEquals(await history.interrupted(), []);
  await history.close();
});

Deno.test("whoever leaves a run early finds its jobs ended, their locks free and all of it written down", async () => {
  const { time, job, history } = await simulated();
  const locks = await Deno.makeTempDir();
  const jobs = [job(() => {})];
  for await (const event of runFleet({ jobs, history, locks, resolve, ...time })) {
    if (event.type === "work" && event.event.type === "step") break;
  }
  const lock = await lockSite(locks, "https://www.example.com");
  assert(lock !== undefined && lock !== false);
  lock.close();
  const [{ state } = { state: "" }] = await Array.fromAsync(history.jobs());
  const [{ id } = { id: "" }] = await history.interrupted();
  assertEquals([state, (await history.run(id))?.state], ["interrupted", "interrupted"]);
  await history.close();
});

Deno.test("a run ends at once while the name of a host is looked up", async () => {
  const { job, history } = await simulated();
  const stop = new AbortController();
  const { counts } = await run({
    jobs: [job(() => {})],
    stop: stop.signal,
    resolve: () => {
      stop.abort();
      return new Promise(() => {});
    },
  });
  assertEquals(counts.interrupted, 1);
  await history.close();
});

Deno.test("only what a job ended with says whether its host answers", () => {
  const error = (code: "network/refused" | "auth/denied" | "fleet/deadline", cause?: Error) =>
    new SitehaulError(code, "failed", { cause });
  const failed = (given: SitehaulError) => hostTroubleIn({ state: "failed", error: given });
  assertEquals(failed(error("network/refused")), true);
  assertEquals(failed(error("auth/denied")), false);
  assertEquals(hostTroubleIn({ state: "ok", result: undefined }), false);
  assertEquals(hostTroubleIn({ state: "skipped", reason: "busy" }), undefined);
  // A host that hangs ends every job by its deadline: that is no sign of life.
  assertEquals(failed(error("fleet/deadline", new Error("out of time"))), undefined);
  assertEquals(failed(error("fleet/deadline", error("network/refused"))), true);
});

Deno.test("a server is known by the same address in whatever order its addresses come", () => {
  const addresses = [
    { address: "2001:db8::7", family: 6 },
    { address: "192.0.2.9", family: 4 },
    { address: "192.0.2.10", family: 4 },
  ];
  assertEquals(leastOf(addresses), "192.0.2.10");
  assertEquals(leastOf(addresses.toReversed()), "192.0.2.10");
  assertEquals(leastOf([]), undefined);
});

Deno.test("of a run that ends early, sites whose host was given up are left, and those that were busy are not", async () => {
  const { history, time } = await simulated();
  const locks = await Deno.makeTempDir();
  const busy = await lockSite(locks, "https://busy.example");
  assert(busy !== undefined && busy !== false);
  const stop = new AbortController();
  const job = (site: string, host: string, job: FleetJob<undefined>["run"]) => ({
    site,
    address: `https://${host}`,
    profile: 1,
    run: job,
  });
  const refuse = () => Promise.reject(new SitehaulError("network/refused", "refused"));
  const dead = Array.from(
    { length: 10 },
    (_, index) => job(`site${index}`, `dead.example/${index}`, refuse),
  );
  const endless = job(
    "endless",
    "alive.example",
    ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const jobs = [job("busy", "busy.example", refuse), ...dead, endless];
  await run(
    { jobs, history, locks, attempts: 1, stop: stop.signal, ...time },
    (event) => event.type === "job-ended" && event.site === "site9" && stop.abort(),
  );
  busy.close();
  const [left] = await history.interrupted();
  assert(left !== undefined);
  const names = (await leftOf(history, left)).map(({ site }) => site);
  assertEquals(names, ["site8", "site9", "endless"]);
  await history.close();
});
