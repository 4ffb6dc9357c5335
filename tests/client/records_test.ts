/** Records, profiles and updates, against simulated sites of every temper. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connect, type LogLine, type Site } from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { loseAnswer, mishap } from "../support/mishaps.ts";

interface TestSite {
  readonly simulator: Simulator;
  readonly client: Site;
}

async function simulate(options: SimulatorOptions): Promise<TestSite> {
  const simulator = createSimulator(options);
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    attempts: 1,
  });
  return { simulator, client };
}

async function withBackups(options: SimulatorOptions, count: number): Promise<TestSite> {
  const site = await simulate(options);
  for (let backup = 1; backup <= count; backup++) {
    for await (const _ of site.client.takeBackup({ description: `Number ${backup}` }));
  }
  return site;
}

async function rejection(run: () => Promise<unknown>): Promise<SitehaulError> {
  return await assertRejects(run, SitehaulError);
}

const JOOMLA = { product: "joomla", version: "10.2.1" } as const;
const JOOMLA_9 = { product: "joomla", version: "9.3.3" } as const;
const JOOMLA_7 = { product: "joomla", version: "7.5.0.1" } as const;
const WORDPRESS = { product: "wordpress", version: "9.1.1" } as const;
const WORDPRESS_1 = { product: "wordpress", version: "1.3.4" } as const;

for (const options of [JOOMLA, JOOMLA_9, WORDPRESS, WORDPRESS_1]) {
  Deno.test(`the records of ${options.product} ${options.version} come newest first, each once`, async () => {
    const { client } = await withBackups(options, 5);
    const all = await Array.fromAsync(client.records());
    assertEquals(all.map(({ id }) => id), [5, 4, 3, 2, 1]);
    const some = await Array.fromAsync(client.records({ from: 1, limit: 2 }));
    assertEquals(some.map(({ id }) => id), [4, 3]);
    assertEquals(await Array.fromAsync(client.records({ from: 9 })), []);
    assertEquals(await Array.fromAsync(client.records({ limit: 0 })), []);
  });
}

Deno.test.each([
  [{ from: -5 }, "-5 is not a number of records to skip"],
  [{ from: 1.5 }, "1.5 is not a number of records to skip"],
  [{ from: NaN }, "NaN is not a number of records to skip"],
  [{ limit: -1 }, "-1 is not a number of records"],
  [{ limit: 0.5 }, "0.5 is not a number of records"],
])("a list by %j is refused before anything is sent", async (range, message) => {
  const { client, simulator } = await simulate(JOOMLA);
  const before = simulator.requests.length;
  const error = await rejection(() => Array.fromAsync(client.records(range)));
  assertEquals([error.code, error.exit], ["usage/value", 2]);
  assertStringIncludes(error.message, message);
  assertEquals(simulator.requests.length, before);
});

Deno.test("a long list is fetched page by page, no further than it is read", async () => {
  const { simulator, client } = await withBackups(JOOMLA, 1);
  for (let record = 2; record <= 120; record++) simulator.site.addRecord({ description: "old" });
  const before = simulator.requests.length;
  assertEquals((await Array.fromAsync(client.records())).length, 120);
  assertEquals(simulator.requests.length - before, 3);
  for await (const record of client.records()) {
    assert(record.id > 0);
    break;
  }
  assertEquals(simulator.requests.length - before, 4);
});

for (const options of [JOOMLA, JOOMLA_7, WORDPRESS]) {
  Deno.test(`a record of ${options.product} ${options.version} is deleted, and known to be gone`, async () => {
    const { client } = await withBackups(options, 2);
    await client.deleteBackup(1);
    assertEquals((await Array.fromAsync(client.records())).map(({ id }) => id), [2]);
    assertEquals((await rejection(() => client.deleteBackup(1))).code, "backup/not-found");
    assertEquals((await rejection(() => client.deleteFiles(99))).code, "backup/not-found");
  });

  Deno.test(`the files of a record of ${options.product} ${options.version} are deleted, the record stays`, async () => {
    const { client } = await withBackups(options, 1);
    await client.deleteFiles(1);
    assertEquals((await client.record(1)).files, []);
    const [record] = await Array.fromAsync(client.records());
    assertEquals(record?.meta, "obsolete");
    await client.deleteFiles(1);
  });
}

Deno.test("a site that gives the same full page for ever is not asked for ever", async () => {
  const { simulator, client } = await simulate(JOOMLA_9);
  for (let record = 1; record <= 50; record++) simulator.site.addRecord();
  assertEquals((await Array.fromAsync(client.records())).length, 50);
});

Deno.test("a site that says true and keeps the files is not believed", async () => {
  const { simulator, client } = await withBackups(JOOMLA, 1);
  // The request never reaches the site.
  simulator.arm({
    match: { method: "deleteFiles" },
    http: { status: 200, body: '{"status":200,"data":true}' },
  });
  const error = await rejection(() => client.deleteFiles(1));
  assertEquals([error.code, error.exit], ["delete/files", 106]);
});

Deno.test("an exported profile does not stand in the log, since it holds passwords", async () => {
  const lines: LogLine[] = [];
  const { handle } = createSimulator(JOOMLA);
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: handle,
    log: (line) => lines.push(line),
  });
  const exported = await client.exportProfile(1);
  await client.importProfile({ ...exported, configuration: '{"password":"hunter2"}' });
  assert(lines.length > 6);
  const text = JSON.stringify(lines);
  assert(!text.includes("hunter2") && !text.includes("configuration"), text);
});

Deno.test("9.3.3 can delete neither files nor records, and the errors name the fix", async () => {
  const { client } = await withBackups(JOOMLA_9, 1);
  const record = await rejection(() => client.deleteBackup(1));
  const files = await rejection(() => client.deleteFiles(1));
  assertEquals([record.code, record.exit], ["delete/record", 107]);
  assertEquals([files.code, files.exit], ["delete/files", 106]);
  assert(record.hint?.includes("9.5.1") && files.hint?.includes("9.6.0"));
  assertEquals((await client.record(1)).files?.length, 1);
});

Deno.test("1.3.4 for WordPress says true and deletes nothing: that is an error", async () => {
  const { client } = await withBackups(WORDPRESS_1, 1);
  assertEquals((await rejection(() => client.deleteBackup(1))).code, "delete/record");
  assertEquals((await client.record(1)).id, 1);
});

Deno.test("a record that is not there is said so", async () => {
  const { client } = await simulate(JOOMLA);
  const error = await rejection(() => client.record(77));
  assertEquals([error.code, error.exit], ["backup/not-found", 110]);
});

for (const options of [JOOMLA, JOOMLA_7]) {
  Deno.test(`a profile of ${options.product} ${options.version} is exported and imported as a new one`, async () => {
    const { client } = await simulate(options);
    const exported = await client.exportProfile(1);
    const imported = await client.importProfile({ ...exported, description: "Copy" });
    assertEquals(imported.intact, true);
    const names = (await client.profiles()).map(({ id, name }) => [id, name]);
    assertEquals(names.at(-1), [imported.id, "Copy"]);
    assertEquals(names.length, 2);
    const again = await client.exportProfile(imported.id);
    assertEquals(again.configuration, exported.configuration);
  });
}

Deno.test("9.1.1 for WordPress stores backslashes, and the import says that it is not intact", async () => {
  const { client } = await simulate(WORDPRESS);
  const data = { description: "Copy", configuration: '{"a":"b"}', filters: "{}" };
  assertEquals((await client.importProfile(data)).intact, false);
});

Deno.test("a profile that is not there cannot be exported, whatever the site would answer", async () => {
  for (const options of [JOOMLA, JOOMLA_7, WORDPRESS]) {
    const { client } = await simulate(options);
    assertEquals((await rejection(() => client.exportProfile(99))).code, "profile/unknown");
  }
});

Deno.test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a text", "{}"],
  ["an object without a configuration", { description: "x", filters: "" }],
  ["a number for a text", { description: "x", configuration: 1, filters: "" }],
])("%s is no exported profile, and nothing is sent", async (_, data) => {
  const { simulator, client } = await simulate(JOOMLA);
  const before = simulator.requests.length;
  const error = await rejection(() => client.importProfile(data));
  assertEquals([error.code, error.exit], ["profile/no-data", 40]);
  assertEquals(simulator.requests.length, before);
});

Deno.test("a site of level 340 is asked for an export, since some versions of it have it", async () => {
  const has = await simulate({ product: "solo", version: "3.5.1" });
  assertEquals((await has.client.exportProfile(1)).description, "Default Backup Profile");
  assertEquals(has.client.knownVersion.level, 340);
  const lacks = await simulate({ product: "joomla", version: "5.2.3" });
  const unknown = await rejection(() => lacks.client.exportProfile(1));
  assertEquals([unknown.code, unknown.exit], ["method/unknown", 48]);
});

Deno.test("a version that knows the export and crashes in it says so", async () => {
  for (const product of ["wordpress", "solo"] as const) {
    const { client } = await simulate({ product, version: "3.1.1" });
    const error = await rejection(() => client.exportProfile(1));
    assertEquals([error.code, error.exit], ["method/not-implemented", 44]);
    assert(error.hint?.includes("3.5.1 or later"), error.hint);
    const profile = { description: "x", configuration: "{}", filters: "{}" };
    assertEquals((await rejection(() => client.importProfile(profile))).exit, 44);
  }
});

Deno.test("export needs level 340, and a site of level 330 is not even asked", async () => {
  const { simulator, client } = await simulate(WORDPRESS_1);
  const before = simulator.requests.length;
  const error = await rejection(() => callApi(client, "exportConfiguration", { profile: 1 }));
  assertEquals([error.code, error.exit], ["level/too-low", 102]);
  assertEquals(simulator.requests.length, before);
});

Deno.test("versions that have no updater say so", async () => {
  const { client } = await simulate(JOOMLA);
  const error = await rejection(() => client.checkUpdate());
  assertEquals([error.code, error.exit], ["update/unsupported", 118]);
});

Deno.test.each<[string, Record<string, unknown>, string, number]>([
  ["no version", { hasUpdate: true, version: "" }, "update/no-information", 111],
  ["a stuck check", { hasUpdate: true, stuck: 1, version: "9.9.9" }, "update/stuck", 117],
  [
    "an update that is less stable than wanted",
    { hasUpdate: true, version: "9.9.9", maturity: "beta" },
    "update/stability",
    112,
  ],
  [
    "an update that cannot be installed remotely",
    { hasUpdate: true, version: "9.9.9", maturity: "stable" },
    "update/unsupported",
    118,
  ],
])("%s is said so", async (_, updateinfo, code, exit) => {
  const { simulator, client } = await simulate(WORDPRESS);
  simulator.arm({
    match: { method: "getVersion" },
    reshape: (data) => ({ ...data as Record<string, never>, updateinfo: updateinfo as never }),
  });
  const update = () => Array.fromAsync(client.update({ minimumStability: "stable" }));
  const error = await rejection(update);
  assertEquals([error.code, error.exit], [code, exit]);
});

Deno.test("an old version updates itself, stage by stage", async () => {
  const { simulator, client } = await simulate({ product: "solo", version: "5.0.0" });
  simulator.arm({
    match: { method: "updateGetInformation" },
    reshape: () => ({ hasUpdate: true, version: "5.1.0", infoURL: "" }),
  });
  const stages = (await Array.fromAsync(client.update())).map(({ stage }) => stage);
  assertEquals(stages, ["download", "extract", "install", "cleanup"]);
});

Deno.test("without an update there is nothing to do: status 1", async () => {
  const { client } = await simulate(WORDPRESS);
  assertEquals((await client.checkUpdate()).hasUpdate, false);
  const error = await rejection(() => Array.fromAsync(client.update()));
  assertEquals([error.code, error.exit], ["update/none", 1]);
});

Deno.test("a record is deleted although the answer to that was lost", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  simulator.site.addRecord({ parts: [] });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: mishap(simulator.handle, "delete", [1], loseAnswer),
    sleep: () => Promise.resolve(),
  });
  await client.deleteBackup(1);
  const deletes = simulator.requests.filter(({ apiMethod }) => apiMethod === "delete");
  assertEquals(deletes.length, 2);
});
