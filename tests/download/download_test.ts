/** Downloads from simulated sites, in every mode and through every mishap. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type Client,
  connect,
  type DownloadedPart,
  type DownloadOptions,
  drain,
} from "../../mod.ts";
import { SitehaulError } from "../../src/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Mischief,
  partOf,
  seededBytes,
  serve,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MIB = 1024 * 1024;
const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };
const WORDPRESS_1: SimulatorOptions = { product: "wordpress", version: "1.3.4" };

/** In the order of the site's numbers; odd sizes, and one that is an exact multiple of a segment. */
const CONTENT = [
  { name: "site.jpa", bytes: seededBytes(MIB + 5, 3) },
  { name: "site.j01", bytes: seededBytes(2 * MIB, 1) },
  { name: "site.j02", bytes: seededBytes(3 * MIB + 17, 2) },
];

interface Site {
  readonly simulator: Simulator;
  readonly client: Client;
  readonly id: number;
}

async function simulate(options = JOOMLA, mischief: Mischief = {}): Promise<Site> {
  const simulator = createSimulator(options);
  const { id } = simulator.site.addRecord({
    parts: CONTENT.map(({ name, bytes }) => partOf(name, bytes)),
  });
  const time = new FakeTime();
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    attempts: 1,
    sleep: time.sleep,
  });
  simulator.arm(mischief);
  return { simulator, client, id };
}

async function fetchAll(
  { client, id }: Site,
  options: DownloadOptions,
): Promise<readonly DownloadedPart[]> {
  return await drain(client.download(id, options));
}

async function assertComplete(folder: string): Promise<void> {
  assertEquals(await namesIn(folder), CONTENT.map(({ name }) => name).toSorted());
  for (const { name, bytes } of CONTENT) {
    assertEquals(await Deno.readFile(join(folder, name)), bytes, name);
  }
}

function callsOf({ simulator }: Site, method: string) {
  return simulator.requests.filter(({ apiMethod }) => apiMethod === method);
}

for (const options of [JOOMLA, WORDPRESS_1, { product: "joomla", version: "3.3.0" } as const]) {
  for (const mode of ["auto", "http", "chunk"] as const) {
    Deno.test(`every part of ${options.product} ${options.version} is fetched whole, by ${mode}`, () =>
      inFolder(async (dir) => {
        const site = await simulate(options);
        const parts = await fetchAll(site, { dir, mode });
        await assertComplete(dir);
        assertEquals(parts.map(({ name }) => name), ["site.jpa", "site.j01", "site.j02"]);
        for (const { name, sha256, size } of parts) {
          const bytes = CONTENT.find((each) => each.name === name)?.bytes ?? new Uint8Array();
          assertEquals(sha256, createHash("sha256").update(bytes).digest("hex"));
          assertEquals(size, bytes.length);
        }
      }));
  }
}

Deno.test("whole files are asked for first, and no segment when they come", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    await fetchAll(site, { dir });
    assertEquals([callsOf(site, "downloadDirect").length, callsOf(site, "download").length], [
      3,
      0,
    ]);
  }));

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
    const running = site.client.download(site.id, { dir, mode: "chunk", connections: 1 });
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
    for await (const event of client.download(id, { dir, mode: "auto" })) {
      if (event.type === "progress") received.set(event.name, event.received);
      if ([...received.values()].reduce((sum, each) => sum + each, 0) >= 18 * MIB) break;
      const states = await Promise.all(
        names.map((name) =>
          Deno.readTextFile(join(dir, `.${name}.part.json`)).then(
            (text): number => JSON.parse(text).bytes,
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

Deno.test("segments are asked for up to the size of the part, and not beyond", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    await fetchAll(site, { dir, mode: "chunk", connections: 4 });
    assertEquals(callsOf(site, "download").length, 2 + 2 + 4);
  }));

Deno.test("a segment that is no base64 is an error, not a shorter file", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, {
      match: { method: "download", nth: 2 },
      reshape: (data) => `${String(data).slice(0, 1000)}<b>!</b>${String(data).slice(1000)}`,
    });
    const error = await assertRejects(
      () => fetchAll(site, { dir, mode: "chunk", connections: 1 }),
      SitehaulError,
    );
    assertEquals([error.code, error.exit], ["reply/shape", 21]);
  }));

Deno.test("a disk without the room is noticed before anything is fetched", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const size = 2 ** 50;
    const read = () => new Uint8Array();
    const { id } = site.simulator.site.addRecord({ parts: [{ name: "huge.jpa", size, read }] });
    const error = await assertRejects(() => fetchAll({ ...site, id }, { dir }), SitehaulError);
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assertStringIncludes(error.message, "free");
    assertEquals(callsOf(site, "downloadDirect").length, 0);
  }));

Deno.test.each([0, -1, 1.5, NaN])(
  "%d connections are refused before anything is sent",
  (connections) =>
    inFolder(async (dir) => {
      const site = await simulate();
      const fetching = () => fetchAll(site, { dir, connections });
      const error = await assertRejects(fetching, SitehaulError, `${connections}`);
      assertEquals(error.code, "usage/value");
      assertEquals([callsOf(site, "downloadDirect").length, await namesIn(dir)], [0, []]);
    }),
);

Deno.test("a server that pushes back is asked more slowly, and in the end gives everything", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, {
      match: { method: "download" },
      http: { status: 429 },
      times: 4,
    });
    await fetchAll(site, { dir, mode: "chunk", connections: 4 });
    await assertComplete(dir);
  }));

Deno.test("segments under way at the same time are put in their order", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    // The first of every two segments comes last.
    site.simulator.arm({ match: { method: "download", nth: 3 }, latencyMs: 30 });
    await fetchAll(site, { dir, mode: "chunk", connections: 8 });
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

Deno.test("a good file is kept until its successor is whole", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, { match: { method: /download/ }, loseRequest: true });
    await Deno.writeTextFile(join(dir, "site.jpa"), "good");
    const error = await assertRejects(() => fetchAll(site, { dir, mode: "http" }), SitehaulError);
    assertEquals(error.exit === 22 || error.exit === 105, true, error.code);
    assertEquals(await Deno.readTextFile(join(dir, "site.jpa")), "good");
  }));

Deno.test("what is there with the right size and checksum is not fetched again", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    const first = await fetchAll(site, { dir });
    const checksums = Object.fromEntries(first.map(({ name, sha256 }) => [name, sha256]));
    const before = callsOf(site, "downloadDirect").length;
    const second = await fetchAll(site, { dir, checksums });
    assertEquals(callsOf(site, "downloadDirect").length, before);
    assertEquals(second.map(({ wasThere }) => wasThere), [true, true, true]);
    await Deno.writeTextFile(join(dir, "site.j01"), "changed");
    await fetchAll(site, { dir, checksums });
    await assertComplete(dir);
  }));

Deno.test("a hostile name is refused before anything is written", () =>
  inFolder(async (dir) => {
    const site = await simulate(JOOMLA, { fileNames: (name) => `../${name}` });
    const inner = join(dir, "inner");
    const error = await assertRejects(() => fetchAll(site, { dir: inner }), SitehaulError);
    assertEquals([error.code, error.exit], ["download/path", 33]);
    assertEquals(await namesIn(dir), []);
  }));

Deno.test("a size that the record gets wrong is an error, and nothing gets its name", () =>
  inFolder(async (dir) => {
    for (const wrong of [(size: number) => size - 1, (size: number) => size + 1]) {
      const site = await simulate(JOOMLA, { fileSizes: wrong });
      const error = await assertRejects(() => fetchAll(site, { dir }), SitehaulError);
      assertEquals([error.code, error.exit], ["download/failed", 105]);
      assertEquals((await namesIn(dir)).filter((name) => !name.startsWith(".")), []);
    }
  }));

Deno.test("a part that the server has lost is named", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    site.simulator.site.loseFile(site.id, "site.j01");
    const error = await assertRejects(() => fetchAll(site, { dir }), SitehaulError);
    assertEquals([error.code, error.exit], ["download/no-files", 103]);
    assertStringIncludes(error.message, "site.j01");
  }));

Deno.test("one part alone can be fetched, and one that is not there is said so", () =>
  inFolder(async (dir) => {
    const site = await simulate();
    await fetchAll(site, { dir, part: 2 });
    assertEquals(await namesIn(dir), ["site.j01"]);
    const error = await assertRejects(() => fetchAll(site, { dir, part: 9 }), SitehaulError);
    assertEquals([error.code, error.exit], ["download/no-such-part", 43]);
  }));

Deno.test("over a real connection that is cut every time, the bytes are right in the end", () =>
  inFolder(async (dir) => {
    const { simulator, id } = await simulate(JOOMLA);
    await using server = await serve(simulator);
    const client = await connect(server.url, { secret: DEFAULT_SECRET });
    simulator.arm({ match: { method: "downloadDirect" }, cutAfter: 700_000 });
    await fetchAll({ simulator, client, id }, { dir });
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
      for await (const event of client.download(id, { dir, mode: "chunk", signal })) {
        if (event.type === "progress" && event.received > 0) {
          controller.abort(new SitehaulError("interrupted", "Interrupted"));
        }
      }
    };
    const error = await assertRejects(fetching, SitehaulError);
    assertEquals(error.code, "interrupted");
    assert((await namesIn(dir)).some((name) => name.endsWith(".part.json")));
  }));
