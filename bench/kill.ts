// deno-lint-ignore-file no-console -- it prints what it found
/**
 * Kills the downloading program (kill -9) at random moments, lets it go on, and looks at what came
 * out: the bytes, how much was fetched twice, and the most memory that the program had.
 *
 *     deno task bench:kill [MiB of the single part] [kills] [seed]
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  seededBytes,
  serve,
  type SitePart,
} from "../src/simulator/mod.ts";

const MIB = 1 << 20;
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
  const args = ["run", "--quiet", "--allow-net=127.0.0.1", "--allow-read", "--allow-write"];
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
  const watch = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      peakKiB = Math.max(peakKiB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has just ended.
    }
  }, 20);
  const timer = afterMs === undefined
    ? undefined
    : setTimeout(() => child.kill("SIGKILL"), afterMs);
  const { code, signal } = await child.status;
  clearInterval(watch);
  clearTimeout(timer);
  return { killed: signal === "SIGKILL", status: code, peakKiB };
}

async function prove(title: string, parts: readonly SitePart[], mode: string): Promise<boolean> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  simulator.site.addRecord({ parts: [...parts] });
  await using server = await serve(simulator);
  const dir = await Deno.makeTempDir({ prefix: "sitehaul-kill-" });
  const random = randomFrom(seed);
  let [killed, peakKiB] = [0, 0];
  try {
    // How long it takes undisturbed is not known: it is killed after some of the time of a start.
    while (killed < kills) {
      const result = await run(server.url, dir, mode, 500 + random() * 1500);
      peakKiB = Math.max(peakKiB, result.peakKiB);
      if (!result.killed) break;
      killed += 1;
    }
    const last = await run(server.url, dir, mode);
    peakKiB = Math.max(peakKiB, last.peakKiB);
    let same = last.status === 0;
    for (const part of parts) {
      const hash = createHash("sha256");
      for await (const piece of (await Deno.open(join(dir, part.name))).readable) {
        hash.update(piece);
      }
      same &&= hash.digest("hex") === await sumOf(part);
    }
    const asked = simulator.requests.filter(({ apiMethod }) => apiMethod === "download").length;
    const needed = parts.reduce((sum, part) => sum + Math.ceil(part.size / MIB), 0);
    const twice = mode === "chunk"
      ? `${((asked - needed) / Math.max(1, killed)).toFixed(1)} MiB asked for twice a kill`
      : `${asked} segments`;
    console.log(
      `${title.padEnd(34)} ${killed} kills, ${same ? "byte-identical" : "DIFFERENT"}, ${twice}, ` +
        `peak memory ${(peakKiB / 1024).toFixed(0)} MiB`,
    );
    return same;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

console.log(`seed ${seed}`);
const single = [virtualPart("site.jpa", size * MIB + 12_345)];
const share = Math.ceil(size / 40) * MIB;
const names = Array.from({ length: 39 }, (_, i) => `site.j${String(i + 1).padStart(2, "0")}`);
const forty = ["site.jpa", ...names].map((name) => virtualPart(name, share));
const results = [
  await prove(`one part of ${size} MiB, chunk`, single, "chunk"),
  await prove(`40 parts of ${share / MIB} MiB, chunk`, forty, "chunk"),
  await prove(`40 parts of ${share / MIB} MiB, auto`, forty, "auto"),
];
if (results.includes(false)) Deno.exitCode = 1;
