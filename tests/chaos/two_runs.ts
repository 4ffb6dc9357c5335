/** Two runs over the same sites at once, and one that takes the place of another that was killed. */
import { setTimeout as delay } from "node:timers/promises";
import { type FleetSite, serveFleet } from "../../bench/fleet_sites.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import type { Program } from "./program.ts";

/** What two runs came to. */
export interface TwoRuns {
  /** How many backups were started on each site. */
  readonly starts: readonly number[];
  readonly atOnce: number;
  /** How many jobs ended so, such as `ok` and `skipped: busy`, over both runs. */
  readonly ends: Readonly<Record<string, number>>;
  /** The exit statuses; `undefined` of one that was killed. */
  readonly statuses: readonly (number | undefined)[];
}

/**
 * Begins a run over all sites, and another one while that is at work.
 *
 * @param killsFirst kills the first one (kill -9) in the middle, and only then begins the other
 */
export async function runTwice(
  program: Program,
  { sites: count, killsFirst = false }: {
    readonly sites: number;
    readonly killsFirst?: boolean;
  },
): Promise<TwoRuns> {
  const sites = Array.from({ length: count }, (_, site): FleetSite => ({
    product: "joomla",
    version: "10.2.1",
    steps: 6,
    stepMs: 60,
    host: `127.1.0.${site + 1}`,
  }));
  await using fleet = await serveFleet(sites);
  await program.configure(fleet, { stepLimit: 2 });
  const args = ["run", "--all", "--concurrency=4"];
  const isInTheMiddle = async () => {
    while (!(await fleet.counters()).some(({ steps }) => steps >= 2)) await delay(20);
  };
  const first = program.run(args, undefined, killsFirst ? isInTheMiddle : undefined);
  const ended = !killsFirst
    ? await Promise.all([first, program.run(args)])
    : [await first, await program.run(args)];
  const ends: Record<string, number> = {};
  const history = await openHistory(program.state);
  await history.interrupted();
  for await (const { state, message } of history.jobs()) {
    const end = state === "skipped" ? `${state}: ${message}` : state;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  await history.close();
  const counters = await fleet.counters();
  return {
    starts: counters.map(({ starts }) => starts),
    atOnce: Math.max(...counters.map(({ atOnce }) => atOnce)),
    ends,
    statuses: ended.map(({ status }) => status),
  };
}
