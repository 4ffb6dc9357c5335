/** Jobs that are out of time: they end between two steps, or at last in the middle of one. */
import { assertEquals } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { products } from "../../plugins/mod.ts";
import { connect } from "../../src/client/connect.ts";
import { drain } from "../../src/client/drain.ts";
import { fileRunMemory } from "../../src/client/file_run_memory.ts";
import type { FleetEvent, FleetJob, FleetPlan } from "../../src/fleet/fleet_events.ts";
import { runFleet } from "../../src/fleet/run_fleet.ts";
import { runSiteJob } from "../../src/fleet/site_job.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { mishap } from "../support/mishaps.ts";

async function run(plan: FleetPlan<undefined>) {
  const events: FleetEvent[] = [];
  const resolve = (host: string) => Promise.resolve(host);
  for await (const event of runFleet({ resolve, random: () => 0.5, ...plan })) events.push(event);
  const ended = events.flatMap((event) => event.type === "job-ended" ? [event.outcome] : []);
  return { events, codes: ended.map(({ state, error }) => error?.code ?? state) };
}

Deno.test("a backup that is out of time ends between two steps, and the next run goes on with it", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", steps: 6 });
  // The time is over while the second step is at work.
  const timeIsOver = Promise.withResolvers<void>();
  const transport = mishap(simulator.handle, "stepBackup", [2], async (request, inner) => {
    timeIsOver.resolve();
    await Promise.resolve();
    return await inner(request);
  });
  const sleep = (ms: number) => ms === 60_000 ? new Promise<void>(() => {}) : timeIsOver.promise;
  const runs = fileRunMemory(await Deno.makeTempDir());
  const types: string[] = [];
  const job: FleetJob<undefined> = {
    site: "shop",
    address: "https://www.example.com",
    profile: 1,
    async run({ signal, stop, record, emit }) {
      const options = { secret: DEFAULT_SECRET, transport, products, runs };
      const client = await connect("www.example.com", options);
      await drain(runSiteJob(client, {}, { signal, stop, record }), (event) => {
        emit(event);
        types.push(event.type);
      });
      return { state: "ok", result: undefined };
    },
  };
  const first = await run({ jobs: [job], deadlineMs: 3_600_000, clock: () => 0, sleep });
  assertEquals([first.codes, simulator.site.record(1)?.status], [["fleet/deadline"], "run"]);
  assertEquals(types, ["started", "step", "step", "step"]);
  types.length = 0;
  const second = await run({ jobs: [job] });
  assertEquals([second.codes, types[0], types.includes("holding")], [["ok"], "resumed", false]);
  assertEquals([simulator.site.records.length, simulator.overlaps], [1, 1]);
});

Deno.test("a step that does not end is cut a minute after the deadline", async () => {
  const time = new FakeTime();
  const begun = time.clock();
  const job: FleetJob<undefined> = {
    site: "shop",
    address: "https://www.example.com",
    profile: 1,
    run: ({ emit, signal }) => {
      emit({ type: "step", step: 1, progress: 1, domain: "Packing", detail: "" });
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      );
    },
  };
  const { codes } = await run({ jobs: [job], deadlineMs: 10_000, ...time });
  assertEquals([codes, time.clock() - begun], [["fleet/deadline"], 70_000]);
});

Deno.test("a deadline is for all attempts together: none begins that could not end", async () => {
  const time = new FakeTime();
  const job: FleetJob<undefined> = {
    site: "shop",
    address: "https://www.example.com",
    profile: 1,
    run: () => Promise.reject(new SitehaulError("network/reset", "cut")),
  };
  const patient = { jobs: [job], attempts: 9, ...time };
  const tries = ({ events }: { readonly events: readonly FleetEvent[] }) =>
    events.filter(({ type }) => type === "job").length;
  // Pauses of 20, 40 and 80 s.
  assertEquals(tries(await run({ ...patient, deadlineMs: 100_000 })), 3);
  assertEquals(tries(await run({ ...patient, jobs: [{ ...job, deadlineMs: 10_000 }] })), 1);
  assertEquals(tries(await run(patient)), 9);
});
