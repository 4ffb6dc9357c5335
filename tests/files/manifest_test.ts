/**
 * The manifest beside an archive.
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  checksumLines,
  type Manifest,
  manifestPath,
  readManifest,
  writeChecksums,
  writeManifest,
} from "../../src/files/manifest.ts";
import { withFolder } from "../archive/support/temporary.ts";

const manifest: Manifest = {
  schema: 1,
  site: "https://www.example.com/",
  record: 41,
  version: "10.2.1",
  api: 3,
  profile: 1,
  start: "2026-01-01T02:00:00Z",
  end: "2026-01-01T02:05:30Z",
  mode: "http",
  parts: [
    { name: "site.j01", size: 5, sha256: "a".repeat(64) },
    { name: "site.jpa", size: 3, sha256: "b".repeat(64) },
  ],
  verification: { ok: true, checkedAt: "2026-01-01T02:06:00Z", entries: 12, files: 8, bytes: 99 },
};

Deno.test("a manifest is read as it was written, by its owner alone", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.sitehaul.json");
    await Deno.writeTextFile(path, "an older one");
    await writeManifest(path, manifest);
    assertEquals(await readManifest(path), manifest);
    if (Deno.build.os !== "windows") {
      assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["site.sitehaul.json"]);
  });
});

Deno.test("writeManifest() leaves the old one alone when the new one is wrong", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.sitehaul.json");
    await writeManifest(path, manifest);
    const wrong = { ...manifest, parts: [{ name: "../evil", size: 1, sha256: "a".repeat(64) }] };
    await assertRejects(() => writeManifest(path, wrong), SitehaulError);
    assertEquals(await readManifest(path), manifest);
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

Deno.test("readManifest() names the field that is wrong", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.sitehaul.json");
    const wrong: readonly (readonly [unknown, string])[] = [
      ["{", ""],
      [{ ...manifest, schema: 2 }, "schema"],
      [{ ...manifest, parts: [] }, "parts"],
      [{ ...manifest, parts: [{ name: "a/b", size: 1, sha256: "a".repeat(64) }] }, "parts.0.name"],
      [{ ...manifest, parts: [{ name: "..", size: 1, sha256: "a".repeat(64) }] }, "parts.0.name"],
      [{ ...manifest, parts: [{ name: "a", size: -1, sha256: "a".repeat(64) }] }, "parts.0.size"],
      [{ ...manifest, parts: [{ name: "a", size: 1, sha256: "A" }] }, "parts.0.sha256"],
    ];
    for (const [data, field] of wrong) {
      await Deno.writeTextFile(path, typeof data === "string" ? data : JSON.stringify(data));
      const error = await assertRejects(() => readManifest(path), SitehaulError);
      assertEquals(error.code, "usage/value");
      assertStringIncludes(error.message, field);
    }
  });
});

Deno.test("manifestPath() is the same for every part", () => {
  const names = ["site.jpa", "site.j01", "site.j123", "site.jps", "site.zip", "site.z02"];
  for (const name of names) {
    assertEquals(manifestPath(join("folder", name)), join("folder", "site.sitehaul.json"));
  }
  assertEquals(manifestPath("site.2026.jpa"), "site.2026.sitehaul.json");
});

Deno.test("checksumLines() is what sha256sum reads", () => {
  const [a, b] = ["a".repeat(64), "b".repeat(64)];
  assertEquals(checksumLines(manifest), `${a}  site.j01\n${b}  site.jpa\n`);
});

Deno.test("a manifest without an end is not read, and one that cannot be written leaves nothing", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.sitehaul.json");
    await Deno.writeFile(path, new Uint8Array(17 << 20));
    const large = await assertRejects(() => readManifest(path), SitehaulError);
    assertStringIncludes(large.message, "too large");
    await Deno.mkdir(join(folder, "taken.sitehaul.json"));
    const taken = join(folder, "taken.sitehaul.json");
    const error = await assertRejects(() => writeManifest(taken, manifest), SitehaulError);
    assertEquals(error.code, "file/write");
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
    assertEquals(names, ["site.sitehaul.json", "taken.sitehaul.json"]);
  });
});

Deno.test("checksums are written for their owner alone, and never through a link", async () => {
  await withFolder(async (folder) => {
    const [sums, victim] = [join(folder, "site.sha256"), join(folder, "victim")];
    await Deno.writeTextFile(victim, "precious");
    await Deno.symlink(victim, sums);
    assertEquals(await writeChecksums(join(folder, "site.sitehaul.json"), manifest), sums);
    assertEquals(await Deno.readTextFile(sums), checksumLines(manifest));
    assertEquals(await Deno.readTextFile(victim), "precious");
    const { isSymlink, mode } = await Deno.lstat(sums);
    assertEquals(isSymlink, false);
    if (Deno.build.os !== "windows") assertEquals((mode ?? 0) & 0o777, 0o600);
  });
});
