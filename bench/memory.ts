/**
 * How much memory a download with verification takes at most (VmHWM), for ZIP archives of about the
 * same size in 1, 36 and 500 parts, with many small files in them. The program is run as README.md has
 * it; the site is in another process.
 *
 *     deno task bench:memory [MiB] [files]
 */
import { join } from "node:path";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import { noise } from "./archives.ts";
import { MIB, peakOf, printTable, program, SITEHAUL } from "./measure.ts";
import { serveSites } from "./sites.ts";

/** What is promised, MiB. */
const PROMISED = 150;

const [mib = 368, files = 12_000] = Deno.args.map(Number);

/** Files of equal size that do not deflate. */
async function makeFiles(folder: string): Promise<void> {
  const size = Math.floor(mib * MIB / files);
  let index = 0;
  for (const block of noise(mib * MIB)) {
    for (let at = 0; at + size <= block.length && index < files; at += size) {
      const name = `${String(index % 100).padStart(2, "0")}/file-${index}.jpg`;
      if (index < 100) await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeFile(join(folder, name), block.subarray(at, at + size));
      index += 1;
    }
  }
}

async function zip(source: string, folder: string, parts: number): Promise<void> {
  await Deno.mkdir(folder);
  const kib = Math.max(64, Math.ceil(mib * 1024 * 1.01 / parts));
  const split = parts === 1 ? [] : ["-s", `${kib}k`];
  await program(
    "sh",
    "-c",
    'cd "$1" && shift && exec zip -q -r "$@" .',
    "sh",
    source,
    ...split,
    join(folder, "site.zip"),
  );
}

async function peak(args: readonly string[], folder: string): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...SITEHAUL, ...args],
    env: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: join(folder, "cache") },
    stdout: "null",
    stderr: "null",
  }).spawn();
  let most = 0;
  const watch = setInterval(() => most = Math.max(most, peakOf(child.pid)), 20);
  const { code } = await child.status;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
  return most / 1024;
}

const folder = await Deno.makeTempDir();
try {
  const source = join(folder, "source");
  await makeFiles(source);
  const rows: string[][] = [];
  for (const parts of [1, 36, 500]) {
    const place = join(folder, `zip${parts}`);
    await zip(source, place, parts);
    const names = [...Deno.readDirSync(place)].map(({ name }) => name);
    await using sites = await serveSites([{ product: "joomla", version: "10.2.1", folder: place }]);
    const dir = join(folder, `to${parts}`);
    for (const mode of ["auto", "chunk"]) {
      const args = ["download", `${sites.urls[0]}`, "1", "--dir", dir, "--mode", mode];
      const most = await peak(args, folder);
      rows.push([`${names.length}`, mode, `${most.toFixed(0)} MiB`, `${PROMISED} MiB`]);
      await Deno.remove(dir, { recursive: true });
    }
    await Deno.remove(place, { recursive: true });
  }
  printTable(`Memory of downloads: ZIP, ${mib} MiB, ${files} files, verified`, [
    ["parts", "mode", "peak", "promised"],
    ...rows,
  ]);
} finally {
  await Deno.remove(folder, { recursive: true });
}
