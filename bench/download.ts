/**
 * How fast a part is fetched, beside curl on the same server in the same run: whole files beside the
 * same work by the system's tools (`curl` into `tee` and `openssl dgst -sha256`, then `sync`) and beside
 * `curl -o`, which hashes and syncs nothing; segments beside curl fetching the same segment URLs
 * without decoding them.
 *
 *     deno task bench:download [MiB …]
 */
import { join } from "node:path";
import { connect, type DownloadMode } from "../mod.ts";
import { downloadParts } from "../src/mod.ts";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import { median, MIB, printTable, program, ratio, sideBySide, spread } from "./measure.ts";
import { serveSites } from "./sites.ts";

const sizes = Deno.args.length === 0 ? [10, 1024] : Deno.args.map(Number);
const AUTH = `X-Akeeba-Auth: ${DEFAULT_SECRET}`;

/** Whole files, and segments by 1, 2 (the default) and 4 connections. */
const WAYS: readonly (readonly [mode: DownloadMode, connections: number])[] = [
  ["http", 1],
  ["auto", 1],
  ["chunk", 1],
  ["chunk", 2],
  ["chunk", 4],
];

/** Names of what sitehaul is compared with. */
const [TOOLS, CURL] = ["curl, tee, openssl, sync", "curl"];

async function curl(args: readonly string[], output?: Deno.FsFile): Promise<void> {
  const process = new Deno.Command("curl", {
    args: ["-sS", "-H", AUTH, ...args],
    stdout: output === undefined ? "null" : "piped",
  }).spawn();
  if (output !== undefined) await process.stdout.pipeTo(output.writable);
  if (!(await process.status).success) throw new Error("curl failed");
}

async function compare(mib: number, folder: string): Promise<string[][]> {
  await using sites = await serveSites([{ product: "joomla", version: "10.2.1", mib }]);
  const endpoint = `${sites.urls[0]}index.php?option=com_akeebabackup&view=api&format=raw`;
  const call = (method: string, rest = "") =>
    `${endpoint}&method=${method}&backup_id=1&part_id=1${rest}`;
  const whole = () => curl(["-o", join(folder, "curl"), call("downloadDirect")]);
  const hashedAndSynced = () => {
    const line =
      'set -o pipefail; curl -sS -H "$1" "$2" | tee "$3" | openssl dgst -sha256 && sync "$3"';
    return program("bash", "-c", line, "bash", AUTH, call("downloadDirect"), join(folder, "tools"));
  };
  const segments = async () => {
    const urls = Array.from(
      { length: mib },
      (_, index) => `url = "${call("download", `&segment=${index + 1}&chunk_size=1`)}"\n`,
    );
    await Deno.writeTextFile(join(folder, "urls"), urls.join(""));
    const output = await Deno.create(join(folder, "curl"));
    await curl(["-K", join(folder, "urls")], output);
  };
  const rows: string[][] = [];
  for (const [mode, connections] of WAYS) {
    // By segments a large part takes minutes, and what holds for 1 GiB holds for more of them.
    if (mode === "chunk" && mib > 1024) continue;
    const ours = async () => {
      // What is there already would not be fetched.
      for await (const { name } of Deno.readDir(folder)) await Deno.remove(join(folder, name));
      const client = await connect(endpoint, { secret: DEFAULT_SECRET });
      for await (const _ of downloadParts(client, 1, { dir: folder, mode, connections }));
    };
    const others = mode === "chunk"
      ? [[CURL, segments, "3"] as const]
      : [[TOOLS, hashedAndSynced, "0.7"] as const, [CURL, whole, ""] as const];
    const rounds = mib < 100 ? 7 : mode === "chunk" || mib > 1024 ? 1 : 3;
    const runs = [ours, ...others.map(([, run]) => run)];
    const [own = [], ...theirs] = await sideBySide(runs, { rounds, warm: mib < 100 });
    const rate = `${(mib * MIB / median(own) / 1000).toFixed(0)} MB/s`;
    const way = mode === "chunk" ? `chunk, ${connections} at once` : `${mode}, whole file`;
    for (const [index, [name, , wanted]] of others.entries()) {
      const their = theirs[index] ?? [];
      const compared = [name, spread(their), ratio(own, their), wanted];
      rows.push([`${mib} MiB`, way, spread(own), rate, ...compared]);
    }
  }
  return rows;
}

const folder = await Deno.makeTempDir();
try {
  const rows: string[][] = [];
  for (const mib of sizes) rows.push(...await compare(mib, folder));
  printTable("Downloads", [
    ["part", "mode", "sitehaul", "rate", "compared with", "time", "ratio", "target"],
    ...rows,
  ]);
} finally {
  await Deno.remove(folder, { recursive: true });
}
