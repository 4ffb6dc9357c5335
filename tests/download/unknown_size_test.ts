/** Files of which the site does not know the size: PHP of 32 bits gives impossible ones. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { drain } from "../../mod.ts";
import { readOnlyStore } from "../stores/read_only_store.ts";
import { downloadParts } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import type { Json, Mischief } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import {
  assertComplete,
  callsOf,
  CONTENT,
  fetchAll,
  JOOMLA,
  MIB,
  simulate,
  WORDPRESS_1,
} from "./download_site.ts";

const IMPOSSIBLE: readonly Json[] = [
  -1,
  -2_147_483_648,
  0,
  "0",
  "-7",
  false,
  null,
  "",
  "many",
  0.5,
];

/** Impossible sizes in the record, and none in the answers. */
const UNKNOWN: Mischief = { fileSizes: () => -1 };

for (const size of IMPOSSIBLE) {
  Deno.test(`a size of ${JSON.stringify(size)} is none, and the files are read to their end`, () =>
    inFolder(async (dir) => {
      const site = await simulate(JOOMLA, { fileSizes: () => size });
      const record = await site.client.record(site.id);
      assertEquals(record.size, undefined);
      assertEquals(record.files?.map((file) => file.size), [undefined, undefined, undefined]);
      const [listed] = await Array.fromAsync(site.client.records());
      assertEquals(listed?.size, undefined);
      const parts = await fetchAll(site, { dir });
      await assertComplete(dir);
      assertEquals(parts.map((part) => part.size), CONTENT.map(({ bytes }) => bytes.length));
    }));
}

for (const options of [JOOMLA, WORDPRESS_1, { product: "joomla", version: "3.3.0" } as const]) {
  for (const mode of ["auto", "http", "chunk"] as const) {
    for (const noLength of [true, false]) {
      const how = `by ${mode}, ${noLength ? "without" : "with"} a length`;
      Deno.test(`files of unknown size of ${options.product} ${options.version} come whole ${how}`, () =>
        inFolder(async (dir) => {
          const site = await simulate(options, {
            ...UNKNOWN,
            ...(noLength ? { noLength: true } : {}),
          });
          await fetchAll(site, { dir, mode, connections: 4 });
          await assertComplete(dir);
        }));
    }
  }
}

Deno.test("a size that is impossible beside others that are known is the only unknown one", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, { fileSizes: (size) => size > 3 * MIB ? -size : size });
    assertEquals(
      (await site.client.record(site.id)).files?.map(({ size }) => size),
      [MIB + 5, 2 * MIB, undefined],
    );
    await fetchAll(site, { dir });
    await assertComplete(dir);
  }));

Deno.test("an answer that is shorter than it announces is no whole file", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, UNKNOWN);
    site.simulator.arm({ match: { method: "downloadDirect" }, cutAfter: 700_000 });
    const error = await assertRejects(() => fetchAll(site, { dir, mode: "http" }), SitehaulError);
    assertEquals([error.code, error.exit], ["network/reset", 22]);
    assertEquals((await namesIn(dir)).filter((name) => !name.startsWith(".")), []);
    await fetchAll(site, { dir });
    await assertComplete(dir);
  }));

Deno.test.each([JOOMLA, WORDPRESS_1])(
  "a download of unknown size goes on where it was interrupted: %o",
  (options) =>
    inFolder(async (dir) => {
      const site = await simulate(options, UNKNOWN);
      const running = downloadParts(site.client, site.id, { dir, mode: "chunk", connections: 1 });
      for await (const event of running) {
        if (event.type === "progress" && event.name === "site.j02" && event.received > 2 * MIB) {
          break;
        }
      }
      const before = callsOf(site, "download").length;
      await fetchAll(site, { dir, mode: "chunk", connections: 1 });
      await assertComplete(dir);
      // The third segment, the fourth, and the end.
      assert(callsOf(site, "download").length - before <= 4);
    }),
);

Deno.test("a whole file of unknown size that was cut is gone on with in segments", () =>
  inFolder(async (dir) => {
    const cut = { match: { method: "downloadDirect", nth: 3 }, cutAfter: 2.5 * MIB };
    const site = await simulate(JOOMLA, UNKNOWN);
    site.simulator.arm(cut);
    await fetchAll(site, { dir, connections: 1 });
    await assertComplete(dir);
    const segments = callsOf(site, "download").map(({ parameters }) => Number(parameters.segment));
    // The first one tells how long segments are, the last one that there is no more.
    assertEquals(segments, [1, 3, 4, 5]);
  }));

Deno.test("a file that is empty is no part, by whichever mode", () =>
  inFolder(async (dir) => {
    for (const mode of ["auto", "http", "chunk"] as const) {
      const site = await simulate(JOOMLA, UNKNOWN);
      const record = site.simulator.site.record(site.id);
      record?.parts.splice(0, 3, { name: "site.jpa", size: 0, read: () => new Uint8Array() });
      if (record !== undefined) record.multipart = 0;
      const error = await assertRejects(() => fetchAll(site, { dir, mode }), SitehaulError);
      assertEquals([error.code, error.exit], ["download/failed", 105], mode);
      assertEquals((await namesIn(dir)).filter((name) => !name.startsWith(".")), [], mode);
    }
  }));

Deno.test("a store tells the size that the site does not know", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, UNKNOWN);
    const find = (name: string) => CONTENT.find((each) => each.name === name)?.bytes;
    const store = readOnlyStore({
      sizeOf: (name) => find(name)?.length,
      async *read(name, { from }) {
        yield Uint8Array.from(find(name) ?? []).subarray(from);
      },
    });
    const parts = await drain(downloadParts(site.client, site.id, { dir, store }));
    await assertComplete(dir);
    assertEquals(parts.map(({ size }) => size), CONTENT.map(({ bytes }) => bytes.length));
    assertEquals(parts.map(({ way }) => way), ["store", "store", "store"]);
  }));
