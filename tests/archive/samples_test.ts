/**
 * Every sample archive, read in every way.
 */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { listArchive } from "../../src/archive/list.ts";
import type { Manifest } from "../../src/files/manifest.ts";
import { openArchive } from "../../src/archive/open.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { lastPart, type Sample, type SampleEntry, samples } from "./support/samples.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";
import { jpa } from "./support/writers.ts";

const found = samples();

/** The manifest that would have been written when the sample was fetched. */
function manifestOf({ parts }: Sample): Manifest {
  return {
    schema: 1,
    site: "https://www.example.com/",
    record: 1,
    parts: parts.map(({ file, size, sha256 }) => ({ name: file, size, sha256 })),
  };
}

/** The first moment of 1980 stands for no time in a ZIP. */
function timeOf({ mtime, dos_time }: SampleEntry): string | null {
  if (mtime !== undefined) return new Date(mtime * 1000).toISOString().replace(".000Z", "Z");
  return dos_time === undefined || dos_time.startsWith("1980-01-01T00:00:00")
    ? null
    : `${dos_time}Z`;
}

function sizeOf({ size = 0 }: SampleEntry): number {
  return size;
}

for (const sample of found) {
  const options = sample.password === null ? {} : { password: sample.password };

  Deno.test(`verifyArchive() finds ${sample.name} whole`, async () => {
    const manifest = manifestOf(sample);
    const report = await verifyArchive(lastPart(sample), { ...options, manifest });
    assertEquals(report.problems, []);
    assertEquals(
      [report.ok, report.format, report.formatVersion ?? null, report.checksums],
      [true, sample.format, sample.format_version, "match"],
    );
    assertEquals(
      [report.entries, report.files, report.bytes, report.readable.before],
      [sample.entry_count, sample.file_count, sample.uncompressed_size, sample.entry_count],
    );
  });

  Deno.test(`verifyArchive() in a hurry finds ${sample.name} whole`, async () => {
    const report = await verifyArchive(lastPart(sample), { ...options, quick: true });
    assertEquals([report.problems, report.entries], [[], sample.entry_count]);
  });

  Deno.test(`listArchive() lists ${sample.name} as its manifest does`, async () => {
    const entries = await Array.fromAsync(listArchive(lastPart(sample), options));
    assertEquals(
      entries,
      sample.entries.map((entry) => ({
        path: entry.path,
        type: entry.type,
        size: sizeOf(entry),
        mode: entry.mode,
        mtime: timeOf(entry),
        target: entry.target ?? null,
      })),
    );
  });

  Deno.test(`extractArchive() restores ${sample.name} byte for byte`, async () => {
    await withFolder(async (folder) => {
      const to = join(folder, "site");
      const [, summary] = await allOf(extractArchive(lastPart(sample), { ...options, to }));
      assert(summary.ok);
      assertEquals(summary.files, sample.file_count);
      for (const entry of sample.entries) await compare(join(to, entry.path), entry);
      const links = new Set(sample.entries.filter(({ type }) => type === "link"));
      const named = [...sample.entries].map((entry) =>
        links.has(entry) ? `${entry.path} -> ${entry.target}` : entry.path
      );
      const parents = sample.entries.flatMap(({ path }) => {
        const steps = path.split("/");
        return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join("/"));
      });
      assertEquals(await treeOf(to), [...new Set([...named, ...parents])].toSorted());
    });
  });
}

async function compare(path: string, entry: SampleEntry): Promise<void> {
  const there = await Deno.lstat(path);
  assertEquals(
    [there.isFile, there.isDirectory, there.isSymlink],
    ["file", "directory", "link"].map((type) => type === entry.type),
    entry.path,
  );
  if (entry.type === "link") return;
  if (entry.mode !== null) {
    assertEquals((there.mode ?? 0) & 0o7777, Number.parseInt(entry.mode, 8), entry.path);
  }
  const time = timeOf(entry);
  if (time !== null) assertEquals(there.mtime?.getTime(), Date.parse(time), entry.path);
  if (entry.type !== "file") return;
  const hash = createHash("sha256").update(await Deno.readFile(path)).digest("hex");
  assertEquals(hash, entry.sha256, entry.path);
}

Deno.test("the samples cover every format, whole and in parts", () => {
  const kinds = new Set(found.map(({ format, parts }) => `${format} ${parts.length > 1}`));
  assertEquals(kinds.size, 6);
  assert(found.some(({ format_version }) => format_version === "1.2"));
});

Deno.test("openArchive() opens an archive by any of its parts", async () => {
  const sample = found.find(({ name }) => name === "small-jpa-multipart");
  assert(sample !== undefined);
  for (const { file } of sample.parts) {
    await using archive = await openArchive(join(sample.folder, file));
    assertEquals(archive.parts.map(({ name }) => name), sample.parts.map((part) => part.file));
    assertEquals((await Array.fromAsync(archive.entries())).length, sample.entry_count);
  }
});

Deno.test("the pieces of a content stay as they are when others are read", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    const data = ["one", "two"].map((name) => new TextEncoder().encode(name.repeat(1 << 20)));
    // Stored and deflated ones take different ways.
    const items = data.map((data, method) => ({ path: `${method}`, data, method }));
    await Deno.writeFile(path, jpa(items));
    await using archive = await openArchive(path);
    const contents: Promise<Uint8Array[]>[] = [];
    for await (const { content } of archive.entries()) contents.push(Array.fromAsync(content()));
    for (const [index, pieces] of (await Promise.all(contents)).entries()) {
      assertEquals(Buffer.concat(pieces).equals(data[index] ?? new Uint8Array()), true);
    }
  });
});
