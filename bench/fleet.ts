/**
 * A run over many sites, from start to exit, against the ideal: round trips × latency ÷ sites at once. The
 * sites are in processes of their own; what those and the program take of the processor is told apart.
 *
 *     deno task bench:fleet [sites] [sites at once, separated by commas]
 */
import { join } from "node:path";
import { DEFAULT_SECRET, type SimulatedProduct } from "../src/simulator/mod.ts";
import { type FleetSite, serveFleet } from "./fleet_sites.ts";
import { MIB, peakOf, printTable, SITEHAUL, timed } from "./measure.ts";

const LATENCY_MS = 50;
/** Clock ticks of Linux in a second. */
const TICKS = 100;

const PRODUCTS: readonly (readonly [product: SimulatedProduct, version: string])[] = [
  ["joomla", "10.2.1"],
  ["wordpress", "9.1.1"],
  ["solo", "9.1.1"],
];

/** One byte more than what the simulator deflates: packing is not what is measured. */
const ARCHIVE_BYTES = MIB + 1;

/** Twenty steps in all, the start included; each reply takes 50 ms; the archive has 1 MiB. */
function siteAt(index: number): FleetSite {
  const [product, version] = PRODUCTS[index % PRODUCTS.length] ?? ["joomla", "10.2.1"];
  const host = `127.1.${Math.floor(index / 250)}.${index % 250 + 1}`;
  return { product, version, steps: 10, delayMs: LATENCY_MS, bytes: ARCHIVE_BYTES, host };
}

/** Seconds of the processor that a process has taken, or those of its children that have ended. */
function secondsOf(process: number | "self", whose: "own" | "children" = "own"): number {
  const fields = Deno.readTextFileSync(`/proc/${process}/stat`).replace(/^.*\) /s, "").split(" ");
  const first = whose === "own" ? 11 : 13;
  return (Number(fields[first]) + Number(fields[first + 1])) / TICKS;
}

async function configure(folder: string, urls: readonly string[]): Promise<string> {
  const path = join(folder, "sitehaul.yaml");
  // JSON is YAML, too.
  const sites = urls.map((url, index) => ({
    name: `site-${index}`,
    url,
    download: join(folder, "backups", "{site}"),
    credential: { secret: DEFAULT_SECRET },
  }));
  await Deno.writeTextFile(path, JSON.stringify({ sites }), { mode: 0o600 });
  return path;
}

async function measure(count: number, concurrency: number): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-fleet-" });
  try {
    const sites = Array.from({ length: count }, (_, index) => siteAt(index));
    await using fleet = await serveFleet(sites, { processes: 2 });
    const config = await configure(folder, fleet.urls);
    const simulated = () => fleet.pids.reduce((sum, pid) => sum + secondsOf(pid), 0);
    const [before, simulatedBefore] = [secondsOf("self", "children"), simulated()];
    let peakKiB = 0;
    const wallMs = await timed(async () => {
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          ...SITEHAUL,
          "run",
          "--all",
          "--quiet",
          "--config",
          config,
          `--concurrency=${concurrency}`,
        ],
        env: { SITEHAUL_CACHE: join(folder, "cache"), SITEHAUL_STATE: folder },
        stdout: "null",
        stderr: "inherit",
      }).spawn();
      const watch = setInterval(() => peakKiB = Math.max(peakKiB, peakOf(child.pid)), 50);
      const { code } = await child.status;
      clearInterval(watch);
      if (code !== 0) throw new Error(`the run ended with ${code}`);
    });
    const own = secondsOf("self", "children") - before;
    const others = simulated() - simulatedBefore;
    const requests = (await fleet.counters()).reduce((sum, site) => sum + site.requests, 0);
    const idealMs = requests * LATENCY_MS / concurrency;
    const cores = navigator.hardwareConcurrency;
    return [
      `${count}`,
      `${concurrency}`,
      `${(requests / count).toFixed(1)}`,
      `${(idealMs / 1000).toFixed(1)} s`,
      `${(wallMs / 1000).toFixed(1)} s`,
      (wallMs / idealMs).toFixed(2),
      `${(1000 * own / count).toFixed(0)} ms`,
      `${(1000 * others / count).toFixed(0)} ms`,
      `${(100 * (own + others) * 1000 / wallMs / cores).toFixed(0)} % of ${cores}`,
      `${(peakKiB / 1024).toFixed(0)} MiB`,
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const [count = 1000] = Deno.args.slice(0, 1).map(Number);
const rows: string[][] = [];
for (const concurrency of (Deno.args[1] ?? "50").split(",").map(Number)) {
  rows.push(await measure(count, concurrency));
}
printTable("A run over many sites", [
  [
    "sites",
    "at once",
    "requests per site",
    "ideal",
    "took",
    "ratio",
    "CPU per site",
    "CPU of the simulator per site",
    "cores busy",
    "peak memory",
  ],
  ...rows,
]);
