// deno-lint-ignore-file no-console -- it prints its table
/**
 * How fast a part is fetched, beside curl on the same server in the same run: whole files beside
 * `curl -o`, segments beside curl fetching the same segment URLs without decoding them.
 *
 *     deno task bench:download [MiB] [runs]
 */
import { join } from "node:path";
import { cpuUsage } from "node:process";
import { connect, type DownloadMode } from "../mod.ts";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";

const MIB = 1 << 20;
const size = Number(Deno.args[0] ?? 1024);
const runs = Number(Deno.args[1] ?? 3);
const folder = await Deno.makeTempDir();

const site = new Deno.Command(Deno.execPath(), {
  args: ["run", "--quiet", "--allow-net=127.0.0.1", "--allow-env", "bench/site.ts", String(size)],
  stdin: "piped",
  stdout: "piped",
}).spawn();
const lines = site.stdout.pipeThrough(new TextDecoderStream()).getReader();
const url = ((await lines.read()).value ?? "").trim();
const endpoint = `${url}index.php?option=com_akeebabackup&view=api&format=raw`;
const call = (method: string, rest = "") =>
  `${endpoint}&method=${method}&backup_id=1&part_id=1${rest}`;

async function curl(args: readonly string[]): Promise<void> {
  const auth = `X-Akeeba-Auth: ${DEFAULT_SECRET}`;
  const { success } = await new Deno.Command("curl", { args: ["-sS", "-H", auth, ...args] })
    .output();
  if (!success) throw new Error("curl failed");
}

async function curlWhole(): Promise<void> {
  await curl(["-o", join(folder, "curl"), call("downloadDirect")]);
}

async function curlSegments(): Promise<void> {
  const list = Array.from(
    { length: size },
    (_, index) => `url = "${call("download", `&segment=${index + 1}&chunk_size=1`)}"\n`,
  );
  const config = join(folder, "urls");
  await Deno.writeTextFile(config, list.join(""));
  const output = await Deno.open(join(folder, "curl"), {
    create: true,
    write: true,
    truncate: true,
  });
  const auth = `X-Akeeba-Auth: ${DEFAULT_SECRET}`;
  const process = new Deno.Command("curl", {
    args: ["-sS", "-H", auth, "-K", config],
    stdout: "piped",
  }).spawn();
  await process.stdout.pipeTo(output.writable);
  if (!(await process.status).success) throw new Error("curl failed");
}

async function ours(mode: DownloadMode, connections: number): Promise<void> {
  const client = await connect(endpoint, { secret: DEFAULT_SECRET });
  for await (const _ of client.download(1, { dir: folder, mode, connections }));
}

async function seconds(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Side by side: theirs, ours, theirs, ours, …; the ratio of the medians. Each writes a new file. */
async function compare(
  name: string,
  theirs: () => Promise<void>,
  run: () => Promise<void>,
): Promise<void> {
  const [a, b, busy]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < runs; round++) {
    a.push(await seconds(theirs));
    await Deno.remove(join(folder, "curl"));
    const before = cpuUsage();
    b.push(await seconds(run));
    const { user, system } = cpuUsage(before);
    busy.push((user + system) / 1e6);
    await Deno.remove(join(folder, "site.jpa"));
  }
  const [them, us] = [median(a), median(b)];
  const rate = (value: number) => `${(size * MIB / value / 1e6).toFixed(0)} MB/s`;
  console.log(
    `${name.padEnd(28)} curl ${them.toFixed(2)} s (${rate(them)})  ` +
      `sitehaul ${us.toFixed(2)} s (${rate(us)})  ratio ${(us / them).toFixed(2)}  ` +
      `[${b.map((value) => value.toFixed(2)).join(" ")}], its processor time ` +
      `${median(busy).toFixed(2)} s`,
  );
}

try {
  console.log(`${size} MiB, median of ${runs} runs, one after the other in the same run`);
  await compare("http, whole file", curlWhole, () => ours("http", 1));
  await compare("auto, whole file", curlWhole, () => ours("auto", 1));
  await compare("chunk, 1 connection", curlSegments, () => ours("chunk", 1));
  await compare("chunk, 2 connections", curlSegments, () => ours("chunk", 2));
  await compare("chunk, 4 connections", curlSegments, () => ours("chunk", 4));
} finally {
  await site.stdin.close();
  await lines.cancel();
  await site.status;
  await Deno.remove(folder, { recursive: true });
}
