// deno-lint-ignore-file no-console -- it prints what it found
/**
 * Kills the downloading program (kill -9) at random moments, lets it go on, and looks at what came
 * out: the bytes, how much was fetched twice, and the most memory that the program had (VmHWM). In
 * some rows the site cuts whole files off, too, and the program goes on by segments by itself.
 *
 *     deno task bench:kill [MiB of the single part] [kills] [seed] [words of a row]
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  serve,
  type Simulator,
  type SitePart,
} from "../src/simulator/mod.ts";
import { seededBytes } from "../src/simulator/setup/content.ts";
import { MIB, peakOf } from "./measure.ts";

/** No kill may cost more than this. */
const LIMIT = 8 * MIB;

const [size = 2048, kills = 20, seed = Date.now() % 1e6] = Deno.args.map(Number);
const block = seededBytes(MIB, seed);

/** A part of any size: the same MiB again and again, but for its number and its name. */
function virtualPart(name: string, bytes: number): SitePart {
  const mark = name.charCodeAt(name.length - 1);
  const read = (offset: number, length: number): Uint8Array => {
    const start = offset % MIB;
    const piece = block.slice(start, Math.min(MIB, start + Math.min(length, bytes - offset)));
    if (start === 0 && piece.length >= 8) {
      new DataView(piece.buffer).setUint32(0, Math.floor(offset / MIB));
      new DataView(piece.buffer).setUint32(4, mark);
    }
    return piece;
  };
  return { name, size: bytes, read };
}

async function sumOf(part: SitePart): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < part.size;) {
    const piece = await part.read(at, MIB);
    hash.update(piece);
    at += piece.length;
  }
  return hash.digest("hex");
}

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Run {
  readonly killed: boolean;
  readonly status: number;
  readonly peakKiB: number;
}

async function run(url: string, dir: string, mode: string, afterMs?: number): Promise<Run> {
  // As README.md has it, and the task.
  const nursery = "--v8-flags=--max-semi-space-size=2";
  const args = [
    "run",
    "--quiet",
    nursery,
    "--allow-net=127.0.0.1",
    "--allow-read",
    "--allow-write",
  ];
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...args,
      "--allow-env",
      "--allow-sys",
      "src/cli/main.ts",
      "download",
      url,
      "1",
      "--dir",
      dir,
      "--mode",
      mode,
      "--no-verify",
      "--quiet",
    ],
    env: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: join(dir, "cache") },
    stdout: "null",
  }).spawn();
  let peakKiB = 0;
  const watch = setInterval(() => peakKiB = Math.max(peakKiB, peakOf(child.pid)), 20);
  const timer = afterMs === undefined
    ? undefined
    : setTimeout(() => child.kill("SIGKILL"), afterMs);
  const { code, signal } = await child.status;
  clearInterval(watch);
  clearTimeout(timer);
  return { killed: signal === "SIGKILL", status: code, peakKiB };
}

/** How many bytes are on the disk that were not noted, over all parts: they are fetched again. */
async function unnoted(dir: string, parts: readonly SitePart[]): Promise<number> {
  let sum = 0;
  for (const { name } of parts) {
    const path = join(dir, `.${name}.part`);
    const there = await Deno.stat(path).then(({ size }) => size, () => 0);
    const noted = await Deno.readTextFile(`${path}.json`).then(
      (text): number => JSON.parse(text).received?.bytes ?? 0,
      () => 0,
    );
    sum += Math.max(0, there - noted);
  }
  return sum;
}

/** Counts the segments that are asked for although an earlier run had asked for them. */
function segmentCounter(simulator: Simulator): () => number {
  const seen = new Set<string>();
  let looked = 0;
  return () => {
    const asked = simulator.requests.slice(looked)
      .filter(({ apiMethod }) => apiMethod === "download")
      .map(({ parameters }) => `${parameters.part_id} ${parameters.segment}`);
    looked = simulator.requests.length;
    const again = new Set(asked.filter((segment) => seen.has(segment))).size;
    for (const segment of asked) seen.add(segment);
    return again;
  };
}

interface Case {
  readonly title: string;
  readonly parts: readonly SitePart[];
  readonly mode: string;
  readonly cutAfter?: number;
}

async function isSame(dir: string, part: SitePart): Promise<boolean> {
  const hash = createHash("sha256");
  for await (const piece of (await Deno.open(join(dir, part.name))).readable) hash.update(piece);
  return hash.digest("hex") === await sumOf(part);
}

async function prove({ title, parts, mode, cutAfter }: Case): Promise<boolean> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  simulator.site.addRecord({ parts: [...parts] });
  if (cutAfter !== undefined) simulator.arm({ match: { method: "downloadDirect" }, cutAfter });
  await using server = await serve(simulator);
  const dir = await Deno.makeTempDir({ prefix: "sitehaul-kill-" });
  const random = randomFrom(seed);
  const again = segmentCounter(simulator);
  const twice: number[] = [];
  let [killed, lost, peakKiB] = [0, 0, 0];
  try {
    // How long it takes undisturbed is not known: it is killed after some of the time of a start.
    for (let isOver = false; !isOver;) {
      const isLast = killed === kills;
      const result = await run(server.url, dir, mode, isLast ? undefined : 500 + random() * 1500);
      const segments = again();
      if (killed > 0) twice.push(Math.max(lost, segments * MIB));
      peakKiB = Math.max(peakKiB, result.peakKiB);
      lost = await unnoted(dir, parts);
      killed += result.killed ? 1 : 0;
      isOver = !result.killed;
      if (isOver && result.status !== 0) throw new Error(`${title}: exit ${result.status}`);
    }
    let same = true;
    for (const part of parts) same &&= await isSame(dir, part);
    const most = Math.max(0, ...twice);
    const mean = twice.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, twice.length);
    console.log(
      `${title.padEnd(46)} ${String(killed).padStart(2)} kills, ` +
        `${same ? "byte-identical" : "DIFFERENT"}, twice a kill: ` +
        `${(mean / MIB).toFixed(1)} MiB, at most ${(most / MIB).toFixed(1)} MiB ` +
        `(${(100 * most / LIMIT).toFixed(0)} % of 8 MiB), ` +
        `peak memory ${(peakKiB * 1024 / 1e6).toFixed(0)} MB`,
    );
    return same && most <= LIMIT;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

console.log(`seed ${seed}`);
const single = [virtualPart("site.jpa", size * MIB + 12_345)];
const share = Math.ceil(size / 40) * MIB;
const names = Array.from({ length: 39 }, (_, i) => `site.j${String(i + 1).padStart(2, "0")}`);
const forty = ["site.jpa", ...names].map((name) => virtualPart(name, share));
const one = `one part of ${size} MiB`;
const many = `40 parts of ${share / MIB} MiB`;
const cutAfter = Math.floor(share / 2);
const cases: readonly Case[] = [
  { title: `${one}, chunk`, parts: single, mode: "chunk" },
  { title: `${one}, auto`, parts: single, mode: "auto" },
  {
    title: `${one}, auto, cut at ${size / 4} MiB`,
    parts: single,
    mode: "auto",
    cutAfter: size / 4 * MIB,
  },
  { title: `${many}, chunk`, parts: forty, mode: "chunk" },
  { title: `${many}, auto`, parts: forty, mode: "auto" },
  { title: `${many}, auto, all cut at half`, parts: forty, mode: "auto", cutAfter },
];
for (const each of cases.filter(({ title }) => title.includes(Deno.args[3] ?? ""))) {
  if (!await prove(each)) Deno.exitCode = 1;
}
