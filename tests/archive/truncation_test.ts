/**
 * Archives that are cut off or altered at any byte.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { SitehaulError } from "../../src/base/errors.ts";
import { extractArchive } from "../../src/archive/extract.ts";
import { listArchive } from "../../src/archive/list.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jpa, jps, zip } from "./support/writers.ts";

const PASSWORD = "secret";

const items: readonly Item[] = [
  { path: "a.txt", data: "Stored as it is." },
  { path: "b/deflated.txt", data: "Said again and again. ".repeat(40), method: 1 },
  { path: "b/empty", type: "directory", mode: 0o40755 },
  { path: "b/last.bin", data: Uint8Array.from({ length: 90 }, (_, index) => index * 7 % 256) },
];

const archives: readonly (readonly [string, Uint8Array])[] = [
  ["jpa", jpa(items)],
  ["jps", jps(items, { password: PASSWORD })],
  ["zip", await zip(items)],
];

/** Runs something that must not throw anything but the one error. */
async function quietly<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    assert(error instanceof SitehaulError, String(error));
    return undefined;
  }
}

for (const [format, bytes] of archives) {
  Deno.test(`a ${format} archive that is cut off anywhere never passes`, async () => {
    await withFolder(async (folder) => {
      const path = join(folder, `site.${format}`);
      await Deno.writeFile(path, bytes);
      assert((await verifyArchive(path, { password: PASSWORD })).ok);
      for (let length = bytes.length - 1; length >= 0; length--) {
        await Deno.truncate(path, length);
        const report = await verifyArchive(path, { password: PASSWORD });
        assertEquals(report.ok, false, `cut off at byte ${length}`);
        await quietly(() => Array.fromAsync(listArchive(path, { password: PASSWORD })));
      }
    });
  });

  Deno.test(`a ${format} archive with any byte altered does no harm`, async () => {
    await withFolder(async (folder) => {
      const random = generator(20260101);
      const path = join(folder, `site.${format}`);
      const to = join(folder, "a", "b", "site");
      for (let round = 0; round < 120; round++) {
        const altered = bytes.slice();
        const at = Math.floor(random() * bytes.length);
        altered[at] = (altered[at] ?? 0) ^ (1 + Math.floor(random() * 255));
        await Deno.writeFile(path, altered);
        await verifyArchive(path, { password: PASSWORD });
        await quietly(() => allOf(extractArchive(path, { to, password: PASSWORD })));
        const outside = (await treeOf(folder)).filter((name) => !name.startsWith("a/b/site/"));
        const known = ["a", "a/b", "a/b/site", `site.${format}`];
        assertEquals(outside.filter((name) => !known.includes(name)), [], `byte ${at}`);
        assert(!(await treeOf(folder)).some((name) => name.endsWith(".part")));
        await Deno.remove(to, { recursive: true }).catch(() => {});
      }
    });
  });
}

/** Numbers that look random and are the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
