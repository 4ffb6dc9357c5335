/** What is damaged is told, and what nothing proves is not deleted on the server. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { connect, type DownloadOptions, drain } from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import { readManifest } from "../../src/files/manifest.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { createSimulator, DEFAULT_SECRET, type Mischief, partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { asked, fetchWith, type TestSite, withBackup } from "./fetched_site.ts";

Deno.test("the server's copy is deleted when the archive is proven", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    const fetched = await fetchWith(client, { dir, deleteRemote: true });
    assertEquals(fetched.deletedRemote, true);
    assertEquals(simulator.site.record(1)?.parts, []);
  }));

Deno.test("a damaged archive is an error, and its copy on the server stays", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    const record = simulator.site.record(1);
    assert(record !== undefined);
    record.parts = record.parts.map(({ name, size }) => partOf(name, seededBytes(size, 9)));
    const error = await assertRejects(
      () => fetchWith(client, { dir, deleteRemote: true }),
      SitehaulError,
    );
    assertEquals([error.code, error.exit], ["archive/damaged", 60]);
    assertEquals(asked(simulator, "deleteFiles"), 0);
    assertEquals(record.parts.length, 3);
  }));

Deno.test.each<[string, string, number]>([
  ["run", "download/failed", 105],
  ["fail", "backup/failed", 120],
])(
  "a backup of status %s is not fetched as a good one",
  (status, code, exit) =>
    inFolder(async (dir) => {
      const { simulator, client } = await withBackup();
      simulator.arm({ match: { method: "getBackupInfo" }, reshape: called(status) });
      const fetching = () => fetchWith(client, { dir, verify: false, deleteRemote: true });
      const error = await assertRejects(fetching, SitehaulError);
      assertEquals([error.code, error.exit, await namesIn(dir)], [code, exit, []]);
      assertEquals(simulator.site.record(1)?.parts.length, 3);
    }),
);

Deno.test("what the site does not call complete may be fetched, and is not deleted there", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    simulator.arm({ match: { method: "getBackupInfo" }, reshape: called("odd") });
    const clearing = () => fetchWith(client, { dir, deleteRemote: true });
    const error = await assertRejects(clearing, SitehaulError, '"odd", not complete');
    assertEquals([error.code, await namesIn(dir)], ["delete/files", []]);
    assertEquals((await fetchWith(client, { dir })).report?.ok, true);
    assertEquals(simulator.site.record(1)?.parts.length, 3);
  }));

/** A record with another status. */
function called(status: string): NonNullable<Mischief["reshape"]> {
  return (data) => ({ ...(typeof data === "object" ? data : {}), status });
}

const DUMP = new TextEncoder().encode("CREATE TABLE a;\n".repeat(100_000));

/** A site with a plain dump, in two segments. */
async function withDump() {
  const { simulator, client } = await withBackup();
  const { id } = simulator.site.addRecord({ parts: [partOf("site.sql", DUMP)] });
  const fetching = (options: Partial<DownloadOptions> & Pick<DownloadOptions, "dir">) =>
    drain(client.download(id, { deleteRemote: true, ...options }));
  const left = () => simulator.site.record(id)?.parts.length;
  return { simulator, fetching, left };
}

Deno.test.each(["auto", "http", "chunk"] as const)(
  "a plain dump is deleted on the server once the same bytes came in two ways, the first by %s",
  (mode) =>
    inFolder(async (dir) => {
      const { simulator, fetching, left } = await withDump();
      const { deletedRemote, isCompared, report, manifest = "" } = await fetching({ dir, mode });
      assertEquals([deletedRemote, isCompared, report, left()], [true, true, undefined, 0]);
      assertEquals([asked(simulator, "downloadDirect"), asked(simulator, "download")], [1, 2]);
      assertEquals((await readManifest(manifest)).parts[0]?.ways, ["segments", "whole"]);
      assertEquals(await Deno.readFile(join(dir, "site.sql")), DUMP);
    }),
);

Deno.test("a plain dump that came in two ways before is not requested again", () =>
  inFolder(async (dir) => {
    const { simulator, fetching } = await withDump();
    simulator.arm({ match: { method: "deleteFiles" }, refuse: { status: 500, text: "no" } });
    await assertRejects(() => fetching({ dir }), SitehaulError);
    const before = [asked(simulator, "downloadDirect"), asked(simulator, "download")];
    simulator.disarm();
    assertEquals((await fetching({ dir })).deletedRemote, true);
    assertEquals([asked(simulator, "downloadDirect"), asked(simulator, "download")], before);
  }));

Deno.test.each(["http", "chunk"] as const)(
  "a plain dump that comes otherwise in another way stays on the server: %s",
  (mode) =>
    inFolder(async (dir) => {
      const { simulator, fetching, left } = await withDump();
      const alter = (bytes: Uint8Array) => bytes.with(99, 0);
      simulator.arm({ match: { method: "downloadDirect" }, alter });
      const error = await assertRejects(() => fetching({ dir, mode }), SitehaulError);
      assertEquals([error.code, left(), asked(simulator, "deleteFiles")], ["delete/files", 1, 0]);
      assertStringIncludes(error.message, "has other bytes when it is requested in another way");
      assert((await namesIn(dir)).includes("site.sql"));
    }),
);

Deno.test("a plain dump that can be had in one way only stays on the server, with the reason", () =>
  inFolder(async (dir) => {
    const { simulator, fetching, left } = await withDump();
    const refuse = { status: 405, text: "Unknown method" };
    simulator.arm({ match: { method: "download" }, refuse });
    const error = await assertRejects(() => fetching({ dir }), SitehaulError);
    assertEquals([error.code, left()], ["delete/files", 1]);
    assertStringIncludes(error.message, "cannot be had in another way (");
  }));

Deno.test("a plain dump is deleted without a second look where sizes are said to suffice", () =>
  inFolder(async (dir) => {
    const { simulator, fetching, left } = await withDump();
    assertEquals((await fetching({ dir, verify: false })).isCompared, false);
    assertEquals([left(), asked(simulator, "download")], [0, 0]);
  }));

/** A site with a backup, and what lies in between: it may change a byte of each part. */
async function behindNoise(): Promise<TestSite & { noise: number }> {
  const site = { ...await withBackup(), noise: 0 };
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    sleep: new FakeTime().sleep,
    transport: async (request) => {
      const isPart = (request.url + await request.clone().text()).includes("downloadDirect");
      const response = await site.simulator.handle(request);
      if (!isPart || site.noise === 0) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes.fill(site.noise, 20, 200);
      return new Response(bytes, { headers: response.headers });
    },
  });
  return Object.assign(site, { client });
}

Deno.test("what was damaged on its way is fetched again by the next run, as its hint says", () =>
  inFolder(async (dir) => {
    const site = await behindNoise();
    site.noise = 1;
    const fetching = (mode: "auto" | "http") =>
      fetchWith(site.client, { dir, mode, deleteRemote: true });
    const error = await assertRejects(() => fetching("http"), SitehaulError);
    assertEquals(error.code, "archive/damaged");
    assert(error.hint?.startsWith('Download it again with `mode: "auto"`'), error.hint);
    const manifest = (await namesIn(dir)).find((name) => name.endsWith(".sitehaul.json")) ?? "";
    assertEquals((await readManifest(join(dir, manifest))).verification?.ok, false);
    const again = await assertRejects(() => fetching("http"), SitehaulError);
    assertStringIncludes(again.message, "was downloaded again, with the same result");
    site.noise = 2;
    // Other bytes are damaged: that is not even the same result.
    const other = await assertRejects(() => fetching("http"), SitehaulError);
    assert(!other.message.includes("again"), other.message);
    assertEquals(asked(site.simulator, "downloadDirect"), 9);
    assertEquals((await fetching("auto")).deletedRemote, true);
    assertEquals(asked(site.simulator, "downloadDirect"), 9);
    assertEquals((await readManifest(join(dir, manifest))).verification?.ok, true);
  }));

Deno.test("the archive that overlapping steps corrupt is caught, though the site calls it complete", () =>
  inFolder(async (dir) => {
    const time = new FakeTime();
    const { handle: transport } = createSimulator({
      product: "joomla",
      version: "10.2.1",
      stepMs: 1000,
      clock: time.date,
      sleep: time.sleep,
    });
    const client = await connect("https://www.example.com", { secret: DEFAULT_SECRET, transport });
    const { backupId } = await callApi(client, "startBackup", { profile: 1 });
    for (let step = 1; step <= 40; step++) {
      const replies = await Promise.all(
        [1, 2].map(() => callApi(client, "stepBackup", { backupId })),
      );
      if (replies.some(({ hasRun }) => !hasRun)) break;
    }
    assertEquals((await client.record(1)).status, "complete");
    const error = await assertRejects(() => fetchWith(client, { dir }), SitehaulError);
    assertEquals(error.code, "archive/damaged");
  }));
