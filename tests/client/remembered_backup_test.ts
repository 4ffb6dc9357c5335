/** Backups of a site whose endpoint is remembered: it may be found anew, but no step may run twice. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type BackupEvent,
  connect,
  detect,
  drain,
  fileMemory,
  type Site,
  type Transport,
} from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET as secret,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";
import { methodOf, type Mishap, mishap } from "../support/mishaps.ts";

const SITE = "https://www.example.com/";

/** A client that uses what is remembered, on a site whose steps take 40 s. */
async function withClient(
  broken: (inner: Transport) => Transport,
  use: (client: Site, simulator: Simulator) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const time = new FakeTime();
    const simulator = createSimulator({
      product: "joomla",
      version: "10.2.1",
      stepMs: 40_000,
      clock: time.date,
      sleep: time.sleep,
    });
    const memory = fileMemory(folder);
    await connect(SITE, { secret, transport: simulator.handle, memory });
    const { clock, sleep } = time;
    const transport = broken(simulator.handle);
    const client = await connect(SITE, { secret, transport, memory, clock, sleep });
    await use(client, simulator);
  });
}

/** The site goes on with its work; the client sees the connection break in these words. */
function breakOff(words: string, code = ""): Mishap {
  return (request, inner) => {
    inner(request).then((response) => response.body?.cancel(), () => {});
    return Promise.reject(Object.assign(new TypeError(words), { code }));
  };
}

/** How connections end in the middle, as the platforms say it. */
const BROKEN: readonly (readonly [words: string, code?: string])[] = [
  ["peer closed connection without sending TLS close_notify: https://docs.rs/rustls"],
  ["received fatal alert: BadRecordMac"],
  ["connection closed before message completed"],
  ["connection reset by peer (os error 104)"],
  ["fetch failed", "ECONNRESET"],
  ["fetch failed", "UND_ERR_HEADERS_TIMEOUT"],
  ["read ETIMEDOUT", "ETIMEDOUT"],
];

for (const method of ["startBackup", "stepBackup"]) {
  Deno.test.each(BROKEN)(
    `a ${method} that ends with "%s %s" may be running, and is not sent again beside it`,
    (words, code) =>
      withClient(
        (inner) => mishap(inner, method, [1], breakOff(words, code)),
        async (client, simulator) => {
          const events: BackupEvent[] = [];
          const record = await drain(client.takeBackup(), (event) => events.push(event));
          assertEquals([record.status, simulator.overlaps], ["complete", 1]);
          assert(events.some(({ type }) => type === "recovering"));
        },
      ),
  );
}

Deno.test("a step that could not be sent is sent when the site is there again, and no search is made", () =>
  withClient(
    (inner) =>
      mishap(
        inner,
        "stepBackup",
        [2],
        () => Promise.reject(new TypeError("connection refused (os error 111)")),
      ),
    async (client, simulator) => {
      const before = simulator.requests.filter(({ apiMethod }) => apiMethod === "getVersion");
      const events: BackupEvent[] = [];
      await drain(client.takeBackup(), (event) => events.push(event));
      assertEquals([simulator.overlaps, events.at(-1)?.type], [1, "finished"]);
      const after = simulator.requests.filter(({ apiMethod }) => apiMethod === "getVersion");
      assertEquals(after.length, before.length);
    },
  ));

Deno.test("a call ends with its own signal, also while the site is being found anew", () =>
  inFolder(async (folder) => {
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const memory = fileMemory(folder);
    await connect(SITE, { secret, transport: handle, memory });
    const caller = new AbortController();
    const transport = async (request: Request): Promise<Response> => {
      if (await methodOf(request) === "getBackupInfo") return new Response("", { status: 404 });
      caller.abort(new Error("enough"));
      return await new Promise<never>(() => {});
    };
    const client = await connect(SITE, { secret, transport, memory });
    const error = await assertRejects(() => client.record(1, { signal: caller.signal }), Error);
    assertEquals(error.message, "enough");
  }));

Deno.test("why a site could not be found anew is not the reason of later failures", () =>
  inFolder(async (folder) => {
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const memory = fileMemory(folder);
    await connect(SITE, { secret, transport: handle, memory });
    let isOffline = true;
    const transport = (): Promise<Response> =>
      isOffline
        ? Promise.reject(new TypeError("dns error: failed to lookup address information"))
        : Promise.resolve(Response.json({ status: 503, data: "Access denied" }));
    const client = await connect(SITE, { secret, transport, memory, attempts: 1 });
    const codeOfFailure = async () =>
      (await assertRejects(() => client.profiles(), SitehaulError)).code;
    assertEquals(await codeOfFailure(), "network/dns");
    isOffline = false;
    assertEquals(await codeOfFailure(), "auth/denied");
  }));

Deno.test("a site is found anew with its new level when the remembered one is too low", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    const old = createSimulator({ product: "wordpress", version: "1.3.4" });
    await connect(SITE, { secret, transport: old.handle, memory });
    const updated = createSimulator({ product: "wordpress", version: "3.5.1" });
    const client = await connect(SITE, { secret, transport: updated.handle, memory });
    assertEquals((await client.exportProfile(1)).description !== "", true);
    assertEquals(client.knownVersion.version, "3.5.1");
  }));

Deno.test("http where https was meant is used, and never remembered", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const attacked = (request: Request) =>
      request.url.startsWith("https:")
        ? Promise.reject(new SitehaulError("network/refused", "refused"))
        : handle(request);
    const told: string[] = [];
    const onNotice = (text: string) => void told.push(text);
    const found = await detect("example.com", { secret, transport: attacked, memory, onNotice });
    assertEquals(new URL(found.endpoint.url).protocol, "http:");
    assertEquals(told, [
      "example.com refuses https, so http is used: anyone on the way can read the credential",
    ]);
    const client = await connect("example.com", { secret, transport: handle, memory });
    assertEquals(new URL(client.endpoint.url).protocol, "https:");
    // Whoever says http gets it, and it is remembered.
    await connect("http://example.com", { secret, transport: handle, memory });
    const counted = createSimulator({ product: "joomla", version: "10.2.1" });
    await connect("http://example.com", { secret, transport: counted.handle, memory });
    assertEquals(counted.requests.length, 0);
  }));
