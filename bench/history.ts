// deno-lint-ignore-file no-console -- it tells what was measured
/**
 * How long it takes, and how much memory, to read how ten thousand sites stand of a history of 90 days:
 *
 *     deno task bench:history [SITES] [DAYS]
 */
import type { HistoryFilter } from "../src/history/history.ts";
import { openHistory } from "../src/history/sqlite.ts";
import { fillHistory } from "./filled_history.ts";

const [sites = 10_000, days = 90] = Deno.args.map(Number);

const folder = await Deno.makeTempDir({ prefix: "sitehaul-bench-" });
try {
  const names = Array.from({ length: sites }, (_, n) => `site-${String(n).padStart(5, "0")}`);
  const each = await fillHistory(folder, { names, days, end: Date.UTC(2026, 3, 1) });
  console.log(`writing a job: ${each.toFixed(3)} ms`);
  const { size } = await Deno.stat(`${folder}/history.sqlite`);
  console.log(`${sites} sites, ${days} days: ${Math.round(size / 2 ** 20)} MiB`);
  await measured("open", async () => await (await openHistory(folder)).close());
  await measured("groups of all sites", async () => {
    let groups = 0;
    const history = await openHistory(folder);
    for await (const { lastGood } of history.groups()) groups += lastGood === undefined ? 0 : 1;
    await history.close();
    if (groups !== sites) throw new Error(`${groups} groups`);
  });
  await measured("the runs of 90 days", () => counted("runs", {}));
  await measured("the jobs of one site", () => counted("jobs", { sites: ["site-00500"] }));
  await measured("the failed jobs of all sites", () => counted("jobs", { failed: true }));
  await measured("all jobs", () => counted("jobs", {}));
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function counted(what: "runs" | "jobs", filter: HistoryFilter): Promise<void> {
  const history = await openHistory(folder);
  let found = 0;
  for await (const _ of history[what](filter)) found++;
  await history.close();
  console.log(`  ${found} ${what}`);
}

async function measured(what: string, act: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await act();
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  console.log(`${what}: ${seconds} s, ${Math.round(Deno.memoryUsage().rss / 2 ** 20)} MiB`);
}
