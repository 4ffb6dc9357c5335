/** Runs of any shape, in time that the test owns. */
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { SitehaulError } from "../../src/base/errors.ts";
import { healthAfter, permitOf, UNTRIED } from "../../src/fleet/breaker.ts";
import type { FleetJob } from "../../src/fleet/fleet_events.ts";
import { runFleet } from "../../src/fleet/run_fleet.ts";

/** What a site does: how long it takes, and how each attempt ends. */
const site = fc.record({
  host: fc.integer({ min: 0, max: 4 }),
  turns: fc.integer({ min: 0, max: 3 }),
  ends: fc.array(fc.constantFrom("ok", "network/refused", "network/reset", "auth/denied"), {
    minLength: 1,
    maxLength: 3,
  }),
});

const plan = fc.record({
  sites: fc.array(site, { maxLength: 25 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  perHost: fc.integer({ min: 1, max: 3 }),
  attempts: fc.integer({ min: 1, max: 3 }),
});

Deno.test("in any run every site ends once, and no limit is ever passed", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ sites, concurrency, perHost, attempts }) => {
      let [now, atWork] = [0, 0];
      const onHost = new Map<number, number>();
      const jobs = sites.map(({ host, turns, ends }, index): FleetJob<undefined> => ({
        site: `site${index}`,
        address: `https://host${host}.example/${index}`,
        profile: 1,
        async run({ attempt }) {
          atWork += 1;
          onHost.set(host, (onHost.get(host) ?? 0) + 1);
          assert(atWork <= concurrency, "too many at once");
          assert((onHost.get(host) ?? 0) <= perHost, "too many on one host");
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          atWork -= 1;
          onHost.set(host, (onHost.get(host) ?? 0) - 1);
          const end = ends[attempt - 1] ?? "ok";
          if (end === "ok") return { state: "ok", result: undefined };
          throw new SitehaulError(end as "network/refused", end);
        },
      }));
      const ended: string[] = [];
      const fleet = runFleet({
        jobs,
        concurrency,
        perHost,
        attempts,
        resolve: (host) => Promise.resolve(host),
        clock: () => now,
        random: () => 0.5,
        sleep: (ms) => {
          now += ms;
          return Promise.resolve();
        },
      });
      for await (const event of fleet) {
        if (event.type === "job-ended") ended.push(event.site);
      }
      assertEquals(ended.toSorted(), jobs.map((job) => job.site).toSorted());
    }),
    { numRuns: 200 },
  );
});

Deno.test("a host is left in peace longer and longer, tried by one at a time, and given up in the end", () => {
  let health = UNTRIED;
  const permits: string[] = [];
  for (let failure = 0; failure < 9; failure++) {
    const permit = permitOf(health, health.failedAt + 1);
    permits.push(
      permit.type === "wait" ? `wait ${(permit.until - health.failedAt) / 1000}` : permit.type,
    );
    health = healthAfter(health, true, 1_000_000 * failure);
  }
  assertEquals(permits, [
    "open",
    "open",
    "open",
    "wait 30",
    "wait 60",
    "wait 120",
    "wait 240",
    "wait 300",
    "never",
  ]);
  assertEquals(permitOf(healthAfter(health, false, 0), 0).type, "open");
});

Deno.test("a clock that is set back makes no pause longer", () => {
  const health = { failures: 4, failedAt: 1_000_000 };
  assertEquals(permitOf(health, 1_000_001).type, "wait");
  assertEquals(permitOf(health, 500).type, "try");
});
