/** A cache in front of a site that keeps answers to GET. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connect, drain, type Site } from "../../mod.ts";
import { downloadParts } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  type Caching,
  createSimulator,
  DEFAULT_TOKEN,
  type MischiefMatch,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";
import { asked } from "./fetched_site.ts";

interface TestSite {
  readonly simulator: Simulator;
  readonly client: Site;
}

/** A site that is reached by API version 3, so by GET. */
async function withToken(cache?: Caching, match: MischiefMatch = {}): Promise<TestSite> {
  const { date, clock, sleep } = new FakeTime();
  const options = { product: "joomla", version: "10.2.1", clock: date, sleep } as const;
  const simulator = createSimulator(options);
  if (cache !== undefined) simulator.arm({ match, cache });
  const transport = simulator.handle;
  const client = await connect("www.example.com", {
    token: DEFAULT_TOKEN,
    transport,
    clock,
    sleep,
  });
  assertEquals(client.endpoint.verb, "GET");
  return { simulator, client };
}

for (const silent of [true, undefined]) {
  Deno.test(`a cache that goes by the URL keeps nothing of use to it (${silent ? "silent" : "told"})`, () =>
    inFolder(async (dir) => {
      const { client, simulator } = await withToken({ by: "url", ...silent ? { silent } : {} });
      for (const id of [1, 2]) {
        assertEquals((await drain(client.takeBackup())).id, id);
        const newest = await Array.fromAsync(client.records({ limit: 1 }));
        assertEquals(newest.map((record) => record.id), [id]);
        const { report } = await drain(client.download(id, { dir, deleteRemote: true }));
        assertEquals(report?.ok, true);
        assertEquals((await client.record(id)).files, []);
      }
      const urls = simulator.requests.filter(({ method }) => method === "GET").map(({ url }) =>
        url
      );
      assertEquals(new Set(urls).size, urls.length);
    }));
}

Deno.test("a cache that ignores the query is named as soon as it repeats an answer", async () => {
  const { client, simulator } = await withToken({ by: "path" }, { method: "stepBackup" });
  const error = await assertRejects(() => drain(client.takeBackup()), SitehaulError);
  assertEquals([error.code, error.exit], ["site/cached", 101]);
  assertStringIncludes(error.message, "stepBackup");
  assertStringIncludes(error.message, "X-Cache: HIT");
  assertEquals(asked(simulator, "stepBackup"), 2);
});

Deno.test("files are not said to be gone, nor to be there, by an answer of a cache", async () => {
  const { client, simulator } = await withToken({ by: "path" }, { method: "getBackupInfo" });
  simulator.site.addRecord({});
  const error = await assertRejects(() => client.deleteFiles(1), SitehaulError);
  assertEquals(error.code, "site/cached");
});

Deno.test("parts and segments of a cache are not those that were asked for", () =>
  inFolder(async (dir) => {
    const { client, simulator } = await withToken({ by: "path" }, { method: /^download/ });
    await drain(client.takeBackup());
    await drain(client.takeBackup());
    for (const mode of ["http", "chunk"] as const) {
      await drain(downloadParts(client, 1, { dir, mode }));
      const error = await assertRejects(
        () => drain(downloadParts(client, 2, { dir, mode })),
        SitehaulError,
      );
      assertEquals(error.code, "site/cached", mode);
    }
    assertEquals(simulator.site.records.length, 2);
  }));

Deno.test("a start whose answer is that of an older backup is not driven on", async () => {
  const { client, simulator } = await withToken({ by: "path", silent: true }, {
    method: "startBackup",
  });
  await drain(client.takeBackup());
  const steps = asked(simulator, "stepBackup");
  const error = await assertRejects(() => drain(client.takeBackup()), SitehaulError);
  assertEquals(error.code, "site/cached");
  assertStringIncludes(error.message, "that of backup 1");
  assertEquals([asked(simulator, "stepBackup"), simulator.site.records.length], [steps, 1]);
});

Deno.test("a backup that gets the same answer for ever may be in the hands of a silent cache", async () => {
  const { client } = await withToken({ by: "path", silent: true }, { method: "stepBackup" });
  const error = await assertRejects(() => drain(client.takeBackup()), SitehaulError);
  assertEquals(error.code, "backup/stalled");
  assert(error.hint?.includes("a cache repeats old answers"), error.hint);
});
