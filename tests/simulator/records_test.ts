/** What simulated sites tell about their records. */
import { assertEquals } from "@std/assert";
import { createSimulator, partOf, type SiteRecord } from "../../src/simulator/mod.ts";
import { type Address, ask } from "./ask.ts";

const SITE: Address = { api: 2, path: "index.php?option=com_akeebabackup&view=api&format=raw" };
const ROOT_V1: Address = { api: 1, path: "index.php?option=com_akeeba&view=json&format=raw" };

const PART = partOf("site.jpa", new Uint8Array(10));

const RECORDS: readonly (readonly [string, Partial<SiteRecord>])[] = [
  ["ok", { parts: [PART] }],
  ["obsolete", {}],
  ["pending", { status: "run" }],
  ["fail", { status: "fail" }],
  // A failed record's files count for nothing.
  ["fail", { status: "fail", parts: [PART] }],
  ["remote", { remote: "amazons3://bucket/site.jpa" }],
];

for (const [version, address] of [["10.2.1", SITE], ["9.3.3", SITE], ["3.3.0", ROOT_V1]] as const) {
  Deno.test(`joomla ${version} says how each record stands, failed ones included`, async () => {
    const simulator = createSimulator({ product: "joomla", version });
    for (const [, record] of RECORDS) simulator.site.addRecord(record);
    const answer = await ask(simulator, address, "listBackups");
    const listed = ("data" in answer ? answer.data : []) as readonly Record<string, unknown>[];
    assertEquals(listed.map(({ meta }) => meta), RECORDS.map(([meta]) => meta).toReversed());
    assertEquals(listed.map(({ id }) => id), ["6", "5", "4", "3", "2", "1"]);
  });
}

Deno.test("a backup that another start has killed is listed as failed, without files", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await ask(simulator, SITE, "startBackup");
  await ask(simulator, SITE, "startBackup");
  const answer = await ask(simulator, SITE, "listBackups");
  const listed = ("data" in answer ? answer.data : []) as readonly Record<string, unknown>[];
  assertEquals(listed.map(({ id, meta, status }) => ({ id, meta, status })), [
    { id: "2", meta: "pending", status: "run" },
    { id: "1", meta: "fail", status: "fail" },
  ]);
  const info = await ask(simulator, SITE, "getBackupInfo", { parameters: { backup_id: "1" } });
  assertEquals("data" in info && (info.data as Record<string, unknown>)["filenames"], []);
});
