/**
 * Finding the parts of an archive.
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { SitehaulError } from "../../src/base/errors.ts";
import { writeManifest } from "../../src/files/manifest.ts";
import { declaredGaps, findParts } from "../../src/archive/part_files.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { withFolder } from "./support/temporary.ts";
import { jpa, writeParts } from "./support/writers.ts";

const items = Array.from({ length: 130 }, (_, index) => ({ path: `${index}.txt`, data: "abc" }));

/** Cuts an archive before each entity, as the engine does when an entity does not fit. */
function cut(bytes: Uint8Array, parts: number): Uint8Array[] {
  const header = 27;
  const length = (bytes.length - header) / parts;
  const at = (index: number) => index === 0 ? 0 : header + Math.round(index * length);
  return Array.from(
    { length: parts },
    (_, index) => bytes.subarray(at(index), index === parts - 1 ? bytes.length : at(index + 1)),
  );
}

Deno.test("findParts() puts a hundred parts into data order, from any of them", async () => {
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", cut(jpa(items, 120), 120));
    for (const index of [0, 1, 98, 99, 118, 119]) {
      const found = await findParts(paths[index] ?? "");
      assertEquals([found.paths, found.gaps], [paths, []]);
    }
    assertEquals(basename(paths[99] ?? ""), "site.j100");
    const report = await verifyArchive(paths[5] ?? "");
    assertEquals([report.problems, report.entries, report.parts.length], [[], 130, 120]);
  });
});

Deno.test("findParts() names every part that is missing", async () => {
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", cut(jpa(items, 6), 6));
    for (const index of [1, 3]) await Deno.remove(paths[index] ?? "");
    const { gaps, paths: here } = await findParts(paths[5] ?? "");
    const names = here.map((path) => basename(path));
    assertEquals(names, ["site.j01", "site.j03", "site.j05", "site.jpa"]);
    const before = (index: number, ...names: string[]) => ({ index, names, size: undefined });
    assertEquals(gaps, [before(1, "site.j02"), before(2, "site.j04")]);
    await Deno.remove(paths[5] ?? "");
    const after = await findParts(paths[0] ?? "");
    assertEquals(after.gaps, [before(1, "site.j02"), before(2, "site.j04"), before(3, "site.jpa")]);
  });
});

Deno.test("findParts() is not confused by the neighbours of an archive", async () => {
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", cut(jpa(items, 3), 3));
    const others = [
      "site-2.j01",
      "site.j01.part",
      "site.json",
      "asite.jpa",
      "site.z01",
      "site.jx1",
    ];
    for (const name of others) await Deno.writeTextFile(join(folder, name), "x");
    assertEquals((await findParts(paths[1] ?? "")).paths, paths);
  });
});

Deno.test("findParts() asks which archive is meant when a part may belong to two", async () => {
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", cut(jpa(items, 3), 3));
    await Deno.writeTextFile(join(folder, "site.jps"), "x");
    const error = await assertRejects(() => findParts(paths[0] ?? ""), SitehaulError);
    assertStringIncludes(error.message, "site.jpa");
    assertEquals((await findParts(paths[2] ?? "")).paths, paths);
  });
});

Deno.test("findParts() follows a manifest to the parts, and to those that are missing", async () => {
  await withFolder(async (folder) => {
    const paths = await writeParts(folder, "site", cut(jpa(items, 3), 3));
    const parts = paths.map((path) => ({ name: basename(path), size: 1, sha256: "0".repeat(64) }));
    const path = join(folder, "site.sitehaul.json");
    await writeManifest(path, { schema: 1, site: "https://a.example/", record: 1, parts });
    assertEquals((await findParts(path)).paths, paths);
    await Deno.remove(paths[1] ?? "");
    const { gaps } = await findParts(path);
    assertEquals(gaps, [{ index: 1, names: ["site.j02"], size: 1 }]);
    assertEquals((await findParts(paths[2] ?? "")).manifest?.parts.length, 3);
    assertEquals((await findParts(paths[2] ?? "", false)).manifest, undefined);
  });
});

Deno.test("declaredGaps() puts what only the archive knows of before the last part", () => {
  const parts = (...names: string[]) => names.map((name) => ({ name }));
  const gap = (index: number, ...names: string[]) => ({ index, names, size: undefined });
  const here = parts("site.j01", "site.j02", "site.jpa");
  assertEquals(declaredGaps(here, [], 3), []);
  assertEquals(declaredGaps(here, [], 2), []);
  assertEquals(declaredGaps(here, [], 5), [gap(2, "site.j03", "site.j04")]);
  const end = gap(2, "site.jpa");
  assertEquals(declaredGaps(here.slice(0, 2), [end], 4), [gap(2, "site.j03", "site.jpa")]);
  assertEquals(declaredGaps(parts("site.zip"), [], 3), [gap(0, "site.z01", "site.z02")]);
});

Deno.test("a manifest none of whose parts is there is an error of the caller", async () => {
  await withFolder(async (folder) => {
    const parts = [{ name: "site.jpa", size: 1, sha256: "0".repeat(64) }];
    const path = join(folder, "site.sitehaul.json");
    await writeManifest(path, { schema: 1, site: "https://a.example/", record: 1, parts });
    const error = await assertRejects(() => findParts(path), SitehaulError);
    assertStringIncludes(error.message, "site.jpa: no part of it is here");
  });
});
