/** How many requests are on their way at the same time. */
import { assert, assertEquals } from "@std/assert";
import { connect } from "../../mod.ts";
import { downloadParts } from "../../src/mod.ts";
import { createSimulator, DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";

const MIB = 1024 * 1024;

Deno.test("after a server has pushed back, one segment is asked for at a time", () =>
  inFolder(async (dir) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    const { id } = simulator.site.addRecord({
      parts: [partOf("site.jpa", seededBytes(16 * MIB, 5))],
    });
    let sent = 0;
    const client = await connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      attempts: 1,
      sleep: new FakeTime().sleep,
      transport: async (request) => {
        sent++;
        return await simulator.handle(request);
      },
    });
    const refused = 5;
    simulator.arm({ match: { method: "download", nth: refused }, http: { status: 429 } });
    // That of the record comes before the segments, and one segment is asked for twice.
    const before = sent + 1;
    const ahead: number[] = [];
    for await (const event of downloadParts(client, id, { dir, mode: "chunk", connections: 4 })) {
      if (event.type === "progress") ahead.push(sent - before - event.received / MIB);
    }
    assertEquals(ahead[1], 3, `${ahead}`);
    // What was on its way by then comes to its end.
    assert(ahead.slice(refused + 3).every((count) => count === 1), `${ahead}`);
  }));
