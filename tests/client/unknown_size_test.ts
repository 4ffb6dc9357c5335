/** Backups of which the site does not know the size: read to their end, then verified. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { drain } from "../../mod.ts";
import { readManifest } from "../../src/files/manifest.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { inFolder } from "../support/in_folder.ts";
import { asked, fetchWith, withBackup } from "./fetched_site.ts";

const UNKNOWN = { fileSizes: () => -2_147_483_648, noLength: true } as const;

Deno.test("a backup of unknown size is verified, and its manifest says how long it is", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    simulator.arm(UNKNOWN);
    const { report, manifest = "", parts, unsized } = await fetchWith(client, { dir });
    assertEquals([report?.ok, report?.checksums], [true, "match"]);
    const sizes = simulator.site.record(1)?.parts.map(({ size }) => size) ?? [];
    assertEquals(parts.map(({ size }) => size), sizes);
    const written = (await readManifest(manifest)).parts.map(({ size }) => size);
    assertEquals(written.toSorted(), sizes.toSorted());
    assertEquals(unsized, parts.map(({ name }) => name));
    const before = asked(simulator, "downloadDirect");
    assert((await fetchWith(client, { dir })).parts.every(({ wasThere }) => wasThere));
    assertEquals(asked(simulator, "downloadDirect"), before);
  }));

Deno.test("a whole file of unknown size that ends too early is noticed, and comes in segments", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    simulator.arm(UNKNOWN);
    simulator.arm({ match: { method: "downloadDirect", nth: 2 }, truncateAfter: 40_000 });
    const { report, parts } = await fetchWith(client, { dir, connections: 1 });
    assertEquals(report?.ok, true);
    for (const { name, size, read } of simulator.site.record(1)?.parts ?? []) {
      assertEquals(await Deno.readFile(join(dir, name)), await read(0, size), name);
    }
    assertEquals(parts.map(({ way }) => way), ["segments", "segments", "segments"]);
  }));

Deno.test("what nothing proves to be complete is not deleted on the server", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    simulator.arm(UNKNOWN);
    const clearing = () => fetchWith(client, { dir, verify: false, deleteRemote: true });
    const error = await assertRejects(clearing, SitehaulError);
    assertEquals([error.code, error.exit], ["delete/files", 106]);
    assertStringIncludes(error.message, "does not know the size");
    assertEquals(asked(simulator, "deleteFiles"), 0);
    // Read to its end, it is proven.
    assertEquals((await fetchWith(client, { dir, deleteRemote: true })).deletedRemote, true);
  }));

Deno.test("a backup of known size has no parts of unknown size", () =>
  inFolder(async (dir) => {
    const { client } = await withBackup();
    assertEquals((await drain(client.download(1, { dir }))).unsized, []);
  }));
