/**
 * How long the search for an endpoint takes: every layout, from the bare root and from an endpoint
 * that was pasted, at 0, 50 and 200 ms an answer. Beside it what Akeeba Remote CLI 3.1.0 (PHP 8.2)
 * took from the bare root on such a machine, where that was measured.
 *
 *     deno task bench:detect
 */
import { detect } from "../mod.ts";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import { type Layout, LAYOUTS } from "../tests/support/layouts.ts";
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
  readonly times: readonly (readonly number[])[];
}

async function measure(urls: readonly string[], path: string): Promise<Row> {
  let requests = 0;
  const times: number[][] = [];
  for (const [index, delay] of DELAYS.entries()) {
    const own: number[] = [];
    for (let round = 0; round < (ROUNDS[delay] ?? 1); round++) {
      own.push(
        await timed(async () => {
          const found = await detect(`${urls[index]}${path}`, {
            secret: DEFAULT_SECRET,
            onNotice: () => {},
          });
          requests = found.requests;
        }),
      );
    }
    times.push(own);
  }
  return { requests, times };
}

const rows: string[][] = [];
for (const layout of LAYOUTS) {
  const { product, version, folder, path } = layout;
  const site = { product, version, ...(folder === undefined ? {} : { folder }) };
  await using sites = await serveSites(DELAYS.map((delayMs) => ({ ...site, delayMs })));
  for (const [given, below] of [["root", ""], ["endpoint", path]] as const) {
    const { requests, times: [none = [], some = [], long = []] } = await measure(sites.urls, below);
    // What does not grow with the answers' time is the program's own.
    const trips = Math.round(((long[0] ?? 0) - (none[0] ?? 0)) / 200);
    const [theirs, ms] = given === "root" ? incumbent(layout) : ["", ""];
    const columns = [none, some, long].map((each) => spread(each));
    rows.push([`${product} ${version}`, given, `${requests}`, `${trips}`, ...columns, theirs, ms]);
  }
}
printTable("Detection", [
  [
    "site",
    "given",
    "requests",
    "round trips",
    "0 ms",
    "50 ms",
    "200 ms",
    "incumbent: requests",
    "at 50 ms",
  ],
  ...rows,
]);
