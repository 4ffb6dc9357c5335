/** A backup whose start was never answered is there all the same, and stays noted. */
import { assert, assertEquals } from "@std/assert";
import type { OwnRun } from "../../mod.ts";
import { methodOf } from "../support/mishaps.ts";
import { take } from "./backup_site.ts";
import { leaveBetweenSteps, withNotes } from "./left_site.ts";

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

Deno.test("a backup that was to be replaced is not taken for somebody else's after kill -9 before that start", () =>
  withNotes(
    { product: "wordpress", version: "9.1.1" },
    async ({ simulator, connectWith, noted, amend }) => {
      await leaveBetweenSteps(await connectWith());
      // Killed twice, each time with the start noted and not sent.
      for (let kill = 1; kill <= 2; kill++) {
        let killed: OwnRun | undefined;
        const client = await connectWith(async (request) => {
          if (await methodOf(request) !== "startBackup") return await simulator.handle(request);
          killed ??= await noted();
          throw new TypeError("It was killed");
        });
        await take(client);
        assert(killed !== undefined);
        await amend(killed);
      }
      const { record, error } = await take(await connectWith());
      assertEquals([error?.code, record?.status], [undefined, "complete"]);
    },
  ));
