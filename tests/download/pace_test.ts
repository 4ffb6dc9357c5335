/** How many requests are on their way at the same time. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { connect, drain } from "../../mod.ts";
import { createSimulator, DEFAULT_SECRET, partOf, seededBytes } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";

Deno.test("after a server has pushed back, one segment is asked for at a time", () =>
  inFolder(async (dir) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    const bytes = seededBytes(12 << 20, 5);
    const { id } = simulator.site.addRecord({ parts: [partOf("long.jpa", bytes)] });
    let running = 0;
    const counts: number[] = [];
    const client = await connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      attempts: 1,
      sleep: new FakeTime().sleep,
      transport: async (request) => {
        counts.push(++running);
        try {
          return await simulator.handle(request);
        } finally {
          running--;
        }
      },
    });
    simulator.arm({ match: { method: "download", nth: 5 }, http: { status: 429 } });
    counts.length = 0;
    await drain(client.download(id, { dir, mode: "chunk", connections: 4 }));
    assertEquals(await Deno.readFile(join(dir, "long.jpa")), bytes);
    assertEquals(Math.max(...counts), 4);
    // What was under way came to its end; all that came after that was alone.
    assertEquals(counts.slice(-4), [1, 1, 1, 1]);
  }));
