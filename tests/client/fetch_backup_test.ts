/** A backup is fetched, proven, written down, and only then deleted on the server. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type Client,
  connect,
  drain,
  type FetchBackupOptions,
  type FetchedBackup,
} from "../../mod.ts";
import { readManifest } from "../../src/archive/manifest.ts";
import { SitehaulError } from "../../src/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Mischief,
  partOf,
  seededBytes,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

interface Site {
  readonly simulator: Simulator;
  readonly client: Client;
}

async function withBackup(): Promise<Site> {
  const time = new FakeTime();
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    partSize: 65_536,
    clock: time.date,
    sleep: time.sleep,
  });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    attempts: 1,
    clock: time.clock,
    sleep: time.sleep,
  });
  for await (const _ of client.takeBackup({ description: "Nightly" }));
  return { simulator, client };
}

async function fetchWith(client: Client, options: FetchBackupOptions): Promise<FetchedBackup> {
  return await drain(client.fetchBackup(1, options));
}

function asked({ requests }: Simulator, method: string): number {
  return requests.filter(({ apiMethod }) => apiMethod === method).length;
}

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
async function inSubfolder(root: string, seed: number): Promise<Site & { archive: string }> {
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

Deno.test("a plain dump is deleted on the server only where sizes are said to suffice", () =>
  inFolder(async (dir) => {
    const { simulator, client } = await withBackup();
    const dump = partOf("site.sql", new TextEncoder().encode("CREATE TABLE a;\n"));
    const { id } = simulator.site.addRecord({ parts: [dump] });
    const fetching = (options: Partial<FetchBackupOptions>) =>
      drain(client.fetchBackup(id, { dir, ...options }));
    const error = await assertRejects(() => fetching({ deleteRemote: true }), SitehaulError);
    assertEquals([error.code, simulator.site.record(id)?.parts.length], ["delete/files", 1]);
    assert((await namesIn(dir)).includes("site.sql"));
    assertEquals((await fetching({})).report, undefined);
    const { deletedRemote } = await fetching({ deleteRemote: true, verify: false });
    assertEquals([deletedRemote, simulator.site.record(id)?.parts.length], [true, 0]);
  }));

/** A site with a backup, and what lies in between: it may change a byte of each part. */
async function behindNoise(): Promise<Site & { noise: number }> {
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
    const fetching = () => fetchWith(site.client, { dir, deleteRemote: true });
    const error = await assertRejects(fetching, SitehaulError);
    assertEquals(error.code, "archive/damaged");
    assert(error.hint?.startsWith("Download the archive again."), error.hint);
    const manifest = (await namesIn(dir)).find((name) => name.endsWith(".sitehaul.json")) ?? "";
    assertEquals((await readManifest(join(dir, manifest))).verification?.ok, false);
    site.noise = 2;
    // Other bytes are damaged: that is no proof against the server.
    const second = await assertRejects(fetching, SitehaulError);
    assert(second.hint?.startsWith("Download the archive again."), second.hint);
    assertEquals(asked(site.simulator, "downloadDirect"), 6);
    site.noise = 0;
    assertEquals((await fetching()).deletedRemote, true);
    assertEquals((await readManifest(join(dir, manifest))).verification?.ok, true);
  }));

Deno.test("what comes with the same damage again is said to be damaged on the server", () =>
  inFolder(async (dir) => {
    const site = await behindNoise();
    site.noise = 1;
    const fetching = () => fetchWith(site.client, { dir, deleteRemote: true });
    await assertRejects(fetching, SitehaulError);
    for (const requests of [6, 9]) {
      const error = await assertRejects(fetching, SitehaulError, "is damaged on the server");
      assertEquals([error.code, error.exit], ["archive/damaged", 60]);
      assert(error.hint?.startsWith("Take a new backup."), error.hint);
      assertEquals(asked(site.simulator, "downloadDirect"), requests);
    }
    assertEquals(asked(site.simulator, "deleteFiles"), 0);
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
    const { backupId } = await client.startBackup({ profile: 1 });
    for (let step = 1; step <= 40; step++) {
      const replies = await Promise.all([1, 2].map(() => client.stepBackup({ backupId })));
      if (replies.some(({ hasRun }) => !hasRun)) break;
    }
    assertEquals((await client.backup(1)).status, "complete");
    const error = await assertRejects(() => fetchWith(client, { dir }), SitehaulError);
    assertEquals(error.code, "archive/damaged");
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
