/** Downloads that break off, and how they go on. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { connect } from "../../mod.ts";
import { downloadParts } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Mischief,
  partOf,
  serve,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import {
  assertComplete,
  callsOf,
  fetchAll,
  JOOMLA,
  MIB,
  simulate,
  WORDPRESS_1,
} from "./download_site.ts";

/** Only the long part is cut. */
const CUT: Mischief = { match: { method: "downloadDirect" }, cutAfter: 2.5 * MIB };

/** Only the long part is cut, and only once. */
const CUT_ONCE: Mischief = { ...CUT, match: { method: "downloadDirect", nth: 3 } };

Deno.test.each<[string, SimulatorOptions]>([
  ["1,048,576 bytes", JOOMLA],
  ["1,048,756 bytes", WORDPRESS_1],
])(
  "a cut is gone on from by segments of %s, not from the beginning",
  (_, options) =>
    inFolder(async (dir) => {
      const site = await simulate(options, CUT);
      await fetchAll(site, { dir, connections: 1 });
      await assertComplete(dir);
      // Only the long part was cut, in its third segment. That one tells how long segments are.
      const segments = callsOf(site, "download").map(({ parameters }) =>
        Number(parameters.segment)
      );
      assertEquals(Math.min(...segments), 3);
      assert(segments.length <= 5, `${segments}`);
    }),
);

Deno.test.each<[string, Mischief]>([
  ["a refusal disguised as a file", { body: () => '{"status":503,"data":"Access denied now"}' }],
  ["a page in the place of the file", { page: "<html>please log in</html>" }],
  ["a gateway that gives up", { http: { status: 504 } }],
  ["a server that dies on big answers", { http: { status: 500 } }],
  ["a connection that breaks at once", { loseRequest: true }],
])("%s leads to segments", (_, mischief) =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, { match: { method: "downloadDirect" }, ...mischief });
    await fetchAll(site, { dir });
    await assertComplete(dir);
  }));

Deno.test("an interrupted download goes on where it was, and fetches hardly anything twice", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const running = downloadParts(site.client, site.id, { dir, mode: "chunk", connections: 1 });
    for await (const event of running) {
      if (event.type === "progress" && event.name === "site.j02" && event.received > 2 * MIB) break;
    }
    const before = callsOf(site, "download").length;
    await fetchAll(site, { dir, mode: "chunk", connections: 1 });
    await assertComplete(dir);
    const all = callsOf(site, "download").length;
    // What had been finished before the interruption is not asked for again.
    assert(all - before <= 2, `${all - before} segments after the interruption`);
  }));

Deno.test("of whole files, too, no more than 8 MiB are not noted yet, over all parts", () =>
  inFolder(async (dir) => {
    const simulator = createSimulator(JOOMLA);
    const names = ["site.jpa", "site.j01"];
    const bytes = seededBytes(16 * MIB, 4);
    const { id } = simulator.site.addRecord({ parts: names.map((name) => partOf(name, bytes)) });
    const client = await connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      transport: simulator.handle,
    });
    const received = new Map<string, number>();
    for await (const event of downloadParts(client, id, { dir, mode: "auto" })) {
      if (event.type === "progress") received.set(event.name, event.received);
      if ([...received.values()].reduce((sum, each) => sum + each, 0) >= 18 * MIB) break;
      const states = await Promise.all(
        names.map((name) =>
          Deno.readTextFile(join(dir, `.${name}.part.json`)).then(
            (text): number => JSON.parse(text).received.bytes,
            () => 0,
          )
        ),
      );
      const ahead = names.map((name, at) => (received.get(name) ?? 0) - (states[at] ?? 0));
      const sum = ahead.reduce((total, each) => total + Math.max(0, each), 0);
      assert(sum <= 8 * MIB, `${sum} bytes would be lost`);
    }
  }));

Deno.test("in http mode a server that cannot begin in the middle is asked for the whole again", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, CUT_ONCE);
    await fetchAll(site, { dir, mode: "http", connections: 1 });
    await assertComplete(dir);
    assertEquals(callsOf(site, "download").length, 0);
    // One for each part, and one more for the one that was cut.
    assertEquals(callsOf(site, "downloadDirect").length, 4);
  }));

Deno.test("a range is used where the server really answers 206", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, CUT_ONCE);
    const ranges: string[] = [];
    const client = await connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      sleep: new FakeTime().sleep,
      transport: async (request) => {
        const response = await site.simulator.handle(request);
        const from = /^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1];
        if (from === undefined || response.status !== 200) return response;
        ranges.push(from);
        const bytes = new Uint8Array(await response.arrayBuffer());
        const headers = new Headers(response.headers);
        headers.set("content-length", String(bytes.length - Number(from)));
        headers.set("content-range", `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
        return new Response(bytes.subarray(Number(from)), { status: 206, headers });
      },
    });
    await fetchAll({ ...site, client }, { dir, mode: "http", connections: 1 });
    await assertComplete(dir);
    assertEquals(ranges.length, 1);
  }));

Deno.test("an answer that begins elsewhere than asked for is not put in the middle of a file", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, CUT_ONCE);
    const client = await connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      sleep: new FakeTime().sleep,
      transport: async (request) => {
        const response = await site.simulator.handle(request);
        if (!request.headers.has("range") || response.status !== 200) return response;
        // A cache that knows only the first megabyte.
        const bytes = new Uint8Array(await response.arrayBuffer()).subarray(0, MIB);
        const headers = { "content-range": `bytes 0-${MIB - 1}/${MIB}` };
        return new Response(bytes, { status: 206, headers });
      },
    });
    await fetchAll({ ...site, client }, { dir, connections: 1 });
    await assertComplete(dir);
  }));

Deno.test("a wrong secret in the middle ends the download, and keeps what is there", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, {
      match: { method: "download", nth: 3 },
      body: () => '{"status":503,"data":"Access denied"}',
    });
    const fetching = () => fetchAll(site, { dir, mode: "chunk", connections: 1 });
    const error = await assertRejects(fetching, SitehaulError);
    assertEquals(error.code, "auth/denied");
    site.simulator.disarm();
    await fetching();
    await assertComplete(dir);
  }));

Deno.test("over a real connection that is cut every time, the bytes are right in the end", () =>
  inFolder(async (dir) => {
    const { simulator, id } = await simulate(JOOMLA);
    await using server = await serve(simulator);
    const client = await connect(server.url, { secret: DEFAULT_SECRET });
    simulator.arm({ match: { method: "downloadDirect" }, cutAfter: 700_000 });
    await fetchAll({ client, id }, { dir });
    await assertComplete(dir);
  }));

Deno.test("an abort keeps what is there, and leaves nothing running", () =>
  inFolder(async (dir) => {
    const { simulator, id } = await simulate(JOOMLA);
    await using server = await serve(simulator);
    const client = await connect(server.url, { secret: DEFAULT_SECRET });
    const controller = new AbortController();
    const fetching = async () => {
      const { signal } = controller;
      for await (const event of downloadParts(client, id, { dir, mode: "chunk", signal })) {
        if (event.type === "progress" && event.received > 0) {
          controller.abort(new SitehaulError("interrupted", "Interrupted"));
        }
      }
    };
    const error = await assertRejects(fetching, SitehaulError);
    assertEquals(error.code, "interrupted");
    assert((await namesIn(dir)).some((name) => name.endsWith(".part.json")));
  }));
