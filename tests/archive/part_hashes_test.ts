/**
 * The checksums of parts, made of what is read anyway.
 */
import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { PartChain } from "../../src/archive/part_chain.ts";
import { PartHashes } from "../../src/archive/part_hashes.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { openWalk } from "../../src/archive/open.ts";
import { noise } from "./support/noise.ts";
import { withFolder } from "./support/temporary.ts";
import { zipBytes } from "./support/zip_writer.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** An archive as streaming programs write it: descriptors stand between the entries. */
const streamed = zipBytes(
  Array.from({ length: 12 }, (_, index) => ({
    path: `${index}.bin`,
    data: noise(40_000 + index * 30_011, index),
    hasDescriptor: true,
  })),
);

Deno.test("what the chain still has in memory counts in a checksum, once", async () => {
  await withFolder(async (folder) => {
    const bytes = noise(3_000_000);
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, bytes);
    for (const [jump, length] of [[1_040_000, 100], [500_000, 70_000], [0, 1]]) {
      const hashes = new PartHashes();
      const chain = await PartChain.open([path], (...seen) => hashes.see(...seen));
      await chain.view(jump ?? 0, length ?? 0);
      assertEquals(await hashes.finish(chain, 0), sha256(bytes), `${jump}`);
      await chain.close();
    }
  });
});

Deno.test("a ZIP archive with descriptors between its entries agrees with its manifest", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, streamed);
    const part = { name: "site.zip", size: streamed.length, sha256: sha256(streamed) };
    const manifest = { schema: 1 as const, site: "https://a.example/", record: 1, parts: [part] };
    const { ok, checksums, problems } = await verifyArchive(path, { manifest });
    assertEquals([ok, checksums, problems], [true, "match", []]);
  });
});

Deno.test("descriptors between entries do not make an archive be read twice", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, streamed);
    const hashes = new PartHashes();
    let read = 0;
    const observer = (part: number, offset: number, bytes: Uint8Array) => {
      read += bytes.length;
      hashes.see(part, offset, bytes);
    };
    const { walk, chain } = await openWalk(path, { observer });
    for await (const found of walk()) {
      if ("entry" in found) { for await (const _ of found.entry.content()); }
    }
    assertEquals(await hashes.finish(chain, 0), sha256(streamed));
    await chain.close();
    // The first block tells the format, the last one has the directory: these are read again.
    assert(read - streamed.length < 1_200_000, `${read} of ${streamed.length} bytes`);
  });
});
