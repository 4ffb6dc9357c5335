/**
 * One, ten and a hundred backups at once in one process, each of its own site, whose answers take
 * 20 ms: how much longer a hundred take than one, and how much memory.
 *
 *     deno task bench:clients
 */
import { connect } from "../mod.ts";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import { median, MIB, printTable, spread, timed } from "./measure.ts";
import { serveSites } from "./sites.ts";

const site = { product: "joomla", version: "10.2.1", steps: 10, delayMs: 20 } as const;
await using sites = await serveSites(Array.from({ length: 100 }, () => site));

async function backup(url: string): Promise<void> {
  const client = await connect(url, { secret: DEFAULT_SECRET });
  for await (const _ of client.takeBackup({ description: "Bench" }));
}

const rows: string[][] = [];
let single = NaN;
for (const count of [1, 10, 100]) {
  const times: number[] = [];
  for (let round = 0; round < 4; round++) {
    const time = await timed(() => Promise.all(sites.urls.slice(0, count).map(backup)));
    if (round > 0) times.push(time);
  }
  if (count === 1) single = median(times);
  const { rss } = Deno.memoryUsage();
  rows.push([
    `${count}`,
    spread(times),
    (median(times) / single).toFixed(2),
    `${(median(times) / (single * count)).toFixed(2)}`,
    `${Math.round(rss / MIB)} MiB`,
  ]);
}
printTable("Backups of 10 steps at once, 20 ms for each reply", [
  ["sites", "all at once", "ratio to one site", "ratio to one after the other", "memory"],
  ...rows,
]);
