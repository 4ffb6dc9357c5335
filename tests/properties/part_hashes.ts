import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { PartChain } from "../../src/archive/part_chain.ts";
import { PartHashes } from "../../src/archive/part_hashes.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { noise } from "../archive/support/noise.ts";
import { writeParts } from "../archive/support/writers.ts";
import { zipParts } from "../archive/support/zip_writer.ts";
import { holds, type Target } from "./property.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-property-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Where the limits of blocks, windows and gaps are, and anywhere else. */
const length = fc.oneof(
  fc.nat({ max: 100 }),
  fc.nat({ max: 9000 }),
  fc.integer({ min: (1 << 16) - 50, max: (1 << 16) + 50 }),
  fc.integer({ min: (1 << 20) - 50, max: (1 << 20) + 50 }),
  fc.nat({ max: 400_000 }),
);

const reads = fc.array(
  fc.record({ at: fc.nat({ max: 1 << 30 }), length, isView: fc.boolean(), isNext: fc.boolean() }),
  { maxLength: 12 },
);

const entry = fc.record({
  size: length,
  gap: fc.oneof(fc.constant(0), fc.nat({ max: 40 }), fc.nat({ max: 70_000 })),
  hasDescriptor: fc.boolean(),
  method: fc.constantFrom(0, 1),
});

export const partHashes: Target = {
  name: "part-hashes",
  properties: [
    holds(
      "in whatever order parts are read, their checksums are those of their bytes",
      fc.record({ sizes: fc.array(length, { minLength: 1, maxLength: 4 }), reads }),
      ({ sizes, reads }) =>
        inFolder(async (folder) => {
          const parts = sizes.map((size, index) => noise(size, index + 1));
          const paths = await writeParts(folder, "site", parts);
          const hashes = new PartHashes();
          const chain = await PartChain.open(paths, (...seen) => hashes.see(...seen));
          try {
            let end = 0;
            for (const { at, length, isView, isNext } of reads) {
              const from = isNext ? Math.min(end + at % 50, chain.size) : at % (chain.size + 1);
              end = Math.min(from + length, chain.size);
              if (isView) await chain.view(from, length);
              else for await (const _ of chain.pieces(from, end));
            }
            const got: string[] = [];
            for (const index of parts.keys()) got.push(await hashes.finish(chain, index));
            assertEquals(got, parts.map(sha256));
          } finally {
            await chain.close();
          }
        }),
      { runs: 60 },
    ),
    holds(
      "a ZIP archive with gaps, in any order and in parts, agrees with its manifest",
      fc.record({
        entries: fc.array(entry, { minLength: 1, maxLength: 6 }),
        order: fc.array(fc.nat({ max: 1000 }), { minLength: 6, maxLength: 6 }),
        parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
      }),
      ({ entries, order, parts }) =>
        inFolder(async (folder) => {
          const items = entries.map((one, index) => ({
            ...one,
            path: `${index}.bin`,
            data: noise(one.size, index + 1),
          }));
          const sorted = [...items.keys()].toSorted((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
          const whole = zipParts(items, { order: sorted })[0] ?? new Uint8Array(0);
          // The records at the end stay together in the last part.
          const room = whole.length - 22 - items.length * 60;
          const cuts = [...new Set(parts.map((part) => Math.floor(part * room)))]
            .filter((cut) => cut > 0).toSorted((a, b) => a - b);
          const pieces = zipParts(items, { order: sorted, cuts });
          const paths = await writeParts(folder, "site", pieces, ["z", "zip"]);
          const manifest = {
            schema: 1 as const,
            site: "https://a.example/",
            record: 1,
            parts: pieces.map((bytes, index) => ({
              name: paths[index]?.split("/").at(-1) ?? "",
              size: bytes.length,
              sha256: sha256(bytes),
            })),
          };
          const { ok, checksums, problems } = await verifyArchive(
            join(folder, "site.zip"),
            { manifest },
          );
          assertEquals([ok, checksums, problems], [true, "match", []]);
        }),
      { runs: 30 },
    ),
  ],
};
