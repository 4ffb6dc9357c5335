import { assert, assertEquals, assertRejects } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { products } from "../../plugins/mod.ts";
import { connect } from "../../src/client/connect.ts";
import { drain } from "../../src/client/drain.ts";
import { fileRunMemory } from "../../src/client/file_run_memory.ts";
import { bandwidth } from "../../src/fleet/bandwidth.ts";
import { type RecordedJob, RunRecord } from "../../src/fleet/job_record.ts";
import { leftOf } from "../../src/fleet/resume.ts";
import { runSiteJob } from "../../src/fleet/site_job.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";

const quiet = { clock: Date.now, onLoss: (error: unknown) => assert(false, String(error)) };

async function simulated() {
  const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
  const runs = fileRunMemory(await Deno.makeTempDir());
  const site = () =>
    connect("www.example.com", { secret: DEFAULT_SECRET, transport, products, runs });
  const history = await openHistory(await Deno.makeTempDir());
  const dir = await Deno.makeTempDir();
  const begin = async (resumes?: string) => {
    const run = { command: "run", options: {}, sites: ["shop"], resumes };
    const record = await RunRecord.begin(history, run, quiet);
    const address = "https://www.example.com";
    return { record, job: await record.job({ site: "shop", address, profile: 1, attempt: 1 }) };
  };
  const records = async () => (await Array.fromAsync((await site()).records())).map(({ id }) => id);
  return { site, history, dir, begin, records };
}

/** Runs a job until an event, and leaves everything as a kill would. */
async function until(
  type: string,
  site: Awaited<ReturnType<typeof connect>>,
  dir: string,
  record: RecordedJob,
) {
  for await (const event of runSiteJob(site, { download: { folderFor: () => dir } }, { record })) {
    if (event.type === type) return;
  }
  assert(false, `no ${type}`);
}

for (const type of ["step", "finished", "part", "verified"]) {
  Deno.test(`a job that was interrupted at ${type} goes on, and takes no second backup`, async () => {
    const { site, history, dir, begin, records } = await simulated();
    const first = await begin();
    await until(type, await site(), dir, first.job);
    await first.record.end("interrupted");
    const [run] = await history.interrupted();
    assert(run !== undefined);
    const [left] = await leftOf(history, run);
    assert(left !== undefined);
    assertEquals([left.earlier?.record, left.earlier?.proven !== undefined], [
      type === "step" ? undefined : 1,
      type === "verified",
    ]);
    const second = await begin(run.id);
    const work = { record: left.earlier?.record, download: { folderFor: () => dir } };
    const options = { record: second.job };
    const { fetched } = await drain(runSiteJob(await site(), work, options));
    await second.job.end({ state: "ok" });
    await second.record.end();
    assertEquals([fetched?.report?.ok, await records()], [true, [1]]);
    const again = await history.run(second.record.id);
    assertEquals(again && await leftOf(history, again), []);
    await history.close();
  });
}

Deno.test("a backup that was stopped between two steps is taken up again", async () => {
  const { site, begin, records, history } = await simulated();
  const first = await begin();
  const stop = new AbortController();
  const stopped = drain(
    runSiteJob(await site(), {}, { record: first.job, stop: stop.signal }),
    ({ type }) => type === "step" && stop.abort(),
  );
  await assertRejects(() => stopped, SitehaulError, "Interrupted");
  const types: string[] = [];
  await drain(runSiteJob(await site(), {}, {}), ({ type }) => types.push(type));
  assertEquals([types[0], await records()], ["resumed", [1]]);
  await history.close();
});

Deno.test("downloads together bring no more bytes a second than they may", async () => {
  let now = 0;
  const pace = bandwidth(1_000_000, {
    clock: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  for (let block = 0; block < 100; block++) await pace(100_000);
  // What may come at once at the beginning is a quarter of a second's worth.
  assertEquals(Math.round(now), 9_750);
});

Deno.test("a download is held back by what has come", async () => {
  const { site, dir } = await simulated();
  const seen: number[] = [];
  const connected = await site();
  await drain(connected.takeBackup());
  const pace = (bytes: number) => {
    seen.push(bytes);
    return Promise.resolve();
  };
  const { parts } = await drain(connected.download(1, { dir, pace }));
  assertEquals(seen.reduce((sum, bytes) => sum + bytes, 0), parts[0]?.size);
});
