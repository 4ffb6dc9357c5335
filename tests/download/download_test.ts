/** Downloads from simulated sites, in every mode and through every mishap. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { SitehaulError } from "../../src/base/errors.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import {
  assertComplete,
  callsOf,
  CONTENT,
  fetchAll,
  JOOMLA,
  simulate,
  WORDPRESS_1,
} from "./download_site.ts";

for (const options of [JOOMLA, WORDPRESS_1, { product: "joomla", version: "3.3.0" } as const]) {
  for (const mode of ["auto", "http", "chunk"] as const) {
    Deno.test(`every part of ${options.product} ${options.version} is fetched whole, by ${mode}`, () =>
      inFolder(async (dir) => {
        const site = await simulate(options);
        const parts = await fetchAll(site, { dir, mode });
        await assertComplete(dir);
        assertEquals(parts.map(({ name }) => name), ["site.jpa", "site.j01", "site.j02"]);
        for (const { name, sha256, size } of parts) {
          const bytes = CONTENT.find((each) => each.name === name)?.bytes ?? new Uint8Array();
          assertEquals(sha256, createHash("sha256").update(bytes).digest("hex"));
          assertEquals(size, bytes.length);
        }
      }));
  }
}

Deno.test("whole files are asked for first, and no segment when they come", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    await fetchAll(site, { dir });
    assertEquals([callsOf(site, "downloadDirect").length, callsOf(site, "download").length], [
      3,
      0,
    ]);
  }));

Deno.test("segments are asked for up to the size of the part, and not beyond", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    await fetchAll(site, { dir, mode: "chunk", connections: 4 });
    assertEquals(callsOf(site, "download").length, 2 + 2 + 4);
  }));

Deno.test("a segment that is no base64 is an error, not a shorter file", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, {
      match: { method: "download", nth: 2 },
      reshape: (data) => `${String(data).slice(0, 1000)}<b>!</b>${String(data).slice(1000)}`,
    });
    const error = await assertRejects(
      () => fetchAll(site, { dir, mode: "chunk", connections: 1 }),
      SitehaulError,
    );
    assertEquals([error.code, error.exit], ["reply/shape", 21]);
  }));

Deno.test("a disk without the space is noticed before anything is fetched", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const size = 2 ** 50;
    const read = () => new Uint8Array();
    const { id } = site.simulator.site.addRecord({ parts: [{ name: "huge.jpa", size, read }] });
    const error = await assertRejects(() => fetchAll({ ...site, id }, { dir }), SitehaulError);
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assertStringIncludes(error.message, "free");
    assertEquals(callsOf(site, "downloadDirect").length, 0);
  }));

Deno.test.each([0, -1, 1.5, NaN])(
  "%d connections are refused before anything is sent",
  (connections) =>
    inFolder(async (dir) => {
      const site = await simulate();
      const fetching = () => fetchAll(site, { dir, connections });
      const error = await assertRejects(fetching, SitehaulError, `${connections}`);
      assertEquals(error.code, "usage/value");
      assertEquals([callsOf(site, "downloadDirect").length, await namesIn(dir)], [0, []]);
    }),
);

Deno.test("a server that pushes back is asked more slowly, and in the end gives everything", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, {
      match: { method: "download" },
      http: { status: 429 },
      times: 4,
    });
    await fetchAll(site, { dir, mode: "chunk", connections: 4 });
    await assertComplete(dir);
  }));

Deno.test("segments under way at the same time are put in their order", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    // The first of every two segments comes last.
    site.simulator.arm({ match: { method: "download", nth: 3 }, latencyMs: 30 });
    await fetchAll(site, { dir, mode: "chunk", connections: 8 });
    await assertComplete(dir);
  }));

Deno.test("a good file is kept until its successor is whole", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, { match: { method: /download/ }, loseRequest: true });
    await Deno.writeTextFile(join(dir, "site.jpa"), "good");
    const error = await assertRejects(() => fetchAll(site, { dir, mode: "http" }), SitehaulError);
    assertEquals(error.exit === 22 || error.exit === 105, true, error.code);
    assertEquals(await Deno.readTextFile(join(dir, "site.jpa")), "good");
  }));

Deno.test("what is there with the right size and checksum is not fetched again", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const first = await fetchAll(site, { dir });
    const checksums = Object.fromEntries(first.map(({ name, sha256 }) => [name, sha256]));
    const before = callsOf(site, "downloadDirect").length;
    const second = await fetchAll(site, { dir, checksums });
    assertEquals(callsOf(site, "downloadDirect").length, before);
    assertEquals(second.map(({ wasThere }) => wasThere), [true, true, true]);
    await Deno.writeTextFile(join(dir, "site.j01"), "changed");
    await fetchAll(site, { dir, checksums });
    await assertComplete(dir);
  }));

Deno.test("a hostile name is refused before anything is written", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, { fileNames: (name) => `../${name}` });
    const inner = join(dir, "inner");
    const error = await assertRejects(() => fetchAll(site, { dir: inner }), SitehaulError);
    assertEquals([error.code, error.exit], ["download/path", 33]);
    assertEquals(await namesIn(dir), []);
  }));

Deno.test("a size that the record gets wrong is an error, and nothing gets its name", () =>
  inFolder(async (dir) => {
    for (const wrong of [(size: number) => size - 1, (size: number) => size + 1]) {
      const site = await simulate(JOOMLA, { fileSizes: wrong });
      const error = await assertRejects(() => fetchAll(site, { dir }), SitehaulError);
      assertEquals([error.code, error.exit], ["download/failed", 105]);
      assertEquals((await namesIn(dir)).filter((name) => !name.startsWith(".")), []);
    }
  }));

Deno.test("a part that the server has lost is named", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    site.simulator.site.loseFile(site.id, "site.j01");
    const error = await assertRejects(() => fetchAll(site, { dir }), SitehaulError);
    assertEquals([error.code, error.exit], ["download/no-files", 103]);
    assertStringIncludes(error.message, "site.j01");
  }));

Deno.test("one part alone can be fetched, and one that is not there is said so", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    await fetchAll(site, { dir, part: 2 });
    assertEquals(await namesIn(dir), ["site.j01"]);
    const error = await assertRejects(() => fetchAll(site, { dir, part: 9 }), SitehaulError);
    assertEquals([error.code, error.exit], ["download/no-such-part", 43]);
  }));
