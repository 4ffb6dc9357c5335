/** Sites may give every backup the same name: the one before stays until the new one is proven. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { type DownloadOptions, drain } from "../../mod.ts";
import { verifyArchive } from "../../src/archive/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { partOf } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { type TestSite, withBackup } from "./fetched_site.ts";

type Files = readonly (readonly [name: string, bytes: Uint8Array])[];

/** The files of a sample, main file first, under the name `site`. */
async function filesOf(sample: string): Promise<Files> {
  const folder = new URL(`../archives/${sample}/`, import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.startsWith("sample-files."))
    .toSorted((a, b) => Number(/\d$/.test(a)) - Number(/\d$/.test(b)) || (a < b ? -1 : 1));
  return await Promise.all(names.map(async (name) =>
    [
      name.replace("sample-files", "site"),
      await Deno.readFile(new URL(name, folder)),
    ] as const
  ));
}

/** The same, with zeros in the place of each file's first half. */
const damaged = (files: Files): Files =>
  files.map(([name, bytes]) => [name, bytes.slice().fill(0, 0, bytes.length >> 1)]);

const add = ({ simulator }: TestSite, files: Files): number =>
  simulator.site.addRecord({ parts: files.map(([name, bytes]) => partOf(name, bytes)) }).id;

const fetching = async ({ client }: TestSite, id: number, options: DownloadOptions) =>
  await drain(client.download(id, options));

for (const mode of ["auto", "http", "chunk"] as const) {
  for (const sample of ["small-jpa-single", "small-jpa-multipart"]) {
    Deno.test(`a damaged backup does not end the good one of its name: ${sample} by ${mode}`, () =>
      inFolder(async (dir) => {
        const site = await withBackup();
        const good = await filesOf(sample);
        const before = await fetching(site, add(site, good), { dir, mode });
        const names = await namesIn(dir);
        const bad = add(site, damaged(good));
        for (const _ of [1, 2]) {
          const error = await assertRejects(
            () => fetching(site, bad, { dir, mode }),
            SitehaulError,
          );
          assertEquals(error.code, "archive/damaged");
          for (const [name, bytes] of good) {
            const aside = join(dir, `.${name}.before`);
            assertEquals(await Deno.readFile(aside), bytes);
            assertStringIncludes(error.hint ?? "", aside);
          }
        }
        // Under their names again, with their manifest, they are what they were.
        for (const path of [before.manifest ?? "", ...before.parts.map(({ path }) => path)]) {
          await Deno.copyFile(join(dir, `.${path.slice(dir.length + 1)}.before`), path);
        }
        assertEquals((await verifyArchive(before.parts[0]?.path ?? "")).checksums, "match");
        // What was set aside goes as soon as a good one is here.
        await fetching(site, add(site, good), { dir, mode });
        assertEquals(await namesIn(dir), names);
      }));
  }
}

Deno.test("a backup that is broken off between two parts leaves those from before", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    const good = await filesOf("small-jpa-multipart");
    await fetching(site, add(site, good), { dir });
    const names = await namesIn(dir);
    const next = add(site, good.map(([name, bytes]) => [name, Uint8Array.from(bytes)]));
    for await (const event of site.client.download(next, { dir, connections: 1 })) {
      if (event.type === "part") break;
    }
    const asides = (await namesIn(dir)).filter((name) => name.endsWith(".before"));
    assertEquals(asides.length, 1);
    await fetching(site, next, { dir });
    assertEquals(await namesIn(dir), names);
  }));

Deno.test("nothing is set aside where nothing had the name", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    const bad = add(site, damaged(await filesOf("small-jpa-single")));
    const error = await assertRejects(() => fetching(site, bad, { dir }), SitehaulError);
    assert(!(error.hint ?? "").includes("before"), error.hint);
    assertEquals((await namesIn(dir)).filter((name) => name.endsWith(".before")), []);
  }));
