/**
 * Finding the parts of an archive.
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { SitehaulError } from "../../src/errors.ts";
import { writeManifest } from "../../src/archive/manifest.ts";
import { findParts } from "../../src/archive/part_files.ts";
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
      assertEquals(found.paths, paths);
      assertEquals(found.missing, []);
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
    const found = await findParts(paths[5] ?? "");
    assertEquals(found.missing, ["site.j02", "site.j04"]);
    assertEquals(found.paths.map((path) => basename(path)), ["site.j01"]);
    await Deno.remove(paths[5] ?? "");
    assertEquals((await findParts(paths[0] ?? "")).missing, ["site.j02", "site.j04", "site.jpa"]);
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
    assertEquals((await findParts(path)).missing, ["site.j02"]);
    assertEquals((await findParts(paths[2] ?? "")).manifest?.parts.length, 3);
    assertEquals((await findParts(paths[2] ?? "", false)).manifest, undefined);
  });
});
