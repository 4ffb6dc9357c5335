/** A backup is fetched, proven, written down, and only then deleted on the server. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { connect, drain } from "../../mod.ts";
import { readManifest } from "../../src/files/manifest.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { asked, fetchWith, type TestSite, withBackup } from "./fetched_site.ts";

Deno.test("a fetched backup is verified, and its manifest says what it is", () =>
  inFolder(async (dir) => {
    const { client } = await withBackup();
    const { report, manifest = "", parts } = await fetchWith(client, { dir });
    assertEquals(report?.ok, true);
    const written = await readManifest(manifest);
    assertEquals([written.record, written.profile, written.version], [1, 1, "10.2.1"]);
    assertEquals([written.site, written.api, written.mode], ["https://www.example.com", 2, "auto"]);
    assertEquals(written.verification?.ok, true);
    const names = parts.map(({ name }) => name);
    assertEquals(written.parts.map(({ name }) => name), [...names.slice(1), names[0]]);
  }));

Deno.test("the sums beside it are true, in the form of sha256sum", () =>
  inFolder(async (dir) => {
    const { client } = await withBackup();
    await fetchWith(client, { dir });
    const sums = (await namesIn(dir)).find((name) => name.endsWith(".sha256")) ?? "";
    const lines = (await Deno.readTextFile(join(dir, sums))).trimEnd().split("\n");
    assertEquals(lines.length, 3);
    for (const line of lines) {
      const [sum, name = ""] = line.split("  ");
      const bytes = await Deno.readFile(join(dir, name));
      assertEquals(sum, createHash("sha256").update(bytes).digest("hex"));
    }
  }));

Deno.test("fetched again, nothing is asked for that is already there", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    await fetchWith(client, { dir });
    const before = asked(simulator, "downloadDirect");
    const again = await fetchWith(client, { dir });
    assertEquals(asked(simulator, "downloadDirect"), before);
    assert(again.parts.every(({ wasThere }) => wasThere));
    assertEquals(again.report?.ok, true);
  }));

Deno.test("a manifest of another backup is no reason to skip anything", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    const { manifest = "" } = await fetchWith(client, { dir });
    const other = await Deno.readTextFile(manifest);
    await Deno.writeTextFile(manifest, other.replace(/"start": "20\d\d/, '"start": "2019'));
    const before = asked(simulator, "downloadDirect");
    await fetchWith(client, { dir });
    assertEquals(asked(simulator, "downloadDirect"), before + 3);
  }));

Deno.test("the archive of another site that is called alike is not replaced", () =>
  inFolder(async (dir) => {
    const { client } = await withBackup();
    const { manifest = "", parts } = await fetchWith(client, { dir });
    const ours = await Deno.readTextFile(manifest);
    const theirs = ours.replace(/"site": "https:\/\//, '"site": "https://other.');
    await Deno.writeTextFile(manifest, theirs);
    const before = await Promise.all(parts.map(({ path }) => Deno.stat(path)));
    const error = await assertRejects(() => fetchWith(client, { dir }), SitehaulError);
    assertEquals([error.code, error.exit], ["download/path", 33]);
    const after = await Promise.all(parts.map(({ path }) => Deno.stat(path)));
    assertEquals(after.map(({ ino }) => ino), before.map(({ ino }) => ino));
    await Deno.writeTextFile(
      manifest,
      ours.replace(/"site": "https:\/\/www\./, '"site": "http://'),
    );
    await fetchWith(client, { dir });
  }));

/** A site in a folder of a host, whose archives are all called alike, and a backup of it. */
async function inSubfolder(root: string, seed: number): Promise<TestSite & { archive: string }> {
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    root,
    profiles: [{ id: 1, name: "Default", archiveName: "site" }],
    files: [{ path: "a.bin", content: seededBytes(100_000, seed) }],
  });
  const transport = simulator.handle;
  const address = `https://h.example${root}`;
  const client = await connect(address, { secret: DEFAULT_SECRET, transport });
  return { simulator, client, archive: (await drain(client.takeBackup())).archive };
}

Deno.test("two sites of one host do not replace each other's archives", () =>
  inFolder(async (dir) => {
    const [one, other] = [await inSubfolder("/a/", 1), await inSubfolder("/b/", 2)];
    assertEquals(one.archive, other.archive);
    const { manifest = "" } = await fetchWith(one.client, { dir });
    assertEquals((await readManifest(manifest)).site, "https://h.example/a");
    const before = await Deno.readFile(join(dir, one.archive));
    const error = await assertRejects(() => fetchWith(other.client, { dir }), SitehaulError);
    assertEquals(error.code, "download/path");
    assertEquals(await Deno.readFile(join(dir, one.archive)), before);
    const { parts: [part] } = await fetchWith(one.client, { dir });
    assertEquals(part?.wasThere, true);
  }));

Deno.test("what one site of a host has begun is not gone on with for another one", () =>
  inFolder(async (dir) => {
    const [one, other] = [await inSubfolder("/a/", 1), await inSubfolder("/b/", 2)];
    one.simulator.arm({ match: { method: "downloadDirect" }, cutAfter: 70_000 });
    const fetching = () => fetchWith(one.client, { dir, mode: "http" });
    await assertRejects(fetching, SitehaulError);
    const state = join(dir, `.${one.archive}.part.json`);
    const { site, start } = JSON.parse(await Deno.readTextFile(state));
    assertEquals(site, "h.example/a");
    // Both may have begun in the same second, and have the same size.
    const reshape = (data: unknown) => ({
      ...data as Record<string, string>,
      backupstart: start.slice(0, 19).replace("T", " "),
    });
    other.simulator.arm({ match: { method: "getBackupInfo" }, reshape });
    assertEquals((await fetchWith(other.client, { dir })).report?.ok, true);
  }));

Deno.test("a manifest that names only the host is that of the site with the same record", () =>
  inFolder(async (dir) => {
    const one = await inSubfolder("/a/", 1);
    const { manifest = "" } = await fetchWith(one.client, { dir });
    const old = (await Deno.readTextFile(manifest)).replace(
      "https://h.example/a",
      "https://h.example",
    );
    await Deno.writeTextFile(manifest, old);
    assertEquals((await fetchWith(one.client, { dir })).parts[0]?.wasThere, true);
    assertEquals((await readManifest(manifest)).site, "https://h.example/a");
    await Deno.writeTextFile(manifest, old.replace(/"record": 1,/, '"record": 7,'));
    const error = await assertRejects(() => fetchWith(one.client, { dir }), SitehaulError);
    assertEquals(error.code, "download/path");
  }));

Deno.test("a record whose list moved underneath is read again", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    const sizes = simulator.site.record(1)?.parts.map(({ size }) => size) ?? [];
    // The first look shows other sizes than the files have.
    simulator.arm({ match: { method: "getBackupInfo", nth: 1 }, fileSizes: (size) => size - 1 });
    const { parts, report } = await fetchWith(client, { dir });
    assertEquals(parts.map(({ size }) => size), sizes);
    assertEquals(report?.ok, true);
  }));

Deno.test("one part of several is fetched without a manifest", () =>
  inFolder(async (dir) => {
    const { client } = await withBackup();
    const { parts, manifest, report } = await fetchWith(client, { dir, part: 2 });
    assertEquals([parts.length, manifest, report], [1, undefined, undefined]);
    assertEquals((await namesIn(dir)).length, 1);
  }));
