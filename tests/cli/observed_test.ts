/** What a backup sees of a site besides, and what `status` says of it afterwards. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 28, 8);

Deno.test("a backup looks at its site once a day, and status says what it saw", () =>
  inFolder(async (folder) => {
    let now = NOW;
    const clock = () => now;
    const { handle } = createSimulator({
      product: "wordpress",
      version: "9.1.1",
      update: { version: "9.2.0" },
      clock: () => new Date(now),
    });
    let asked = 0;
    const transport: Transport = async (request) => {
      const text = await request.clone().text() + request.url;
      if (text.includes("method=getVersion")) asked++;
      return await handle(request);
    };
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, HOME: folder };
    const around = { folder, variables, transport, clock };
    const backup = async (...flags: readonly string[]) => {
      asked = 0;
      const line = ["backup", "https://a.example", "--download", "--dir", "backups", ...flags];
      const { status, stderr } = await cli(line, around);
      assertEquals(status, 0, stderr);
      return asked;
    };
    // The site is searched for, and its endpoint is remembered.
    await backup("--no-history");
    assertEquals(await backup("--no-history"), 0, "nothing is looked at that is not remembered");
    assertEquals(await backup(), 1);
    now += HOUR;
    assertEquals(await backup(), 0);
    now += 20 * HOUR;
    assertEquals(await backup(), 1);
    const state = join(folder, ".local", "state", "sitehaul");
    const history = await openHistory(state);
    const seen = await history.seen("https://a.example/");
    await history.close();
    assertEquals([seen?.looked, seen?.version, seen?.latestVersion], [now, "9.1.1", "9.2.0"]);
    assert((seen?.freeBytes ?? 0) > 0);
    const { stdout } = await cli(["status"], around);
    assertMatch(
      stdout,
      /^https:\/\/a\.example\/ +ok +0 s .* 9\.1\.1 +version 9\.1\.1; 9\.2\.0 is known$/m,
    );
  }));

Deno.test("a fleet looks at each of its sites once a day as well", () =>
  inFolder(async (folder) => {
    const sites = new Map(["a", "b"].map((name) => [
      `${name}.example`,
      createSimulator({ product: "joomla", version: "10.2.1" }),
    ]));
    let asked = 0;
    const transport: Transport = async (request) => {
      const text = await request.clone().text() + request.url;
      if (text.includes("method=getVersion")) asked++;
      const site = sites.get(new URL(request.url).host);
      return await site?.handle(request) ?? new Response(null, { status: 404 });
    };
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, HOME: folder };
    let now = NOW;
    const around = { folder, variables, transport, clock: () => now };
    const line = ["backup", "https://a.example", "https://b.example", "--quiet"];
    assertEquals((await cli([...line, "--no-history"], around)).status, 0);
    for (const expected of [2, 0]) {
      asked = 0;
      now += HOUR;
      const ran = await cli(line, around);
      assertEquals(ran.status, 0, ran.stdout + ran.stderr);
      assertEquals(asked, expected);
    }
  }));
