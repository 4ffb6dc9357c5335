// deno-lint-ignore-file no-console -- it prints its table
/**
 * How long the program takes to start, beside the shortest program there is: `deno eval ""`.
 *
 *     deno task bench:start [--runs 21]
 */
import { parseArgs } from "@std/cli/parse-args";

const runs = Number(parseArgs(Deno.args, { default: { runs: 21 } })["runs"]);
const MAIN = ["run", "--quiet", "--allow-env", "--allow-read", "--allow-sys", "src/cli/main.ts"];

const rows: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['deno eval ""', ["eval", ""]],
  ["sitehaul --help", [...MAIN, "--help"]],
  ["sitehaul version", [...MAIN, "version"]],
  ["sitehaul endpoints", [...MAIN, "endpoints", "--product", "joomla", "--version", "10.2.1"]],
];

async function milliseconds(args: readonly string[]): Promise<number> {
  const began = performance.now();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return performance.now() - began;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN;
}

const times = rows.map(() => [] as number[]);
// Side by side: one of each, again and again. The first round fills the caches and does not count.
for (let round = 0; round <= runs; round++) {
  for (const [index, [, args]] of rows.entries()) {
    const time = await milliseconds(args);
    if (round > 0) times[index]?.push(time);
  }
}
const base = quantile(times[0] ?? [], 0.5);
console.log(`median of ${runs} runs, side by side; the spread is from the 1st to the 9th tenth`);
for (const [index, [name]] of rows.entries()) {
  const values = times[index] ?? [];
  const median = quantile(values, 0.5);
  const spread = `${quantile(values, 0.1).toFixed(0)}–${quantile(values, 0.9).toFixed(0)}`;
  console.log(
    `${name.padEnd(22)} ${median.toFixed(0).padStart(5)} ms  (${spread} ms)  ` +
      `ratio ${(median / base).toFixed(2)}`,
  );
}
