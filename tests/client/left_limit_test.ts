/** A step of an earlier run may last as long as that run would have waited for it. */
import { assert, assertEquals } from "@std/assert";
import { callsOf, take } from "./backup_site.ts";
import { interrupt, withNotes } from "./left_site.ts";

Deno.test("a step that was given an hour is waited for as long by a run that gives less", () =>
  withNotes({ product: "joomla", version: "10.2.1" }, async (site) => {
    await interrupt(site, "kill -9", { stepLimitMs: 3_600_000 });
    const sent = (await site.noted())?.sentAt ?? 0;
    const { record, events } = await take(await site.connectWith());
    assertEquals(record?.status, "complete");
    const [holding] = events;
    assert(holding?.type === "holding" && holding.waitMs > 3_500_000, JSON.stringify(holding));
    const next = [
      ...callsOf(site.simulator, "startBackup").slice(1),
      ...callsOf(site.simulator, "stepBackup").slice(4),
    ];
    assert(Math.min(...next.map(({ at }) => at)) - sent >= 3_600_000);
    assertEquals(site.simulator.overlaps, 1);
  }));
