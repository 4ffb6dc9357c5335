/**
 * What the checksums in ZIP archives are worth, and what is proven by them.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Manifest } from "../../src/files/manifest.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import type { VerifyReport } from "../../src/archive/report.ts";
import { withFolder } from "./support/temporary.ts";
import { jpa, jps } from "./support/writers.ts";
import { zipBytes, type ZipItem } from "./support/zip_writer.ts";

/** Verifies bytes; with a manifest if it is to be proven against one. */
async function judge(
  bytes: Uint8Array,
  name: string,
  { password, isListed = false }: { password?: string; isListed?: boolean } = {},
): Promise<VerifyReport> {
  let report: VerifyReport | undefined;
  await withFolder(async (folder) => {
    const path = join(folder, name);
    await Deno.writeFile(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const part = { name, size: bytes.length, sha256 };
    const manifest: Manifest = { schema: 1, site: "https://a.example/", record: 1, parts: [part] };
    report = await verifyArchive(path, { password, manifest: isListed ? manifest : undefined });
  });
  if (report === undefined) throw new Error("nothing was verified");
  return report;
}

function zip(...items: ZipItem[]): Promise<VerifyReport> {
  return judge(zipBytes(items), "site.zip");
}

const DATA = "This is what the checksum is of.";
const CRC = crc32(DATA);
const GOOD: ZipItem = { path: "good", data: "good" };

/** The first four of the eight digits, as the engine of 9.3.3 writes them. */
function asText(crc: number): number {
  const digits = new TextEncoder().encode(crc.toString(16).padStart(8, "0").slice(0, 4));
  return new DataView(digits.buffer).getUint32(0, true);
}

function outcome({ ok, proof, unchecked, problems }: VerifyReport) {
  return [ok, proof, unchecked, problems.map(({ severity, code }) => `${severity} ${code}`)];
}

Deno.test("a ZIP archive is proven whole by its own checksums", async () => {
  const folder: ZipItem = { path: "folder/", type: "directory" };
  assertEquals(outcome(await zip(GOOD, folder, { path: "empty" })), [true, "whole", 0, []]);
  assertEquals(outcome(await zip()), [true, "whole", 0, []]);
});

Deno.test("a checksum of 0 beside data is none: the file is readable, not whole", async () => {
  assertEquals(outcome(await zip(GOOD, { path: "a", data: DATA, crc: 0 })), [
    true,
    "readable",
    1,
    [],
  ]);
  const elsewhere = await zip({ path: "a", data: DATA, recordCrc: 0 });
  assertEquals(outcome(elsewhere), [true, "whole", 0, ["warning entry-size"]]);
  const wrong = await zip({ path: "a", data: DATA, crc: CRC + 1, recordCrc: 0 });
  assertEquals(outcome(wrong).slice(0, 2), [false, undefined]);
});

// Observed in ZIP archives of Akeeba Backup 9.3.3, for the files of the restoration script.
Deno.test("a checksum written as text is a warning, if it fits", async () => {
  const report = await zip(GOOD, { path: "a", data: DATA, crc: asText(CRC) });
  assertEquals(outcome(report), [true, "readable", 1, ["warning crc"]]);
  assertStringIncludes(report.problems[0]?.message ?? "", "stored as text");
  const other = await zip(GOOD, { path: "a", data: DATA, crc: asText(CRC ^ 0x00100000) });
  assertEquals(outcome(other), [false, undefined, 0, ["error crc"]]);
  const both = await zip({ path: "a", data: DATA, crc: CRC, recordCrc: asText(CRC) });
  assertEquals(outcome(both).slice(0, 3), [true, "whole", 0]);
});

Deno.test("JPA and JPS have no checksums: they are readable, and whole only by a manifest", async () => {
  const items = [{ path: "a", data: DATA, method: 1 }, { path: "b/", type: "directory" as const }];
  const password = "pw";
  for (
    const [name, bytes] of [
      ["site.jpa", jpa(items)],
      ["site.jps", jps(items, { password })],
    ] as const
  ) {
    assertEquals(outcome(await judge(bytes, name, { password })), [true, "readable", 1, []]);
    const listed = await judge(bytes, name, { password, isListed: true });
    assertEquals(outcome(listed), [true, "whole", 1, []]);
  }
});

Deno.test("what is damaged, locked, or only looked at has no such proof", async () => {
  const bytes = jps([{ path: "a", data: DATA, method: 1 }], { password: "pw" });
  const locked = await judge(bytes, "site.jps", { isListed: true });
  assertEquals([locked.ok, locked.proof, locked.checksums], [false, undefined, "match"]);
  const cut = await judge(bytes.subarray(0, -5), "site.jps", { password: "pw" });
  assertEquals([cut.ok, cut.proof], [false, undefined]);
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, zipBytes([GOOD]));
    assertEquals((await verifyArchive(path, { quick: true })).proof, "headers");
  });
});

Deno.test("the number of lost entries is known where the archive says how many it has", async () => {
  const items = Array.from({ length: 9 }, (_, index) => ({ path: `${index}`, data: DATA }));
  const bytes = jpa(items);
  const cut = await judge(bytes.subarray(0, bytes.length / 2), "site.jpa");
  const { readable: { before, after }, lost } = cut;
  assertEquals(before + after + (lost ?? 0), 9);
  assertEquals((await judge(zipBytes(items), "site.zip")).lost, undefined);
  const zip = zipBytes(items);
  zip.fill(0, 100, 200);
  const damaged = await judge(zip, "site.zip");
  assertEquals(damaged.readable.before + damaged.readable.after + (damaged.lost ?? 0), 9);
  assertEquals((damaged.lost ?? 0) > 0, true);
});
