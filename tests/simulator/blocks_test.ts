/** What stands between a site and its clients for a while: the web server, its limits, an outage. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createSimulator, DEFAULT_SECRET, type Mischief } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";

const WORDPRESS = { product: "wordpress", version: "9.1.1" } as const;

/** A site that misbehaves so, and how to ask it a method: the answer's status. */
function site(mischief: Mischief, options: Partial<Parameters<typeof createSimulator>[0]> = {}) {
  const time = new FakeTime();
  const { clock, sleep } = { clock: time.date, sleep: time.sleep };
  const simulator = createSimulator({ ...WORDPRESS, clock, sleep, ...options });
  simulator.arm(mischief);
  const ask = async (method: string) => {
    const url = `http://site.test/wp-admin/admin-ajax.php?action=akeebabackup_api&method=${method}`;
    const headers = { "x-akeeba-auth": DEFAULT_SECRET };
    return await simulator.handle(new Request(url, { headers }));
  };
  const statusOf = async (method: string) => (await ask(method)).status;
  return { time, simulator, ask, statusOf };
}

Deno.test("a block begins with the request that it is for, concerns all, and ends by itself", async () => {
  const { time, statusOf } = site({
    since: { method: "getProfiles", nth: 2 },
    forMs: 6000,
    http: { status: 403 },
  });
  const asked = ["getProfiles", "getVersion", "getProfiles", "getVersion"];
  const statuses = [];
  for (const method of asked) statuses.push(await statusOf(method));
  assertEquals(statuses, [200, 200, 403, 403]);
  await time.sleep(5999);
  assertEquals(await statusOf("getVersion"), 403);
  await time.sleep(1);
  assertEquals(await statusOf("getProfiles"), 200);
  assertEquals(await statusOf("getVersion"), 200);
});

Deno.test("who asks into a block of mod_evasive begins it anew", async () => {
  const { time, statusOf } = site({ forMs: 10_000, isProlonged: true, http: { status: 403 } });
  for (let times = 1; times <= 5; times++) {
    assertEquals(await statusOf("getVersion"), 403);
    await time.sleep(9_000);
  }
  await time.sleep(1_000);
  assertEquals(await statusOf("getVersion"), 200);
});

Deno.test("a firewall may replace an answer of the site, which has done its work", async () => {
  const { simulator, ask } = site({ times: 1, page: "<title>Blocked</title>", status: 403 });
  const response = await ask("startBackup");
  assertEquals([response.status, await response.text()], [403, "<title>Blocked</title>"]);
  assertEquals(simulator.site.records.length, 1);
});

Deno.test("during an outage nobody takes connections, and the site hears of nothing", async () => {
  const { time, simulator, ask } = site({ forMs: 2000, refuseConnection: true });
  const error = await assertRejects(() => ask("startBackup"), TypeError);
  assertMatch(error.message, /connection refused/i);
  await time.sleep(2000);
  assertEquals(simulator.site.records, []);
  assertEquals((await ask("startBackup")).status, 200);
});

Deno.test.each(
  [
    ["de", "Fehler beim Aufbau einer Datenbankverbindung", "Wartungsarbeiten"],
    ["fr", "connexion à la base de données", "maintenance"],
    ["ja", "データベース接続確立エラー", "メンテナンス"],
    ["en", "establishing a database connection", "scheduled maintenance"],
  ] as const,
)("WordPress says in %s that it cannot work", async (language, database, maintenance) => {
  for (
    const [mischief, words, status] of [
      [{ databaseDown: true }, database, 200],
      [{ maintenance: true }, maintenance, 503],
    ] as const
  ) {
    const response = await site(mischief, { language }).ask("getVersion");
    assertEquals(response.status, status);
    assertEquals(response.headers.get("content-type"), "text/html; charset=UTF-8");
    assertMatch(await response.text(), new RegExp(words));
  }
});
