/**
 * How fast archives are proven and extracted, beside `sha256sum`, `gzip -t`, `unzip -t` and `unzip` on
 * the same data. It needs zip and unzip, and writes some times the size into a temporary folder.
 *
 *     deno task bench:verify [MiB]
 */
import { join } from "node:path";
import { extractArchive } from "../src/archive/mod.ts";
import type { Manifest } from "../src/files/manifest.ts";
import { verifyArchive } from "../src/archive/verify.ts";
import { FILE, noise, words, write, writeArchive } from "./archives.ts";
import { median, MIB, printTable, program, ratio, sideBySide, spread } from "./measure.ts";

const megabytes = Number(Deno.args[0] ?? 1024);
const folder = await Deno.makeTempDir();
const at = (name: string) => join(folder, name);

async function verified(path: string, manifest: Manifest | false = false): Promise<void> {
  const { ok, problems } = await verifyArchive(path, { manifest });
  if (!ok) throw new Error(JSON.stringify(problems));
}

async function extracted(path: string): Promise<void> {
  const to = await Deno.makeTempDir({ dir: folder });
  for await (const _ of extractArchive(path, { to }));
  await Deno.remove(to, { recursive: true });
}

async function unzipped(): Promise<void> {
  const to = await Deno.makeTempDir({ dir: folder });
  await program("unzip", "-q", at("same.zip"), "-d", to);
  await Deno.remove(to, { recursive: true });
}

/** The same content as the deflated archive has, for gzip and zip. */
async function packForOthers(): Promise<void> {
  const source = at("source");
  await Deno.mkdir(source);
  const names = Array.from({ length: megabytes * MIB / FILE }, (_, index) => `file-${index}`);
  for (const name of names) await write(join(source, name), ReadableStream.from(words(FILE)));
  const script = 'cd "$1" && zip -q -r ../same.zip . && cat file-* | gzip -6 > ../same.gz';
  await program("sh", "-c", script, "sh", source);
  await Deno.remove(source, { recursive: true });
}

type Pair = readonly [
  what: string,
  ours: () => Promise<void>,
  theirs: string,
  run: () => Promise<void>,
  wanted: string,
];

async function compare(pairs: readonly Pair[]): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [what, ours, name, theirs, wanted] of pairs) {
    const [own = [], their = []] = await sideBySide([ours, theirs], { rounds: 3, warm: false });
    const rate = `${(megabytes * MIB / median(own) / 1000).toFixed(0)} MB/s`;
    rows.push([what, spread(own), rate, `${name} ${spread(their)}`, ratio(own, their), wanted]);
  }
  return rows;
}

try {
  const [stored, deflated] = [at("stored.jpa"), at("deflated.jpa")];
  const storedManifest = await writeArchive(stored, megabytes, noise, false);
  const sum = () => program("sha256sum", stored);
  const rows = await compare([
    ["verify, stored", () => verified(stored), "sha256sum", sum, "2"],
    ["verify, stored, manifest", () => verified(stored, storedManifest), "sha256sum", sum, "2"],
  ]);
  await Deno.remove(stored);
  const deflatedManifest = await writeArchive(deflated, megabytes, words, true);
  await packForOthers();
  const gzip = () => program("gzip", "-t", at("same.gz"));
  const unzip = () => program("unzip", "-tq", at("same.zip"));
  rows.push(
    ...await compare([
      ["verify, deflated", () => verified(deflated), "gzip -t", gzip, "1.5"],
      [
        "verify, deflated, manifest",
        () => verified(deflated, deflatedManifest),
        "gzip -t",
        gzip,
        "1.5",
      ],
      ["verify, ZIP", () => verified(at("same.zip")), "unzip -t", unzip, ""],
      ["extract, deflated", () => extracted(deflated), "unzip", unzipped, ""],
      ["extract, ZIP", () => extracted(at("same.zip")), "unzip", unzipped, ""],
    ]),
  );
  printTable(`Archives of ${megabytes} MiB`, [
    ["what", "sitehaul", "rate", "compared with", "ratio", "target"],
    ...rows,
  ]);
} finally {
  await Deno.remove(folder, { recursive: true });
}
