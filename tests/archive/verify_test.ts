/**
 * What verifying notices beyond the samples.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { join } from "node:path";
import { SitehaulError } from "../../src/base/errors.ts";
import { type Manifest, writeManifest } from "../../src/files/manifest.ts";
import { verificationError } from "../../src/archive/report.ts";
import { verifyArchive, type VerifyProgress } from "../../src/archive/verify.ts";
import { withFolder } from "./support/temporary.ts";
import { type Item, jpa, jpaEntity, jpaHeader, jps, pack } from "./support/writers.ts";
import { zipBytes } from "./support/zip_writer.ts";

const text = (name: string) => `${name} says this again and again. `.repeat(60);
const files = (prefix: string, count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({
    path: `${prefix}/${index}.txt`,
    data: text(`${prefix}${index}`),
    method: 1,
  }));

async function judge(bytes: Uint8Array, ending: "jpa" | "jps" | "zip", password?: string) {
  let report: Awaited<ReturnType<typeof verifyArchive>> | undefined;
  await withFolder(async (folder) => {
    const path = join(folder, `site.${ending}`);
    await Deno.writeFile(path, bytes);
    report = await verifyArchive(path, password === undefined ? {} : { password });
  });
  assert(report !== undefined);
  return report;
}

Deno.test("two steps that ran at the same time are found out", async () => {
  // Both append to one file through buffers of their own: the pieces of their entities mix.
  const streams = ["one", "two"].map((name) =>
    pack(...files(name, 12).map(jpaEntity).flatMap(({ header, data }) => [header, data]))
  );
  const mixed: Uint8Array[] = [];
  for (let at = 0; streams.some(({ length }) => at < length); at += 256) {
    mixed.push(...streams.map((stream) => stream.subarray(at, at + 256)));
  }
  const items = [...files("one", 12), ...files("two", 12)].map(jpaEntity);
  const stored = items.reduce((sum, { data }) => sum + data.length, 0);
  const size = items.reduce((sum, item) => sum + item.size, 0);
  const report = await judge(pack(jpaHeader(24, size, stored), ...mixed), "jpa");
  assertEquals(report.ok, false);
  assert(report.readable.before < 24);
  assertEquals(verificationError(report)?.exit, 60);
});

Deno.test("a header that was never filled in is a backup that never finished", async () => {
  const bytes = jpa(files("a", 3));
  bytes.set(jpaHeader(0, 0, 0));
  const [problem] = (await judge(bytes, "jpa")).problems;
  assertStringIncludes(problem?.message ?? "", "the backup never finished");
});

Deno.test("sizes that do not add up to those of the header are an error", async () => {
  const bytes = jpa(files("a", 3));
  new DataView(bytes.buffer).setUint32(11, 77, true);
  assertEquals((await judge(bytes, "jpa")).problems.map(({ code }) => code), ["total-size"]);
});

Deno.test("a JPA archive inside a JPA archive is content, not entries", async () => {
  const inner = jpa(files("inner", 3));
  const report = await judge(jpa([{ path: "inner.jpa", data: inner }, ...files("a", 2)]), "jpa");
  assertEquals([report.ok, report.entries], [true, 3]);
});

Deno.test("versions and methods that are not read are refused by name", async () => {
  const old = jpa(files("a", 1));
  old[6] = 0;
  const bzip2 = jpa([{ path: "a.txt", data: "BZh", method: 2 }]);
  const older = jps(files("a", 1), { password: "" });
  older.set([1, 9], 3);
  const said = async (bytes: Uint8Array) => (await judge(bytes, "jpa")).problems[0]?.message ?? "";
  assertStringIncludes(await said(old), "JPA 1.0 is not supported");
  assertStringIncludes(await said(bzip2), "bzip2");
  assertStringIncludes(await said(older), "JPS 1.9 derives its key in an older way");
});

Deno.test("a file whose type was lost is not taken for a folder", async () => {
  const bytes = jpa([{ path: "a", data: "x".repeat(100), method: 1 }, { path: "b", data: "y" }]);
  const type = 19 + 7 + 1;
  assertEquals(bytes[type], 1);
  bytes[type] = 0;
  const { ok, problems, readable } = await judge(bytes, "jpa");
  assertEquals([ok, problems[0]?.code, readable], [false, "entry-header", { before: 0, after: 1 }]);
});

Deno.test("an unknown extra field is skipped by its length", async () => {
  const entity = jpaEntity({ path: "a.txt", data: "abc" });
  const extra = pack([0x77, 1], [0x77, 1], [9, 2], "12345");
  const header = pack(entity.header, extra);
  new DataView(header.buffer).setUint16(3, header.length, true);
  const report = await judge(pack(jpaHeader(1, 3, 3), header, entity.data), "jpa");
  assertEquals([report.problems, report.entries], [[], 1]);
});

for (const digest of ["sha1", "sha256", "sha512"] as const) {
  for (const isStatic of [true, false]) {
    const salts = isStatic ? "one salt" : "a salt for each blob";
    Deno.test(`a JPS archive with ${digest} and ${salts} is read`, async () => {
      const bytes = jps(files("a", 3), { password: "pässword", digest, isStatic });
      const report = await judge(bytes, "jps", "pässword");
      assertEquals([report.problems, report.entries], [[], 3]);
      assertEquals((await judge(bytes, "jps", "password")).problems[0]?.code, "password");
    });
  }
}

Deno.test("nobody is asked for a password that is not needed, and once for one that is", async () => {
  await withFolder(async (folder) => {
    let asked = 0;
    const password = () => {
      asked++;
      return Promise.resolve("secret");
    };
    const path = join(folder, "site.jps");
    await Deno.writeFile(path, jps(files("a", 4), { password: "" }));
    assert((await verifyArchive(path, { password })).ok);
    assertEquals(asked, 0);
    await Deno.writeFile(path, jps(files("a", 4), { password: "secret" }));
    assert((await verifyArchive(path, { password })).ok);
    assertEquals(asked, 1);
  });
});

Deno.test("two entries of a ZIP archive that share bytes are an error", async () => {
  // The data of the first one begins with the local header of the second one.
  const header = zipBytes([{ path: "b.txt", data: "the same" }]).subarray(0, 43);
  const bytes = zipBytes([{ path: "a.txt", data: header }, { path: "b.txt", data: "the same" }]);
  const view = new DataView(bytes.buffer);
  const signature = (at: number) => view.getUint32(at, true) === 0x02014b50;
  const records = Array.from(bytes.keys()).slice(0, -4).filter(signature);
  view.setUint32((records[1] ?? 0) + 42, 35, true);
  const { ok, problems } = await judge(bytes, "zip");
  assert(!ok && problems.some(({ code }) => code === "overlap"), JSON.stringify(problems));
});

Deno.test("the manifest beside an archive is used without being named", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    const bytes = jpa(files("a", 3));
    await Deno.writeFile(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const part = { name: "site.jpa", size: bytes.length, sha256 };
    const manifest: Manifest = { schema: 1, site: "https://a.example/", record: 7, parts: [part] };
    const beside = join(folder, "site.sitehaul.json");
    await writeManifest(beside, manifest);
    assertEquals((await verifyArchive(path)).checksums, "match");
    assertEquals((await verifyArchive(beside)).checksums, "match");
    await writeManifest(beside, { ...manifest, parts: [{ ...part, sha256: "0".repeat(64) }] });
    const report = await verifyArchive(path);
    assertEquals([report.ok, report.checksums], [false, "differ"]);
    assertEquals((await verifyArchive(path, { manifest: false })).ok, true);
    assertEquals((await verifyArchive(path, { quick: true })).checksums, "none");
    await writeManifest(beside, { ...manifest, parts: [{ ...part, size: 5 }] });
    assertEquals((await verifyArchive(path, { quick: true })).problems[0]?.code, "part-size");
  });
});

Deno.test("checksums cover the bytes that no entry holds", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    // Text after the last entry, and an entry that cannot be read: both are jumped over.
    const bytes = pack(
      jpa([{ path: "a", data: "x".repeat(3 << 20), method: 9 }, { path: "b", data: "y" }]),
      "z".repeat(2 << 20),
    );
    await Deno.writeFile(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const parts = [{ name: "site.jpa", size: bytes.length, sha256 }];
    const manifest: Manifest = { schema: 1, site: "https://a.example/", record: 7, parts };
    assertEquals((await verifyArchive(path, { manifest })).checksums, "match");
  });
});

Deno.test("progress is told, and an abort is heeded", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    const data = new Uint8Array(3 << 20);
    await Deno.writeFile(path, jpa([{ path: "a", data }, { path: "b", data }]));
    const told: VerifyProgress[] = [];
    await verifyArchive(path, { onProgress: (progress) => told.push(progress) });
    assert(told.length >= 5 && told.length < 12, String(told.length));
    assertEquals(told.at(-1)?.done, told.at(-1)?.total);
    const stopping = new AbortController();
    const error = await assertRejects(
      () => verifyArchive(path, { signal: stopping.signal, onProgress: () => stopping.abort() }),
      SitehaulError,
    );
    assertEquals([error.code, error.exit], ["interrupted", 130]);
  });
});

Deno.test("an archive with a thousand damaged entries ends with a hundred errors", async () => {
  const items = Array.from({ length: 1000 }, (_, index) => ({
    path: `${index}.txt`,
    data: "not as long as it says",
    size: 50,
    method: 1,
  }));
  assertEquals((await judge(jpa(items), "jpa")).problems.length, 100);
});

Deno.test("what claims to inflate to a petabyte takes no memory for it", async () => {
  const before = Deno.memoryUsage().rss;
  const bytes = jpa([{ path: "bomb", data: new Uint8Array(8 << 20), method: 1, size: 0xfffffff0 }]);
  const report = await judge(bytes, "jpa");
  assertEquals(report.problems.map(({ code }) => code), ["size"]);
  assert(Deno.memoryUsage().rss - before < 256 << 20);
});

Deno.test("a file that is not there is a wrong value, not damage", async () => {
  const error = await assertRejects(() => verifyArchive("/no/such/site.jpa"), SitehaulError);
  assertEquals([error.code, error.exit], ["usage/value", 2]);
});

Deno.test("bytes behind the end of deflated data are damage", async () => {
  for (const length of [50, 100_000]) {
    const data = text("a").repeat(length);
    const stored = pack(new Uint8Array(deflateRawSync(data)), "more");
    const report = await judge(jpa([{ path: "a", data, stored, method: 1 }]), "jpa");
    assertEquals(report.problems.map(({ code }) => code), ["inflate"]);
    assertStringIncludes(report.problems[0]?.message ?? "", "4 bytes follow");
  }
});

Deno.test("an entry that claims the bytes of the next one does not hide it", async () => {
  const [first, ...others] = files("a", 4);
  assert(first !== undefined);
  const { data } = jpaEntity(first);
  const items = [{ ...first, storedSize: data.length + 20 }, ...others];
  const report = await judge(jpa(items), "jpa");
  assertEquals([report.ok, report.readable], [false, { before: 0, after: 3 }]);
});

Deno.test("looking at headers only notices a JPS block whose end is damaged", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jps");
    const bytes = jps(files("a", 2), { password: "" });
    const marks = Array.from(bytes.keys())
      .filter((at) => new TextDecoder().decode(bytes.subarray(at, at + 4)) === "JPIV");
    // The first mark is that of the entity, the second that of its first block.
    const at = marks[1] ?? 0;
    bytes[at] = 0;
    await Deno.writeFile(path, bytes);
    const report = await verifyArchive(path, { quick: true });
    assertEquals(report.problems.map(({ entry }) => entry), ["a/0.txt"]);
  });
});

Deno.test("any number of warnings leaves an error its place in the list", async () => {
  const odd = (index: number) => ({ path: new Uint8Array([0xff, 0x30 + index % 10, index >> 3]) });
  const items = Array.from({ length: 500 }, (_, index) => odd(index));
  const bad = { path: "bad", data: "x", method: 1, size: 9 };
  const report = await judge(jpa([...items, bad]), "jpa");
  assertEquals(report.problems.at(-1)?.entry, "bad");
  assertStringIncludes(verificationError(report)?.message ?? "", '"bad"');
  assert(report.unlisted > 0 && report.problems.length < 310);
});
