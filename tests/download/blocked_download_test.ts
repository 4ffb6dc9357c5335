/** Downloads through blocks, outages and pages in the place of answers. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect, type DownloadMode, drain, fileMemory } from "../../mod.ts";
import { downloadParts } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { DEFAULT_SECRET, type Mischief, partOf, serve } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { assertComplete, callsOf, fetchAll, JOOMLA, MIB, simulate } from "./download_site.ts";

const PAGE = "<!DOCTYPE html><html><head><title>Zugriff verweigert</title></head></html>";
const MODES: readonly DownloadMode[] = ["auto", "chunk", "http"];
const DOWNLOADS = /^download/;

const TROUBLE: readonly (readonly [string, Mischief])[] = [
  ["mod_evasive refuses", { http: { status: 403, body: PAGE } }],
  ["mod_evasive refuses, and begins anew", { http: { status: 403 }, isProlonged: true }],
  ["CloudLinux refuses", { http: { status: 508 } }],
  ["there is a rate limit", { http: { status: 429, retryAfter: "3" } }],
  ["its bandwidth is used up", { http: { status: 509 } }],
  ["PHP fails with a page", { http: { status: 500, body: PAGE } }],
  ["a captcha is shown", { page: PAGE }],
  ["its database is down, in German", { databaseDown: true }],
  ["it is in maintenance", { maintenance: true }],
  ["PHP restarts, and nobody takes connections", { refuseConnection: true }],
  ["connections break", { loseRequest: true }],
];

for (const mode of MODES) {
  Deno.test.each(TROUBLE)(
    `a download by ${mode} is completed although %s for some seconds`,
    (_, trouble) =>
      inFolder(async (dir) => {
        const site = await simulate({
          ...JOOMLA,
          product: "wordpress",
          version: "9.1.1",
          language: "de",
        });
        const found = callsOf(site, "getVersion").length;
        site.simulator.arm({ since: { method: DOWNLOADS, nth: 2 }, forMs: 9000, ...trouble });
        await fetchAll(site, { dir, mode });
        await assertComplete(dir);
        assertEquals(callsOf(site, "getVersion").length, found, "no search was made");
      }),
  );

  Deno.test(`a download by ${mode} that is cut by a restart of PHP of two seconds is completed`, () =>
    inFolder(async (dir) => {
      const site = await simulate();
      site.simulator.arm({ match: { method: DOWNLOADS, nth: 3 }, cutAfter: 1.5 * MIB });
      const since = { method: DOWNLOADS, nth: 4 };
      site.simulator.arm({ since, forMs: 2000, refuseConnection: true });
      await fetchAll(site, { dir, mode, connections: 1 });
      await assertComplete(dir);
    }));
}

Deno.test("while a site refuses, it is asked by one at a time, and ever less often", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const began = site.time.clock();
    const since = { method: DOWNLOADS, nth: 3 };
    site.simulator.arm({ since, forMs: 5 * 60_000, http: { status: 403 } });
    await fetchAll(site, { dir, mode: "chunk", connections: 4 });
    const asked = site.simulator.requests
      .filter(({ at }) => at > began && at < began + 5 * 60_000);
    assert(asked.length < 24, `${asked.length} requests in five minutes`);
  }));

Deno.test.each(MODES)(
  "a block that stays ends a download by %s with what it is, and a later run gets the rest",
  (mode) =>
    inFolder(async (dir) => {
      const site = await simulate();
      site.simulator.arm({
        since: { method: DOWNLOADS, nth: 2 },
        http: { status: 403, body: PAGE, retryAfter: "60" },
      });
      const began = site.time.clock();
      const error = await assertRejects(() => fetchAll(site, { dir, mode }), SitehaulError);
      assertEquals([error.code, error.exit], ["site/blocked", 101]);
      assertMatch(error.message, /HTTP 403, page "Zugriff verweigert", Retry-After: 60\)/);
      assertMatch(error.message, /it has been like this for 30 minutes/);
      assertEquals(Math.round((site.time.clock() - began) / 60_000), 30);
      site.simulator.disarm();
      await fetchAll(site, { dir, mode });
      await assertComplete(dir);
    }),
);

Deno.test("a block at the last look at the record is outlasted, too", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const since = { method: "getBackupInfo", nth: 2 };
    site.simulator.arm({ since, forMs: 60_000, http: { status: 403 } });
    await fetchAll(site, { dir, mode: "chunk" });
    await assertComplete(dir);
  }));

Deno.test("a download that a block ends says how much is kept", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    site.simulator.arm({ since: { method: DOWNLOADS, nth: 4 }, http: { status: 508 } });
    const fetching = () => fetchAll(site, { dir, mode: "chunk", connections: 1 });
    const error = await assertRejects(fetching, SitehaulError);
    // One segment and five bytes are the first part, one segment is of the second.
    assertMatch(error.message, /; 2\.0 of 6\.0 MiB are kept$/);
    assertMatch(error.hint ?? "", /Run the same download again: it resumes\.$/);
  }));

Deno.test("a missing part is no block: it is told at once", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const body = "";
    site.simulator.arm({ match: { method: "downloadDirect" }, http: { status: 500, body } });
    const began = site.time.clock();
    const fetching = () => fetchAll(site, { dir, mode: "http" });
    assertEquals((await assertRejects(fetching, SitehaulError)).code, "download/failed");
    assert(site.time.clock() - began < 500, "nothing was waited for");
  }));

Deno.test("where only whole files are refused, they come in segments at once", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const began = site.time.clock();
    site.simulator.arm({ match: { method: "downloadDirect" }, http: { status: 403 } });
    await fetchAll(site, { dir });
    await assertComplete(dir);
    assert(site.time.clock() - began < 500, "nothing was waited for");
  }));

Deno.test("a next run that meets the block waits for it, and makes no search", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const memory = fileMemory(`${dir}/memory`);
    const { clock, sleep } = site.time;
    const options = {
      secret: DEFAULT_SECRET,
      transport: site.simulator.handle,
      memory,
      clock,
      sleep,
    };
    await connect("https://www.example.com", options);
    const found = callsOf(site, "getVersion").length;
    site.simulator.arm({ forMs: 60_000, http: { status: 403 } });
    const client = await connect("https://www.example.com", options);
    await drain(client.download(site.id, { dir: `${dir}/there`, verify: false }));
    // One question is whether GET is refused as well.
    assert(callsOf(site, "getVersion").length <= found + 1);
  }));

Deno.test("a remembered site that does not answer from the start is given up after two minutes", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const { clock, sleep } = site.time;
    const { handle: transport } = site.simulator;
    const memory = fileMemory(dir);
    const options = { secret: DEFAULT_SECRET, transport, memory, clock, sleep };
    await connect("https://www.example.com", options);
    const client = await connect("https://www.example.com", options);
    site.simulator.arm({ refuseConnection: true });
    const began = clock();
    const fetching = () => drain(client.download(site.id, { dir }));
    const error = await assertRejects(fetching, SitehaulError);
    assertEquals([error.code, error.exit], ["network/refused", 22]);
    const seconds = Math.round((clock() - began) / 1000);
    assert(seconds >= 120 && seconds < 130, `${seconds} s`);
  }));

Deno.test("the copy on the server is deleted after a block that comes just then", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    site.simulator.arm({ since: { method: "deleteFiles" }, forMs: 60_000, http: { status: 403 } });
    const options = { dir, verify: false, deleteRemote: true };
    assertEquals((await drain(site.client.download(site.id, options))).deletedRemote, true);
    assertEquals(site.simulator.site.record(site.id)?.parts, []);
  }));

Deno.test("over real connections, a server that is restarted in a download does not end it", () =>
  inFolder(async (dir) => {
    const { simulator } = await simulate();
    // More than the buffers of both sides hold.
    const bytes = seededBytes(64 * MIB, 1);
    bytes.set(new TextEncoder().encode("JPA"));
    const { id } = simulator.site.addRecord({ parts: [partOf("big.jpa", bytes)] });
    let server = await serve(simulator);
    const { port, url } = server;
    let [isDown, pauses] = [false, 0];
    const client = await connect(url, {
      secret: DEFAULT_SECRET,
      sleep: async () => {
        // It comes back while the fifth pause lasts: after all that a single request is repeated.
        if (isDown && ++pauses === 5) server = await serve(simulator, { port });
      },
    });
    try {
      for await (const event of downloadParts(client, id, { dir })) {
        if (isDown || event.type !== "progress" || event.received === 0) continue;
        isDown = true;
        await server.close();
      }
      assertEquals(await Deno.readFile(`${dir}/big.jpa`), bytes);
      assert(pauses >= 5, `${pauses} pauses`);
    } finally {
      await server.close();
    }
  }));

Deno.test("a block does not leave anything but what can be gone on with", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    site.simulator.arm({ since: { method: DOWNLOADS, nth: 2 }, page: PAGE });
    await assertRejects(() => fetchAll(site, { dir }), SitehaulError);
    const names = (await namesIn(dir)).filter((name) => !name.startsWith("."));
    for (const name of names) {
      const { size } = await Deno.stat(`${dir}/${name}`);
      assert(size > 500, `${name} is a page`);
    }
  }));
