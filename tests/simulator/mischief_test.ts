/** What goes wrong on the wire between a simulated site and its clients, over a real socket. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { get } from "node:http";
import { DEFAULT_SECRET, DEFAULT_TOKEN, type Mischief } from "../../src/simulator/mod.ts";
import { Gate, Wire } from "./wire.ts";

Deno.test("latency holds one answer back, and not the others", async () => {
  const gate = new Gate();
  await using wire = await Wire.open({ sleep: gate.sleep });
  wire.simulator.arm({ match: { method: "getProfiles" }, latencyMs: 1234 });
  const ended: string[] = [];
  const slow = wire.ask("getProfiles").then(() => ended.push("slow"));
  await wire.ask("getVersion").then(() => ended.push("quick"));
  await wire.ask("getVersion").then(() => ended.push("quick"));
  assertEquals(ended, ["quick", "quick"]);
  assertEquals(gate.asked, [1234]);
  gate.open();
  await slow;
  assertEquals(ended, ["quick", "quick", "slow"]);
});

/** Where a site called by that name redirects to: fetch does not choose a Host header. */
function redirectOf(port: number, host: string): Promise<readonly [number, string]> {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: "127.0.0.1", path: "/a?b=c", headers: { host } });
    request.once("response", (response) => {
      response.resume();
      response.once(
        "end",
        () => resolve([response.statusCode ?? 0, response.headers.location ?? ""]),
      );
    });
    request.once("error", reject);
  });
}

Deno.test("a redirect leads to another scheme, to or from www, or anywhere", async () => {
  const redirects: readonly (readonly [string, string, string])[] = [
    ["https", "site.test", "https://site.test/a?b=c"],
    ["http", "site.test", "http://site.test/a?b=c"],
    ["www", "site.test", "http://www.site.test/a?b=c"],
    ["no-www", "www.site.test", "http://site.test/a?b=c"],
    ["https://other.test/x", "site.test", "https://other.test/x"],
    ["../login.php", "site.test", "http://site.test/login.php"],
  ];
  await using wire = await Wire.open();
  for (const [to, host, location] of redirects) {
    wire.simulator.disarm();
    wire.simulator.arm({ redirect: { to } });
    assertEquals(await redirectOf(wire.port, host), [301, location], to);
  }
  wire.simulator.arm({ redirect: { to: "https", status: 308 } });
  assertEquals((await redirectOf(wire.port, "site.test"))[0], 308);
});

Deno.test("an HTTP error in front of the site says when to come back; the site does nothing", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({
    http: { status: 429, retryAfter: "7", body: "{}", type: "application/json" },
    times: 1,
  });
  const limited = await wire.send("startBackup");
  assertEquals([limited.status, limited.headers.get("retry-after")], [429, "7"]);
  assertEquals(limited.headers.get("content-type"), "application/json");
  assertEquals(await limited.text(), "{}");
  wire.simulator.arm({ http: { status: 502 } });
  const broken = await wire.send("startBackup");
  assertEquals([broken.status, broken.headers.get("retry-after")], [502, null]);
  assertEquals(broken.headers.get("content-type"), "text/html; charset=utf-8");
  await broken.text();
  assertEquals(wire.simulator.site.records, []);
});

Deno.test("a site in maintenance answers 503, and every address alike", async () => {
  for (const [product, version] of [["joomla", "10.2.1"], ["wordpress", "9.1.1"]] as const) {
    await using wire = await Wire.open({ product, version });
    wire.simulator.arm({ maintenance: true });
    for (const path of ["", "index.php", "api/index.php/v2/akeebabackup"]) {
      const response = await wire.send("startBackup", { path });
      assertEquals([response.status, response.headers.get("retry-after")], [503, "600"]);
      assert((await response.text()).includes("maintenance"));
    }
    assertEquals(wire.simulator.site.records, []);
  }
});

Deno.test("a site without its database says so in its own way: WordPress with HTTP 200", async () => {
  const sites = [
    ["joomla", "10.2.1", "index.php", 500, "Could not connect to database"],
    ["joomla", "10.2.1", "api/index.php/v2/akeebabackup", 500, "Access denied for user"],
    ["wordpress", "9.1.1", "wp-admin/admin-ajax.php", 200, "Error establishing a database"],
  ] as const;
  for (const [product, version, path, status, words] of sites) {
    await using wire = await Wire.open({ product, version });
    wire.simulator.arm({ databaseDown: true });
    const response = await wire.send("startBackup", { path });
    assertEquals(response.status, status, path);
    assert((await response.text()).includes(words), path);
    assertEquals(wire.simulator.site.records, []);
  }
});

Deno.test("a lost request breaks the connection, and the site does nothing", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ loseRequest: true, times: 1 });
  await assertRejects(() => wire.send("startBackup"), TypeError);
  assertEquals(wire.simulator.site.records, []);
  assertEquals(wire.simulator.requests.map(({ apiMethod }) => apiMethod), ["startBackup"]);
  assertEquals((await wire.ask("getVersion")).status, 200);
});

Deno.test("where the header with the Secret Word is dropped, the query still opens the site", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ dropSecretHeader: true });
  assertEquals((await wire.ask("getVersion")).status, 503);
  const parameters = { _akeebaAuth: DEFAULT_SECRET };
  assertEquals((await wire.ask("getVersion", { parameters })).status, 200);
  const token = { "x-joomla-token": DEFAULT_TOKEN };
  const path = "api/index.php/v3/akeebabackup/getVersion";
  assertEquals((await wire.ask("", { path, headers: token })).status, 200);
});

Deno.test("where POST is refused, GET still works", async () => {
  await using wire = await Wire.open();
  for (const refusePost of [403, 405] as const) {
    wire.simulator.disarm();
    wire.simulator.arm({ refusePost });
    const response = await wire.send("startBackup", { method: "POST" });
    await response.body?.cancel();
    assertEquals(response.status, refusePost);
    assertEquals((await wire.ask("getVersion")).status, 200);
  }
  assertEquals(wire.simulator.site.records, []);
});

Deno.test("a token loses rights for as long as the mischief lasts", async () => {
  await using wire = await Wire.open({ version: "10.4.0" });
  const headers = { "x-joomla-token": DEFAULT_TOKEN };
  const status = async (method: string) => {
    const path = `api/index.php/v3/akeebabackup/${method}`;
    return (await wire.ask("", { path, headers })).status;
  };
  wire.simulator.arm({ tokenRights: ["getVersion"] });
  assertEquals([await status("getVersion"), await status("getProfiles")], [200, 403]);
  wire.simulator.disarm();
  assertEquals(await status("getProfiles"), 200);
});

/** The HTTP statuses of getVersion and getProfiles in turn; an armed status tells who was struck. */
async function struck(mischief: Mischief): Promise<number[]> {
  await using wire = await Wire.open();
  wire.simulator.arm({ status: 500, ...mischief });
  const statuses: number[] = [];
  for (const method of ["getVersion", "getProfiles", "getVersion", "getProfiles"]) {
    const response = await wire.send(method, { method: statuses.length < 2 ? "GET" : "POST" });
    await response.body?.cancel();
    statuses.push(response.status);
  }
  return statuses;
}

Deno.test("a mischief strikes what it matches, as often as it may", async () => {
  assertEquals(await struck({}), [500, 500, 500, 500]);
  assertEquals(await struck({ times: 3 }), [500, 500, 500, 200]);
  assertEquals(await struck({ match: { nth: 2 } }), [200, 500, 200, 200]);
  assertEquals(await struck({ match: { method: "getProfiles" } }), [200, 500, 200, 500]);
  assertEquals(await struck({ match: { method: /version$/i } }), [500, 200, 500, 200]);
  assertEquals(await struck({ match: { method: "getProfiles", nth: 2 } }), [200, 200, 200, 500]);
  assertEquals(await struck({ match: { method: "getProfiles" }, times: 1 }), [200, 500, 200, 200]);
  assertEquals(await struck({ match: { verb: "POST" } }), [200, 200, 500, 500]);
  assertEquals(await struck({ match: { url: /getVersion/ } }), [500, 200, 200, 200]);
});

Deno.test("several mischiefs work together", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ noise: { before: "a" }, truncateAfter: 9 });
  wire.simulator.arm({ status: 418 });
  const response = await wire.send("getVersion");
  assertEquals([response.status, await response.text()], [418, 'a{"status"']);
});
