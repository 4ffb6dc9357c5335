// deno-lint-ignore-file no-console -- it prints tables
/**
 * What all benchmarks share: times, their median and spread, and tables.
 */
import { BUNDLE } from "../packaging/bundle.ts";
import { RUN_FLAGS } from "../packaging/run_flags.ts";

export const MIB: number = 1 << 20;

/** How long something takes, milliseconds. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** `share` is between 0 and 1, 0.5 for the median; between two values, the lower one. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Times of several things, milliseconds each: one run of each, again and again, so that what else the
 * machine does hits all of them alike. The first round fills the caches; it does not count where
 * `warm` is set.
 */
export async function sideBySide(
  runs: readonly (() => Promise<unknown>)[],
  { rounds, warm = true }: { readonly rounds: number; readonly warm?: boolean },
): Promise<number[][]> {
  const times = runs.map(() => [] as number[]);
  for (let round = warm ? -1 : 0; round < rounds; round++) {
    for (const [index, run] of runs.entries()) {
      const time = await timed(run);
      if (round >= 0) times[index]?.push(time);
    }
  }
  return times;
}

/** A median with the lowest and the highest value: `58 ms (49–61)`. */
export function spread(values: readonly number[]): string {
  const shown = (value: number) => value < 1000 ? value.toFixed(0) : (value / 1000).toFixed(2);
  const middle = median(values);
  const unit = middle < 1000 ? "ms" : "s";
  const inUnit = (value: number) => unit === "ms" ? value.toFixed(0) : (value / 1000).toFixed(2);
  if (values.length < 2) return `${shown(middle)} ${unit}`;
  const [low, high] = [quantile(values, 0), quantile(values, 1)];
  return `${shown(middle)} ${unit} (${inUnit(low)}–${inUnit(high)})`;
}

/** How many times as long as something else, by the medians. */
export function ratio(ours: readonly number[], theirs: readonly number[]): string {
  return (median(ours) / median(theirs)).toFixed(2);
}

/** Prints a table, as Markdown that is aligned. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const rule = widths.map((width) => "-".repeat(width));
  console.log(`\n## ${title}\n`);
  for (const row of [head, rule, ...body]) console.log(line(row));
}

/** Runs a program to its end, without a word. */
export async function program(command: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args: [...args], stdin: "null" })
    .output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

/** Runs a program to its end, without a word; gives the time of the processor that it took, milliseconds. */
export async function processorTime(command: string, ...args: readonly string[]): Promise<number> {
  const line = 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&1; } 2>&1';
  const { success, stdout } = await new Deno.Command("bash", {
    args: ["-c", line, "bash", command, ...args],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`${command} failed`);
  const [user = NaN, system = NaN] = new TextDecoder().decode(stdout).trim().split(" ").map(Number);
  return (user + system) * 1000;
}

/** The files of the project, from its top. */
export function projectPath(path: string): string {
  return new URL(`../${path}`, import.meta.url).pathname;
}

/** How sitehaul is run by those who installed it with Deno as README.md says: `deno task bundle` makes it. */
export const SITEHAUL: readonly string[] = [
  "run",
  "--quiet",
  ...RUN_FLAGS,
  projectPath(BUNDLE),
];

/** The most memory that a process has had so far, KiB. */
export function peakOf(pid: number): number {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
