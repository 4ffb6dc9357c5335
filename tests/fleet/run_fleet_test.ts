import { assert, assertEquals } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { connect } from "../../src/client/connect.ts";
import { products } from "../../plugins/mod.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import type { FleetEvent, FleetJob, FleetPlan } from "../../src/fleet/fleet_events.ts";
import { runFleet } from "../../src/fleet/run_fleet.ts";
import { runSiteJob } from "../../src/fleet/site_job.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";

const resolve = (host: string) => Promise.resolve(host);
const done = { state: "ok", result: undefined } as const;

/** A job that does what it is told, on a host of its own unless it shares one. */
function job(
  site: string,
  run: FleetJob<unknown>["run"] = () => Promise.resolve(done),
  host = `${site}.example`,
): FleetJob<unknown> {
  return { site, address: `https://${host}/${site}`, profile: 1, run };
}

async function runAll(plan: FleetPlan<unknown>) {
  const events: FleetEvent[] = [];
  const fleet = runFleet({ resolve, ...plan });
  let next = await fleet.next();
  for (; !next.done; next = await fleet.next()) events.push(next.value);
  const ended = events.flatMap((event) => event.type === "job-ended" ? [event] : []);
  return { events, ended, summary: next.value };
}

/** Counts how many are at work at once. */
function counter() {
  const seen = { now: 0, most: 0 };
  const run = async () => {
    seen.most = Math.max(seen.most, ++seen.now);
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
    seen.now -= 1;
    return done;
  };
  return { seen, run };
}

Deno.test("so many jobs run at once, and no more", async () => {
  const { seen, run } = counter();
  const jobs = Array.from({ length: 20 }, (_, index) => job(`site${index}`, run));
  const { summary } = await runAll({ jobs, concurrency: 4 });
  assertEquals([summary.counts.ok, seen.most], [20, 4]);
});

Deno.test("sites on one host take turns, unless more are allowed there", async () => {
  for (const perHost of [1, 2]) {
    const { seen, run } = counter();
    const jobs = Array.from({ length: 8 }, (_, index) => job(`site${index}`, run, "one.example"));
    await runAll({ jobs, concurrency: 8, perHost });
    assertEquals(seen.most, perHost);
  }
});

Deno.test("two entries for one address take turns, however many jobs a host may have", async () => {
  const { seen, run } = counter();
  const jobs = ["full", "database"].map((site) => ({
    ...job(site, run),
    address: "https://a.example",
  }));
  const locks = await Deno.makeTempDir();
  const { summary } = await runAll({ jobs, concurrency: 2, perHost: 2, locks });
  assertEquals([seen.most, summary.counts.ok], [1, 2]);
});

Deno.test("one site with and without www. takes turns with itself, on whichever host each seems to be", async () => {
  const { seen, run } = counter();
  const jobs = ["https://a.example/", "https://www.a.example/", "//A.example"].map((address) => ({
    ...job(address, run),
    address,
  }));
  const locks = await Deno.makeTempDir();
  const { summary } = await runAll({ jobs, concurrency: 3, perHost: 3, locks });
  assertEquals([seen.most, summary.counts.ok], [1, 3]);
});

Deno.test("a host that hangs holds up its own sites alone", async () => {
  const hanging = Promise.withResolvers<typeof done>();
  const others: string[] = [];
  const slow = Array.from(
    { length: 6 },
    (_, index) => job(`slow${index}`, () => hanging.promise, "slow.example"),
  );
  const fast = Array.from({ length: 6 }, (_, index) =>
    job(`fast${index}`, () => {
      others.push(`fast${index}`);
      if (others.length === 6) hanging.resolve(done);
      return Promise.resolve(done);
    }));
  const { summary } = await runAll({ jobs: [...slow, ...fast], concurrency: 2 });
  assertEquals([others.length, summary.counts.ok], [6, 12]);
});

Deno.test("the failure of one site stops no other, and is told with its reason", async () => {
  const bad = job("bad", () => Promise.reject(new SitehaulError("auth/denied", "no")));
  const { ended, summary } = await runAll({ jobs: [job("a"), bad, job("b")], concurrency: 1 });
  assertEquals(ended.map(({ site, outcome }) => [site, outcome.state, outcome.error?.code]), [
    ["a", "ok", undefined],
    ["bad", "failed", "auth/denied"],
    ["b", "ok", undefined],
  ]);
  assertEquals(summary.counts.failed, 1);
});

Deno.test("what may pass is tried again later, and what may not is not", async () => {
  const attempts: string[] = [];
  let now = 0;
  const failing = (site: string, code: "network/reset" | "auth/denied") =>
    job(site, ({ attempt }) => {
      attempts.push(`${site} ${attempt}`);
      if (attempt > 1) return Promise.resolve(done);
      return Promise.reject(new SitehaulError(code, "failed"));
    });
  const { summary, events } = await runAll({
    jobs: [failing("passing", "network/reset"), failing("lasting", "auth/denied")],
    concurrency: 1,
    clock: () => now,
    random: () => 0.5,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  assertEquals(attempts, ["passing 1", "lasting 1", "passing 2"]);
  assertEquals([summary.counts.ok, summary.counts.failed, now], [1, 1, 20_000]);
  assertEquals(events.filter(({ type }) => type === "again").length, 1);
});

Deno.test("of a host that does not answer, the last sites are not even tried", async () => {
  let [now, tried] = [0, 0];
  const jobs = Array.from({ length: 20 }, (_, index) =>
    job(`site${index}`, () => {
      tried += 1;
      return Promise.reject(new SitehaulError("network/refused", "refused"));
    }, "dead.example"));
  const { summary, ended } = await runAll({
    jobs,
    attempts: 1,
    clock: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  assertEquals([tried, summary.counts.failed, summary.counts.skipped], [8, 8, 12]);
  const [last] = ended.slice(-1);
  assert(last?.outcome.state === "skipped");
  assertEquals(last.outcome.reason, "host unreachable");
});

Deno.test("a stop begins nothing new, lets steps end, and interrupts what only waits", async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const inStep = job("step", async ({ emit, signal, stop: soon }) => {
    emit({ type: "step", step: 1, progress: 1, domain: "Packing", detail: "" });
    stop.abort();
    await Promise.resolve();
    seen.push(`step ${signal.aborted} ${soon.aborted}`);
    throw new SitehaulError("interrupted", "Interrupted");
  });
  const waiting = job(
    "waiting",
    ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const { ended, summary } = await runAll({
    jobs: [waiting, inStep, job("later")],
    concurrency: 2,
    stop: stop.signal,
  });
  assertEquals(seen, ["step false true"]);
  assertEquals(ended.map(({ outcome }) => outcome.state), ["interrupted", "interrupted"]);
  assertEquals(summary.counts.interrupted, 3);
});

Deno.test("a job that is out of time fails for that", async () => {
  const slow = job(
    "slow",
    ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const { ended } = await runAll({ jobs: [slow], deadlineMs: 5, attempts: 1 });
  assertEquals(ended[0]?.outcome.error?.code, "fleet/deadline");
});

Deno.test("a site that another run works on is skipped as busy", async () => {
  const locks = await Deno.makeTempDir();
  const inside = Promise.withResolvers<void>();
  const go = Promise.withResolvers<typeof done>();
  const first = runAll({
    jobs: [job("shop", () => (inside.resolve(), go.promise))],
    locks,
  });
  await inside.promise;
  const second = await runAll({ jobs: [job("shop"), job("blog")], locks });
  go.resolve(done);
  assertEquals(second.summary.counts, {
    ok: 1,
    warnings: 0,
    failed: 0,
    skipped: 1,
    interrupted: 0,
  });
  assertEquals((await first).summary.counts.ok, 1);
  const third = await runAll({ jobs: [job("shop")], locks });
  assertEquals(third.summary.counts.ok, 1);
});

Deno.test("a clock that is set back while a job waits for another attempt makes it wait no longer", async () => {
  let now = 1_800_000_000_000;
  const pauses: number[] = [];
  const sleep = (ms: number) => {
    pauses.push(ms);
    now += pauses.length === 1 ? ms - 3_600_000 : ms;
    return Promise.resolve();
  };
  let attempts = 0;
  const once = () => {
    attempts += 1;
    return attempts > 1
      ? Promise.resolve(done)
      : Promise.reject(new SitehaulError("network/timeout", "No answer"));
  };
  const { summary } = await runAll({ jobs: [job("a", once)], clock: () => now, sleep });
  assertEquals([summary.counts.ok, pauses.length], [1, 1]);
});

Deno.test("what another run did before is not taken for done, though the clock was set back since", async () => {
  let now = 1_800_000_000_000;
  const history = await openHistory(await Deno.makeTempDir(), { clock: () => now });
  const plan = { jobs: [job("a"), job("b")], history, clock: () => now };
  await runAll(plan);
  now -= 24 * 3_600_000;
  const { summary } = await runAll(plan);
  assertEquals(summary.counts.ok, 2);
  await history.close();
});

Deno.test("of two runs that do the same at once, each site is for one, and for both if they do not", async () => {
  const history = await openHistory(await Deno.makeTempDir());
  const locks = await Deno.makeTempDir();
  // A run that is in the middle while others begin and end.
  const inside = Promise.withResolvers<void>();
  const go = Promise.withResolvers<typeof done>();
  const fails = () => Promise.reject(new SitehaulError("backup/failed", "It failed"));
  const first = runAll({
    jobs: [
      job("slow", () => (inside.resolve(), go.promise)),
      ...["done", "failed", "stopped", "other"].map((site) => job(site)),
      { ...job("profile"), profile: 2 },
    ],
    locks,
    history,
    concurrency: 1,
    options: { download: true, concurrency: 1 },
  });
  await inside.promise;
  const same = { download: true, concurrency: 9, dir: undefined };
  await runAll({
    jobs: [job("done"), job("failed", fails), job("profile")],
    locks,
    history,
    attempts: 1,
    options: same,
  });
  await runAll({ jobs: [job("other")], locks, history, options: { download: false } });
  const stop = new AbortController();
  const stopped = () => {
    stop.abort();
    return Promise.reject(new SitehaulError("interrupted", "Interrupted"));
  };
  await runAll({
    jobs: [job("stopped", stopped)],
    locks,
    history,
    options: same,
    stop: stop.signal,
  });
  go.resolve(done);
  const { ended } = await first;
  assertEquals(
    Object.fromEntries(ended.map(({ site, outcome }) => [site, outcome.state])),
    { slow: "ok", done: "skipped", failed: "skipped", stopped: "ok", other: "ok", profile: "ok" },
  );
  // What was done before a run began is done again.
  const later = await runAll({ jobs: [job("done")], locks, history, options: same });
  assertEquals(later.summary.counts.ok, 1);
  await history.close();
});

Deno.test("what was done on a site is in the history, with the proof of its copy", async () => {
  const history = await openHistory(await Deno.makeTempDir());
  const dir = await Deno.makeTempDir();
  const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
  const shop = job("shop", async ({ record, signal, stop, emit }) => {
    const site = await connect("www.example.com", { secret: DEFAULT_SECRET, transport, products });
    const work = { download: { folderFor: () => dir } };
    const events = runSiteJob(site, work, { record, signal, stop });
    let next = await events.next();
    for (; !next.done; next = await events.next()) emit(next.value);
    return { state: "ok", result: next.value };
  });
  await runAll({ jobs: [shop], history });
  const [group] = await Array.fromAsync(history.groups());
  assertEquals(group?.jobs[0]?.state, "ok");
  assertEquals(group?.lastGood?.copy.kind, "folder");
  assertEquals(group?.lastGood?.copy.proof?.depth, "read");
  assertEquals(group?.seen?.product, "joomla");
  await history.close();
});

Deno.test("sites on one server take turns, whatever their names; a name that nobody knows has none", async () => {
  const { seen, run } = counter();
  const jobs = ["a.example", "b.example", "c.example"].map((host) => job(host, run, host));
  const lookUps: string[] = [];
  const known = (host: string) => (lookUps.push(host), Promise.resolve("192.0.2.7"));
  await runAll({ jobs: [...jobs, job("again", run, "a.example")], resolve: known });
  assertEquals([seen.most, lookUps.toSorted()], [1, ["a.example", "b.example", "c.example"]]);
  const unknown = counter();
  const others = ["a.example", "b.example"].map((host) => job(host, unknown.run, host));
  await runAll({ jobs: others, resolve: () => Promise.reject(new Error("no such name")) });
  assertEquals(unknown.seen.most, 2);
});

Deno.test("a job that failed before its host was given up has failed for its own reason", async () => {
  let now = 0;
  const jobs = Array.from({ length: 9 }, (_, index) =>
    job(`site${index}`, () => {
      return Promise.reject(new SitehaulError("network/refused", "refused"));
    }, "dead.example"));
  const { ended, summary } = await runAll({
    jobs,
    attempts: 3,
    clock: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  const [first] = ended.filter(({ site }) => site === "site0");
  assertEquals([first?.outcome.state, first?.outcome.error?.code], ["failed", "network/refused"]);
  assertEquals(ended.length, 9);
  assertEquals(summary.counts.failed + summary.counts.skipped, 9);
});

Deno.test("a history that is lost in the middle is told once, and the run goes on", async () => {
  const history = await openHistory(await Deno.makeTempDir());
  const lose = job("first", async ({ record }) => {
    await history.close();
    await record.stage("backup");
    return done;
  });
  const { events, summary } = await runAll({
    jobs: [lose, job("second"), job("third")],
    concurrency: 1,
    history,
  });
  assertEquals(summary.counts.ok, 3);
  const lost = events.flatMap((event) => event.type === "history-lost" ? [event.error.code] : []);
  assertEquals(lost, ["history/unusable"]);
});

Deno.test("a history that is lost from the start is told after the run has begun, and of that run", async () => {
  const history = await openHistory(await Deno.makeTempDir());
  await history.close();
  const { events, summary } = await runAll({ jobs: [job("shop")], history });
  assertEquals(events.slice(0, 2).map(({ type, run }) => [type, run === summary.run]), [
    ["run", true],
    ["history-lost", true],
  ]);
  assertEquals([summary.run === "", summary.counts.ok], [false, 1]);
});

Deno.test("a run begins after a random part of its jitter, and not at all if it is stopped meanwhile", async () => {
  const slept: number[] = [];
  const stop = new AbortController();
  const sleep = (ms: number) => (slept.push(ms), Promise.resolve());
  const plan = { jobs: [job("shop")], jitterMs: 10_000, random: () => 0.25, stop: stop.signal };
  assertEquals((await runAll({ ...plan, sleep })).summary.counts.ok, 1);
  assertEquals(slept, [2_500]);
  const stopped = await runAll({ ...plan, sleep: () => (stop.abort(), Promise.resolve()) });
  assertEquals([stopped.summary.counts.interrupted, stopped.ended], [1, []]);
});

Deno.test("whoever listens slowly is told less of how downloads go, and everything else", async () => {
  const progress = {
    type: "progress",
    name: "a.jpa",
    received: 1,
    size: 9,
    index: 1,
    count: 1,
  } as const;
  const chatty = job("shop", ({ emit }) => {
    for (let nth = 0; nth < 5000; nth++) emit(progress);
    emit({ type: "deleted", id: 1 });
    return Promise.resolve(done);
  });
  const { events } = await runAll({ jobs: [chatty] });
  const work = events.flatMap((event) => event.type === "work" ? [event.event.type] : []);
  assert(work.length < 1100, `${work.length}`);
  assertEquals(work.at(-1), "deleted");
});
