/** Another backup of the site begins while ours runs: both end as complete, and ours is damaged. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connect, drain } from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import { displacing } from "../../src/client/displaced.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { backupRecordSchema } from "../../src/protocol/reply_schemas.ts";
import type { BackupRecord } from "../../src/protocol/replies.ts";
import { DEFAULT_SECRET, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { type Mishap, mishap } from "../support/mishaps.ts";
import { callsOf, simulate, take, type TestSite } from "./backup_site.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1", stepMs: 2000 };

/** Somebody else takes a backup of the same site, to its end. */
async function takeForeign({ simulator, time }: TestSite): Promise<void> {
  const { clock, sleep } = time;
  const other = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    clock,
    sleep,
  });
  let { hasRun, backupId } = await callApi(other, "startBackup", { profile: 1 });
  while (hasRun) ({ hasRun } = await callApi(other, "stepBackup", { backupId }));
}

/** A site where somebody else begins a backup while our step of that number is at work. */
function withIntruder(options: SimulatorOptions, step: number): TestSite & { begin: Mishap } {
  const site = simulate(options);
  site.simulator.arm({ match: { method: "stepBackup", nth: step }, workMs: 5000 });
  return {
    ...site,
    begin: async (request, inner) => {
      const [answer] = await Promise.all([inner(request), takeForeign(site)]);
      return answer;
    },
  };
}

for (
  const options of [JOOMLA, { ...JOOMLA, version: "9.9.3" }, { ...JOOMLA, version: "9.3.3" }, {
    ...JOOMLA,
    version: "8.0.3",
  }, { ...JOOMLA, product: "wordpress", version: "9.1.1" }] as const
) {
  Deno.test(`a backup of ${options.product} ${options.version} that was displaced is a failure, and nothing is deleted`, () =>
    inFolder(async (dir) => {
      const site = withIntruder(options, 6);
      const { simulator, connectWith } = site;
      const client = await connectWith(mishap(simulator.handle, "stepBackup", [6], site.begin));
      const { error, events } = await take(client);
      assertEquals([error?.code, error?.exit], ["backup/displaced", 120]);
      assertStringIncludes(error?.message ?? "", "backup 2");
      assertStringIncludes(error?.hint ?? "", "not be trusted");
      assert(!events.some(({ type }) => type === "finished"));
      // The site calls both complete; the archive is there, and verification decides.
      assertEquals(simulator.site.records.map(({ status }) => status), ["complete", "complete"]);
      assertEquals(
        callsOf(simulator, "deleteFiles").length + callsOf(simulator, "delete").length,
        0,
      );
      const fetching = () => drain(client.download(1, { dir, deleteRemote: true }));
      assertEquals((await assertRejects(fetching, SitehaulError)).code, "archive/damaged");
      assertEquals(simulator.site.record(1)?.parts.length, 1);
    }));
}

Deno.test("a backup that others were displaced by is a good one", async () => {
  const { connectWith } = simulate(JOOMLA);
  const client = await connectWith();
  await callApi(client, "startBackup", { profile: 1 });
  const { record, error } = await take(client, { force: true });
  assertEquals([error, record?.status, record?.listChecked], [undefined, "complete", true]);
});

Deno.test("a list that cannot be read makes no backup fail, and it is told that nothing was checked", async () => {
  const { simulator, connectWith } = simulate(JOOMLA);
  const body = () => '{"status":1064,"data":"You have an error in your SQL syntax"}';
  simulator.arm({ match: { method: "listBackups", nth: 2 }, body });
  const { record, events, error } = await take(await connectWith());
  assertEquals([error, record?.status, record?.listChecked], [undefined, "complete", false]);
  const told = events.find(({ type }) => type === "unchecked");
  assert(told?.type === "unchecked");
  assertStringIncludes(told.reason, "could not list its backups");
  const last = events.at(-1);
  assertEquals(last?.type === "finished" ? last.listChecked : undefined, false);
});

Deno.test("a site that is away for a moment at the end is asked for its list again", async () => {
  const { simulator, connectWith } = simulate(JOOMLA);
  for (const nth of [2, 3]) {
    simulator.arm({ match: { method: "listBackups", nth }, maintenance: true });
  }
  const { record } = await take(await connectWith());
  assertEquals(record?.listChecked, true);
});

const record = (id: number, start: string, end = start): BackupRecord =>
  backupRecordSchema.parse({
    id,
    status: "complete",
    backupstart: `2026-11-24 ${start}`,
    backupend: `2026-11-24 ${end}`,
  });
const OWN = record(7, "04:00:00", "04:10:00");

Deno.test.each<[string, BackupRecord, boolean]>([
  ["began in the middle", record(8, "04:05:00"), true],
  // The clock of records has seconds only.
  ["began in the second in which ours ended", record(8, "04:10:00"), true],
  ["began later", record(8, "04:10:01"), false],
  ["began before, and ran on", record(6, "03:59:59", "04:20:00"), false],
  ["is older, with a clock that went wrong", record(6, "04:05:00"), false],
  ["is newer, with a clock that went wrong", record(8, "03:00:00"), true],
  ["is newer, and tells no time", backupRecordSchema.parse({ id: 8, status: "run" }), true],
  ["is our own", OWN, false],
])("a record that %s", (_, other, isDisplacing) => {
  assertEquals(displacing([other], OWN, OWN.id) !== undefined, isDisplacing);
});

Deno.test("where the start tells no number, all records since the one before it count", () => {
  const records = [record(7, "04:00:00", "04:10:00"), record(6, "04:00:00"), record(5, "03:00:00")];
  assertEquals(displacing(records, OWN, 5)?.id, 6);
});
