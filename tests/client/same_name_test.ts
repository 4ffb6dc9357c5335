/** Archives of one name in different formats, in one folder. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { drain } from "../../mod.ts";
import { readManifest, verifyArchive } from "../../src/archive/mod.ts";
import { partOf } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { asked, type TestSite, withBackup } from "./fetched_site.ts";

const SAMPLES = new URL("../archives/", import.meta.url);

/** Adds a backup whose archive is a sample, under the name `site`; gives its number. */
async function addSample({ simulator }: TestSite, sample: string): Promise<number> {
  const folder = new URL(`${sample}/`, SAMPLES);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.startsWith("sample-files."))
    // The site numbers the main file first.
    .toSorted((a, b) => Number(/\d$/.test(a)) - Number(/\d$/.test(b)) || (a < b ? -1 : 1));
  const parts = await Promise.all(
    names.map(async (name) =>
      partOf(name.replace("sample-files", "site"), await Deno.readFile(new URL(name, folder)))
    ),
  );
  return simulator.site.addRecord({ parts }).id;
}

const PAIRS = [
  ["small-jpa-single", "small-zip-single"],
  ["small-zip-single", "small-jpa-single"],
  ["small-jpa-multipart", "small-zip-multipart"],
] as const;

for (const [first, second] of PAIRS) {
  Deno.test(`${first} and ${second} of one name keep their proofs apart`, () =>
    inFolder(async (dir) => {
      const site = await withBackup();
      const ids = [await addSample(site, first), await addSample(site, second)];
      const fetching = async (id: number) => await drain(site.client.download(id, { dir }));
      const fetched = [];
      for (const id of ids) fetched.push(await fetching(id));
      const proofs = (await namesIn(dir)).filter((name) => /\.(sitehaul\.json|sha256)$/.test(name));
      assertEquals(proofs.length, 4, proofs.join());
      for (const [index, { manifest = "", parts }] of fetched.entries()) {
        const { record, parts: listed } = await readManifest(manifest);
        assertEquals([record, listed.length], [ids[index], parts.length]);
        // From any part, and from the manifest, it is compared with its own checksums.
        for (const path of [manifest, ...parts.map(({ path }) => path)]) {
          assertEquals((await verifyArchive(path)).checksums, "match", path);
        }
        const sums = await Deno.readTextFile(manifest.replace(/\.sitehaul\.json$/, ".sha256"));
        assertEquals(
          sums.trimEnd().split("\n").map((line) => line.slice(66)).toSorted(),
          parts.map(({ name }) => name).toSorted(),
        );
      }
      const before = asked(site.simulator, "downloadDirect");
      for (const id of ids) await fetching(id);
      assertEquals(asked(site.simulator, "downloadDirect"), before);
      assertEquals((await namesIn(dir)).length, fetched.flatMap(({ parts }) => parts).length + 4);
    }));
}

Deno.test("the first of them has the short name for its manifest, and keeps it", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    const [jpa, zip] = [
      await addSample(site, "small-jpa-single"),
      await addSample(site, "small-zip-single"),
    ];
    const manifests = [];
    for (const id of [jpa, zip, jpa, zip]) {
      manifests.push((await drain(site.client.download(id, { dir }))).manifest);
    }
    const names = ["site.sitehaul.json", "site.zip.sitehaul.json"];
    assertEquals(manifests, [...names, ...names].map((name) => join(dir, name)));
  }));
