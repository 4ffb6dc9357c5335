/**
 * How long the search for an endpoint takes: every layout, from the address of the host and from an
 * endpoint that was pasted, at 0, 50 and 200 ms an answer; and how many requests the product worked on
 * at once. Beside it what Akeeba Remote CLI 3.1.0 (PHP 8.2)
 * took from the bare root on such a machine, where that was measured.
 *
 *     deno task bench:detect
 */
import { detect } from "../mod.ts";
import { createSimulator, DEFAULT_SECRET } from "../src/simulator/mod.ts";
import { type Layout, LAYOUTS, ODD_LAYOUTS } from "../tests/support/layouts.ts";
import { printTable, spread, timed } from "./measure.ts";
import { serveSites } from "./sites.ts";

const DELAYS = [0, 50, 200] as const;
const ROUNDS: Readonly<Record<number, number>> = { 0: 5, 50: 3, 200: 1 };

/** Requests and milliseconds at 50 ms an answer, as they were measured. */
function incumbent({ product, version }: Layout): readonly [requests: string, ms: string] {
  const major = Number(version.split(".")[0]);
  if (product === "wordpress") return ["12", "665, not found"];
  if (product === "solo") return ["5", "351–360"];
  if (major >= 9) return ["1", "141"];
  return major === 3
    ? ["7", "450"]
    : major >= 8 || version.startsWith("7.5")
    ? ["5", "351–360"]
    : ["", ""];
}

interface Row {
  readonly requests: number;
  readonly roundTrips: number;
  readonly times: readonly (readonly number[])[];
}

async function measure(urls: readonly string[], path: string): Promise<Row> {
  let [requests, roundTrips] = [0, 0];
  const times: number[][] = [];
  for (const [index, delay] of DELAYS.entries()) {
    const own: number[] = [];
    const site = new URL(path, new URL("/", urls[index])).href;
    for (let round = 0; round < (ROUNDS[delay] ?? 1); round++) {
      own.push(
        await timed(async () => {
          const found = await detect(site, { secret: DEFAULT_SECRET, onNotice: () => {} });
          ({ requests, roundTrips } = found);
        }),
      );
    }
    times.push(own);
  }
  return { requests, roundTrips, times };
}

/** How many requests the product works on at once, at most, while it is searched. */
async function mostAtOnce({ product, version, settings = {} }: Layout): Promise<number> {
  const simulator = createSimulator({ product, version, ...settings });
  simulator.arm({ latencyMs: 5 });
  const transport = simulator.handle;
  await detect("https://www.example.com/", { secret: DEFAULT_SECRET, transport });
  return simulator.atOnce;
}

const HEAD = ["site", "given", "requests", "round trips", "at once", "0 ms", "50 ms", "200 ms"];

const rows: string[][] = [];
for (const layout of [...LAYOUTS, ...ODD_LAYOUTS]) {
  const { product, version, settings, path, how } = layout;
  const site = { product, version, ...settings };
  await using sites = await serveSites(DELAYS.map((delayMs) => ({ ...site, delayMs })));
  const isUsual = LAYOUTS.includes(layout);
  const given = isUsual ? [["host", ""], ["endpoint", path]] as const : [["host", ""]] as const;
  for (const [name, below] of given) {
    const { requests, roundTrips, times } = await measure(sites.urls, below);
    const [theirs, ms] = name === "host" && isUsual ? incumbent(layout) : ["", ""];
    const title = `${product} ${version}${how === undefined ? "" : `, ${how}`}`;
    const counts = [requests, roundTrips, name === "host" ? await mostAtOnce(layout) : 1];
    const columns = times.map((each) => spread(each));
    rows.push([title, name, ...counts.map(String), ...columns, theirs, ms]);
  }
}
printTable("Detection", [[...HEAD, "incumbent: requests", "at 50 ms"], ...rows]);
