import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { join } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { listArchive } from "../../src/archive/list.ts";
import type { Manifest } from "../../src/files/manifest.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { type Sample, samples } from "../archive/support/samples.ts";
import { changed, changes } from "./mutations.ts";
import { holds, type Target, unlessRefusedLater } from "./property.ts";

const MIB = 1 << 20;
/** What reading a small archive may cost at most, whatever it says of itself. */
const MOST_MEMORY = 64 * MIB;

const small = samples().filter(({ parts }) => parts.reduce((sum, { size }) => sum + size, 0) < MIB);
const sample = fc.constantFrom(...small);
const part = fc.nat({ max: 9 });

/** The archive with changes to one of its parts, in a folder below another one. */
async function inFolders(
  sample: Sample,
  { part, changes: some }: { part: number; changes: Parameters<typeof changed>[1] },
  test: (main: string, around: string, manifest: Manifest) => Promise<void>,
): Promise<void> {
  const around = await Deno.makeTempDir({ prefix: "sitehaul-property-" });
  try {
    const folder = join(around, "archive");
    await Deno.mkdir(folder);
    for (const [index, { file }] of sample.parts.entries()) {
      const bytes = await Deno.readFile(join(sample.folder, file));
      const isChanged = index === part % sample.parts.length;
      await Deno.writeFile(join(folder, file), isChanged ? changed(bytes, some) : bytes);
    }
    const parts = sample.parts.map(({ file, size, sha256 }) => ({ name: file, size, sha256 }));
    const manifest = { schema: 1 as const, site: "https://a.example/", record: 1, parts };
    await test(join(folder, sample.parts.at(-1)?.file ?? ""), around, manifest);
  } finally {
    await Deno.remove(around, { recursive: true });
  }
}

const password = ({ password }: Sample) => password ?? undefined;
const broken = fc.record({ sample, part, changes });

export const archives: Target = {
  name: "archives",
  properties: [
    holds(
      "an archive that was changed is read as far as it goes, or refused; nothing is written outside",
      broken,
      ({ sample, part, changes }) =>
        inFolders(sample, { part, changes }, async (main, around) => {
          const before = Deno.memoryUsage();
          await unlessRefusedLater(async () => {
            for await (const _ of listArchive(main, { password: password(sample) }));
          });
          const to = join(around, "to");
          const limits = { totalBytes: 64 * MIB };
          await unlessRefusedLater(async () => {
            const options = { to, limits, password: password(sample) };
            for await (const _ of extractArchive(main, options));
          });
          const names = Array.from(Deno.readDirSync(around), ({ name }) => name).toSorted();
          assertEquals(names.filter((name) => name !== "to"), ["archive"]);
          const { external, heapUsed } = Deno.memoryUsage();
          const grown = external + heapUsed - before.external - before.heapUsed;
          assert(grown < MOST_MEMORY, `${grown} bytes`);
        }),
      { runs: 40 },
    ),
    holds(
      "an archive that was changed is never proven against its manifest",
      broken,
      ({ sample, part, changes }) =>
        inFolders(sample, { part, changes }, async (main, _, manifest) => {
          const file = sample.parts[part % sample.parts.length]?.file ?? "";
          const before = await Deno.readFile(join(sample.folder, file));
          const after = changed(before, changes);
          const isSame = before.length === after.length &&
            before.every((byte, at) => byte === after[at]);
          const report = await unlessRefusedLater(() =>
            verifyArchive(main, { manifest, password: password(sample) })
          );
          assertEquals(report?.ok === true, isSame);
        }),
      { runs: 40 },
    ),
  ],
};
