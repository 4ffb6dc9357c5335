/** What can be had of a backup of which the server has lost a part. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { connect, type DownloadOptions, type Transport } from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { DEFAULT_SECRET, partOf, type SitePart } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { methodOf } from "../support/mishaps.ts";
import { asked, fetchWith, type TestSite, withBackup } from "./fetched_site.ts";

/** Parts of the same size, so that nothing but their bytes tells them apart. */
const PARTS = ["site.jpa", "site.j01", "site.j02", "site.j03"].map((name, seed) => {
  const bytes = seededBytes(100_000, seed);
  if (name === "site.j01") bytes.set(new TextEncoder().encode("JPA"));
  return partOf(name, bytes);
});

async function withParts(lost?: string): Promise<TestSite> {
  const site = await withBackup();
  const record = site.simulator.site.record(1);
  assert(record !== undefined);
  Object.assign(record, { parts: [...PARTS], archive: "site.jpa", multipart: PARTS.length });
  if (lost !== undefined) site.simulator.site.loseFile(1, lost);
  return site;
}

async function assertPart(dir: string, part: SitePart | undefined): Promise<void> {
  assert(part !== undefined);
  assertEquals(await namesIn(dir), [part.name]);
  assertEquals(await Deno.readFile(join(dir, part.name)), await part.read(0, part.size));
}

for (const lost of PARTS.map(({ name }) => name)) {
  for (const mode of ["auto", "http", "chunk"] as const) {
    Deno.test(`without ${lost}, each other part can be had under its number, by ${mode}`, async () => {
      const { client } = await withParts(lost);
      for (const [index, part] of PARTS.entries()) {
        await inFolder(async (dir) => {
          const fetching = () => fetchWith(client, { dir, mode, part: index + 1 });
          if (part.name === lost) {
            const error = await assertRejects(fetching, SitehaulError, `${lost}, is lost`);
            assertEquals([error.code, error.exit], ["download/no-files", 103]);
          } else {
            const { manifest } = await fetching();
            assertEquals(manifest, undefined);
            await assertPart(dir, part);
          }
        });
      }
      const whole: DownloadOptions = { dir: "never", mode };
      const error = await assertRejects(() => fetchWith(client, whole), SitehaulError, lost);
      assertStringIncludes(error.hint ?? "", "`part: ");
    });
  }
}

Deno.test("the last part that is left is no whole backup", () =>
  inFolder(async (dir) => {
    const { client, simulator } = await withParts();
    for (const name of ["site.jpa", "site.j01", "site.j03"]) simulator.site.loseFile(1, name);
    const { manifest, deletedRemote } = await fetchWith(client, { dir, part: 3 });
    assertEquals([manifest, deletedRemote], [undefined, false]);
    await assertPart(dir, PARTS[2]);
  }));

/** A site that closes the numbers up in its list, and not when it sends a part. */
function keepingNumbers({ simulator }: TestSite, names: readonly string[]): Transport {
  return async (request) => {
    if (!/^download/.test(await methodOf(request))) return await simulator.handle(request);
    const form = new URLSearchParams(await request.clone().text());
    const name = names[Number(form.get("part_id")) - 1];
    const there = simulator.site.record(1)?.parts.findIndex((part) => part.name === name) ?? -1;
    // What is lost is not found, and all others are where they were.
    form.set("part_id", String(there < 0 ? 99 : there + 1));
    return await simulator.handle(new Request(request, { body: form.toString() }));
  };
}

for (const mode of ["auto", "chunk"] as const) {
  Deno.test(`a part is found that has kept its number, though the list closes up, by ${mode}`, async () => {
    const site = await withParts("site.j01");
    const transport = keepingNumbers(site, PARTS.map(({ name }) => name));
    const client = await connect("https://www.example.com", { secret: DEFAULT_SECRET, transport });
    for (const number of [1, 3, 4]) {
      await inFolder(async (dir) => {
        await fetchWith(client, { dir, part: number, mode });
        await assertPart(dir, PARTS[number - 1]);
      });
    }
  });
}

Deno.test("segments of another part, whose number has moved meanwhile, are not kept", () =>
  inFolder(async (dir) => {
    const site = await withParts();
    const { client, simulator } = site;
    // While the second part of four is fetched, the one before it is lost.
    const loseFile = { record: 1, name: "site.j01" };
    simulator.arm({ match: { method: "download" }, times: 1, loseFile });
    await fetchWith(client, { dir, mode: "chunk", part: 3 });
    await assertPart(dir, PARTS[2]);
    assertEquals(asked(simulator, "download"), 2);
  }));

Deno.test("a part that is lost while it is fetched in segments is named, and leaves nothing behind", () =>
  inFolder(async (dir) => {
    const { client, simulator } = await withParts();
    const loseFile = { record: 1, name: "site.j01" };
    simulator.arm({ match: { method: "download" }, times: 1, loseFile });
    const fetching = () => fetchWith(client, { dir, mode: "chunk", part: 2 });
    const error = await assertRejects(
      fetching,
      SitehaulError,
      "Part 2 of backup 1, site.j01, is lost",
    );
    assertEquals(error.code, "download/no-files");
    assertEquals((await namesIn(dir)).filter((name) => !name.startsWith(".")), []);
  }));
