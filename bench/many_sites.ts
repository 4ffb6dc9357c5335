/**
 * What commands that look at every configured site take: with 1,000 sites, and with ten times as many.
 *
 *     deno task bench:sites [sites]
 */
import { join } from "node:path";
import { COMMANDS } from "../src/cli/commands.ts";
import { fillHistory } from "./filled_history.ts";
import { configurationOf } from "./many_sites_file.ts";
import { median, MIB, printTable, SITEHAUL } from "./measure.ts";

const most = Number(Deno.args[0] ?? 10_000);
const few = most / 10;
const ROUNDS = 3;
/** What it may take with the most sites: seconds, and MiB. */
const TARGET = { seconds: 10, mib: 300 };

const LINES = [
  "config list",
  "config check --offline",
  "backup --all --dry-run",
  "backup --tag group-7 --dry-run",
  "run --all --dry-run",
  "status",
  "status --json",
  "status --format openmetrics",
].filter((line) => COMMANDS.some(({ name }) => line.startsWith(`${name} `) || line === name));

/** What is remembered of each site: a backup a day. */
const DAYS = 10;

interface Taken {
  readonly wall: number;
  /** Of all processors. */
  readonly cpu: number;
  readonly mib: number;
}

function stateOf(file: string): string {
  return `${file}-state`;
}

/** GNU time tells what a process took in all. */
async function run(line: string, file: string, home: string): Promise<Taken> {
  const state = line.startsWith("status") ? ["--state", stateOf(file)] : [];
  const { success, stderr } = await new Deno.Command("/usr/bin/time", {
    args: [
      "-f",
      "%e %U %S %M",
      Deno.execPath(),
      ...SITEHAUL,
      ...line.split(" "),
      "--config",
      file,
      ...state,
    ],
    env: { HOME: home, SITEHAUL_CACHE: join(home, "cache") },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`${line}: ${text}`);
  const [wall = 0, user = 0, system = 0, kib = 0] = (text.trim().split("\n").at(-1) ?? "")
    .split(" ").map(Number);
  return { wall, cpu: user + system, mib: kib * 1024 / MIB };
}

const home = await Deno.makeTempDir();
try {
  const files = new Map<number, string>();
  for (const count of [few, most]) {
    const file = join(home, `${count}.yaml`);
    await Deno.writeTextFile(file, configurationOf(count), { mode: 0o600 });
    files.set(count, file);
    await Deno.mkdir(stateOf(file), { mode: 0o700 });
    const names = Array.from({ length: count }, (_, index) => `customer-${index}`);
    await fillHistory(stateOf(file), { names, days: DAYS, end: Date.now() - 3_600_000 });
  }
  const rows: string[][] = [];
  const missed: string[] = [];
  for (const line of LINES) {
    const taken = new Map<number, Taken[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [count, file] of files) {
        taken.set(count, [...taken.get(count) ?? [], await run(line, file, home)]);
      }
    }
    const of = (count: number, what: keyof Taken) =>
      median((taken.get(count) ?? []).map((each) => each[what]));
    const ratio = of(most, "cpu") / of(few, "cpu");
    const [seconds, mib] = [of(most, "wall"), of(most, "mib")];
    if (seconds > TARGET.seconds || mib > TARGET.mib || ratio > 10) missed.push(line);
    rows.push([
      `\`${line}\``,
      `${of(few, "cpu").toFixed(2)} s`,
      `${of(most, "cpu").toFixed(2)} s`,
      ratio.toFixed(1),
      `${seconds.toFixed(2)} s`,
      `${of(few, "mib").toFixed(0)} MiB`,
      `${mib.toFixed(0)} MiB`,
    ]);
  }
  printTable(`Many sites: ${few} and ${most}`, [
    [
      "command",
      `CPU, ${few}`,
      `CPU, ${most}`,
      "ratio",
      `time, ${most}`,
      `peak, ${few}`,
      `peak, ${most}`,
    ],
    ...rows,
  ]);
  if (missed.length > 0) {
    throw new Error(
      `more than ${TARGET.seconds} s, ${TARGET.mib} MiB or tenfold: ${missed.join(", ")}`,
    );
  }
} finally {
  await Deno.remove(home, { recursive: true });
}
