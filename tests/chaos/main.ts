// deno-lint-ignore-file no-console -- it prints what it found
/**
 * 200 sites, 60 of them on one host that stops answering for a while; cut, noisy, blocked, displaced, with
 * wrong secrets and a full disk, and a program that is killed (kill -9) and resumed ten times.
 *
 *     deno task chaos [seed]
 */
import { join } from "node:path";
import { withSmallDisk } from "../support/small_disk.ts";
import { slownessOf } from "./hanging.ts";
import { type Chaos, killAndResume } from "./kills.ts";
import { Program } from "./program.ts";
import { runTwice } from "./two_runs.ts";

const seed = Number(Deno.args[0] ?? Date.now() % 1e6);
console.log(`seed ${seed}`);
const folder = await Deno.makeTempDir({ prefix: "sitehaul-chaos-" });
const programIn = async (name: string) => {
  await Deno.mkdir(join(folder, name));
  return new Program(join(folder, name));
};

/** Whether all was well; what was not is printed. */
async function kills(fullDisk: string | undefined): Promise<boolean> {
  const chaos: Chaos = {
    sites: 140,
    onOneHost: 60,
    concurrency: 50,
    hangMs: 20_000,
    kills: 10,
    killAfterMs: [1500, 6000],
    seed,
    fullDisk,
    log: (line) => console.log(line),
  };
  const faults = await killAndResume(chaos, (await programIn("kills")).folder);
  console.log(faults.length === 0 ? "every site ended as it should" : faults.join("\n"));
  return faults.length === 0;
}

async function twoRuns(): Promise<boolean> {
  const sites = 60;
  const { starts, atOnce, ends } = await runTwice(await programIn("two"), { sites });
  console.log(`two runs over ${sites} sites at once: ${JSON.stringify(ends)}`);
  return starts.every((count) => count === 1) && atOnce === 1 && ends["ok"] === sites;
}

async function hanging(): Promise<boolean> {
  const much = { others: 140, onOneHost: 60, concurrency: 20, hangMs: 20_000 };
  const { ratio, longestMs, hungMs } = await slownessOf(much, programIn);
  console.log(
    `140 sites beside a host that hangs take ${ratio.toFixed(2)} times as long as without it ` +
      `(medians); at most ${(longestMs / 1000).toFixed(1)} s, while that one takes ` +
      `${(hungMs / 1000).toFixed(1)} s`,
  );
  return ratio < 1.25 && longestMs < much.hangMs;
}

try {
  const all: boolean[] = [];
  if (withSmallDisk.leftOut === undefined) {
    await withSmallDisk(folder, async (disk) => {
      await Deno.writeFile(join(disk, "filler"), new Uint8Array(2040 << 10));
      all.push(await kills(disk));
    });
  } else all.push(await kills(undefined));
  all.push(await twoRuns(), await hanging());
  if (!all.every(Boolean)) Deno.exitCode = 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}
