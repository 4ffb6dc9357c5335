/** After a restore of the site, its numbers are used again: what was noted may be somebody else's by then. */
import { assertEquals } from "@std/assert";
import type { SimulatorOptions, SiteRecord } from "../../src/simulator/mod.ts";
import { methodOf } from "../support/mishaps.ts";
import { callsOf, take } from "./backup_site.ts";
import { interrupt, leaveBetweenSteps, type NotedSite, withNotes } from "./left_site.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };
const OLD: SimulatorOptions = { product: "joomla", version: "8.0.3" };

/** The site goes back to before the backup that was left behind, and another one gets its number. */
function restore({ simulator: { site } }: NotedSite, other: Partial<SiteRecord>): void {
  const [left] = site.records;
  site.removeRecord(left?.id ?? 0);
  site.nextId = left?.id ?? 0;
  site.addRecord({ backupId: "id-20261202-040000-999999", ...other });
}

for (const end of ["between two steps", "in a step"] as const) {
  Deno.test(`a backup of others that runs under the number of one that was left ${end} is theirs`, () =>
    withNotes(JOOMLA, async (site) => {
      const { simulator, time, connectWith } = site;
      if (end === "in a step") await interrupt(site, "kill -9");
      else await leaveBetweenSteps(await connectWith());
      await time.sleep(8 * 86_400_000);
      restore(site, { status: "run" });
      const sent = callsOf(simulator, "stepBackup").length;
      const { error } = await take(await connectWith());
      assertEquals(error?.code, "backup/already-running");
      assertEquals(callsOf(simulator, "stepBackup").length, sent);
      assertEquals(callsOf(simulator, "startBackup").length, 1);
    }));
}

Deno.test("a complete backup of others under that number is not taken for one's own", () =>
  withNotes(JOOMLA, async (site) => {
    await leaveBetweenSteps(await site.connectWith());
    restore(site, { status: "complete", description: "Database only" });
    const { record, events } = await take(await site.connectWith());
    assertEquals([record?.id, record?.description, events[0]?.type], [
      2,
      "Test of the rules",
      "started",
    ]);
  }));

Deno.test("where identifiers are numbers, the time tells whose backup it is", () =>
  withNotes(OLD, async (site) => {
    await leaveBetweenSteps(await site.connectWith());
    await site.time.sleep(8 * 86_400_000);
    restore(site, { status: "run", backupId: "1" });
    assertEquals((await take(await site.connectWith())).error?.code, "backup/already-running");
  }));

for (const [status, expected] of [["complete", "replaced"], ["run", "left alone"]] as const) {
  Deno.test(`when others begin a backup during the wait for a step, and it says "${status}", one's own is ${expected}`, () =>
    withNotes(JOOMLA, async (site) => {
      const { simulator, connectWith } = site;
      await interrupt(site, "kill -9");
      let looks = 0;
      const client = await connectWith(async (request) => {
        if (await methodOf(request) === "getBackupInfo" && ++looks === 100) {
          simulator.site.addRecord({ status });
        }
        return await simulator.handle(request);
      });
      const sent = callsOf(simulator, "stepBackup").length;
      const { events, error } = await take(client);
      assertEquals(events[0]?.type, "holding");
      if (status === "complete") return assertEquals(events[1]?.type, "replacing");
      assertEquals(error?.code, "backup/already-running");
      assertEquals(callsOf(simulator, "stepBackup").length, sent);
    }));
}
