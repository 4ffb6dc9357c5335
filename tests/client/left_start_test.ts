/** A backup whose start was never answered is there all the same, and stays noted. */
import { assertEquals } from "@std/assert";
import { take } from "./backup_site.ts";
import { withNotes } from "./left_site.ts";

Deno.test("a step that is refused makes nobody forget the backup whose start was not answered", () =>
  withNotes({ product: "joomla", version: "10.2.1" }, async ({ simulator, connectWith, noted }) => {
    simulator.arm({ match: { method: "startBackup" }, loseAnswer: "at-end" });
    simulator.arm({
      match: { method: "stepBackup" },
      body: () => '{"status":503,"data":"Access denied"}',
    });
    const { error } = await take(await connectWith());
    assertEquals(error?.code, "auth/denied");
    assertEquals([(await noted())?.recordId, (await noted())?.steps], [1, 0]);
    simulator.disarm();
    const { record, events } = await take(await connectWith());
    assertEquals([events[0]?.type, record?.status], ["replacing", "complete"]);
  }));
