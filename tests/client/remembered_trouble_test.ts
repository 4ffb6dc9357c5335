/** Trouble of a remembered site: an outage or a block is no move. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { connect, detect, fileMemory, type Memory, type Site, type Transport } from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET as secret,
  type Mischief,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";

const SITE = "https://www.example.com/";
const WORDPRESS: SimulatorOptions = { product: "wordpress", version: "9.1.1", language: "de" };

interface Remembered {
  readonly simulator: Simulator;
  readonly memory: Memory;
  readonly again: (transport?: Transport) => Promise<Site>;
  /** What has been asked for since the site was found. */
  readonly asked: () => readonly string[];
}

/** A site that has been found, and is remembered. */
async function remembered(
  use: (site: Remembered) => Promise<void>,
  options: SimulatorOptions = WORDPRESS,
): Promise<void> {
  await inFolder(async (folder) => {
    const { date: clock, sleep } = new FakeTime();
    const simulator = createSimulator({ clock, sleep, ...options });
    const memory = fileMemory(folder);
    await connect(SITE, { secret, transport: simulator.handle, memory });
    const found = simulator.requests.length;
    await use({
      simulator,
      memory,
      again: (transport = simulator.handle) =>
        connect(SITE, { secret, transport, memory, attempts: 1, sleep }),
      asked: () => simulator.requests.slice(found).map(({ apiMethod }) => apiMethod ?? "a page"),
    });
  });
}

const TROUBLE: readonly (readonly [string, Mischief, string])[] = [
  ["nobody takes the connection", { refuseConnection: true }, "network/refused"],
  ["the connection breaks", { loseRequest: true }, "network/reset"],
  ["its database is down, in German", { databaseDown: true }, "reply/not-json"],
  ["it is in maintenance, in German", { maintenance: true }, "site/maintenance"],
  ["a firewall refuses", { http: { status: 403 } }, "site/blocked"],
  ["ModSecurity refuses", { http: { status: 406 } }, "site/blocked"],
  ["there is a rate limit", { http: { status: 429, retryAfter: "3600" } }, "site/blocked"],
  ["CloudLinux refuses", { http: { status: 508 } }, "site/blocked"],
  ["its bandwidth is used up", { http: { status: 509 } }, "site/blocked"],
  ["a captcha is shown", { page: "<html><title>Robot?</title></html>" }, "reply/not-json"],
];

Deno.test.each(TROUBLE)(
  "a remembered site is not searched when %s, and is there again afterwards",
  (_, mischief, code) =>
    remembered(async ({ simulator, again, asked }) => {
      const client = await again();
      simulator.arm(mischief);
      for (let times = 1; times <= 3; times++) {
        assertEquals((await assertRejects(() => client.profiles(), SitehaulError)).code, code);
      }
      const searched = asked().filter((method) => method === "getVersion").length;
      assert(searched <= 1 && asked().length <= 4, asked().join());
      simulator.disarm();
      assertEquals((await client.profiles()).length, 1);
    }),
);

Deno.test.each(TROUBLE)(
  "what is remembered stays when %s, also for detect()",
  (_, mischief, code) =>
    remembered(async ({ simulator, memory, again, asked }) => {
      simulator.arm(mischief);
      const { handle: transport } = simulator;
      const options = { secret, transport, memory, attempts: 1 };
      assertEquals((await assertRejects(() => detect(SITE, options), SitehaulError)).code, code);
      assertEquals(asked(), ["getVersion"]);
      simulator.disarm();
      assertEquals((await detect(SITE, options)).requests, 1);
      assertEquals((await (await again()).profiles()).length, 1);
      assertEquals(asked(), ["getVersion", "getVersion", "getProfiles"]);
    }),
);

/** A transport that has moved to another site on the wire. */
function movable(simulator: Simulator) {
  const way = { to: simulator };
  const transport: Transport = (request) => way.to.handle(request);
  return Object.assign(way, { transport });
}

Deno.test("an outage does not use up the search for a site that then has moved", () =>
  remembered(async ({ simulator, again }) => {
    const way = movable(simulator);
    const client = await again(way.transport);
    simulator.arm({ refuseConnection: true });
    for (let times = 1; times <= 3; times++) {
      await assertRejects(() => client.profiles(), SitehaulError);
    }
    way.to = createSimulator({ product: "joomla", version: "10.2.1" });
    assertEquals((await client.profiles()).length, 1);
    assertEquals(client.knownVersion.version, "10.2.1");
  }));

Deno.test("a search that an outage ends is not the last one, and nothing is forgotten by it", () =>
  remembered(async ({ simulator, memory, again }) => {
    const way = movable(simulator);
    const client = await again(way.transport);
    // It answers that nothing is here any more, and is away before the search gets anywhere.
    const moved = createSimulator({ product: "joomla", version: "10.2.1" });
    way.to = moved;
    moved.arm({ since: { nth: 2 }, refuseConnection: true });
    const error = await assertRejects(() => client.profiles(), SitehaulError);
    assertEquals(error.code, "network/refused");
    const key = { site: SITE, credential: "secret" } as const;
    assertEquals((await memory.recall(key))?.version.version, "9.1.1");
    moved.disarm();
    assertEquals((await client.profiles()).length, 1);
    assertEquals((await memory.recall(key))?.version.version, "10.2.1");
  }));

Deno.test("a site that answers, and has no API any more, is searched once and not again and again", () =>
  remembered(async ({ simulator, again }) => {
    const way = movable(simulator);
    const client = await again(way.transport);
    const empty = createSimulator({ ...WORDPRESS, folder: "another" });
    empty.arm({ match: { url: /./ }, http: { status: 404 } });
    way.to = empty;
    const first = await assertRejects(() => client.profiles(), SitehaulError);
    assertEquals(first.code, "connect/no-way");
    const searched = empty.requests.length;
    assert(searched > 5);
    const second = await assertRejects(() => client.profiles(), SitehaulError);
    assertEquals([second.code, empty.requests.length - searched], ["connect/moved", 1]);
  }));

Deno.test("an address that is out is no outage of a site that was given by another one", () =>
  inFolder(async (folder) => {
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const memory = fileMemory(folder);
    let isRedirected = true;
    const transport = (request: Request): Promise<Response> => {
      const url = new URL(request.url);
      const isWww = url.hostname === "www.example.com";
      if (isRedirected && !isWww) {
        url.hostname = "www.example.com";
        const headers = { location: url.href };
        return Promise.resolve(new Response(null, { status: 301, headers }));
      }
      return isWww && !isRedirected
        ? Promise.reject(new TypeError("dns error: failed to lookup address information"))
        : handle(request);
    };
    const options = { secret, transport, memory, attempts: 1 };
    const first = await connect("https://example.com/", options);
    assertEquals(new URL(first.endpoint.url).hostname, "www.example.com");
    // www. is given up.
    isRedirected = false;
    const client = await connect("https://example.com/", options);
    assertEquals((await client.profiles()).length, 1);
    assertEquals(new URL(client.endpoint.url).hostname, "example.com");
  }));

Deno.test("a login that the web server asks for now is told, and the secret goes nowhere else", () =>
  remembered(async ({ simulator, again, asked }) => {
    const client = await again();
    simulator.arm({ http: { status: 401, body: "<html><title>401</title></html>" } });
    const error = await assertRejects(() => client.profiles(), SitehaulError);
    assertEquals([error.code, asked()], ["auth/web-server", ["getProfiles"]]);
  }));

Deno.test("a site that now shows its front page in the place of the endpoint is searched", () =>
  remembered(async ({ simulator, again }) => {
    const way = movable(simulator);
    const client = await again(way.transport);
    // The plug-in is gone, and whatever is not there leads to the front page, with HTTP 200.
    const moved = createSimulator({ product: "wordpress", version: "3.1.0", language: "de" });
    moved.arm({
      match: { url: /admin-ajax/ },
      page: await (await moved.handle(new Request(SITE))).text(),
      status: 200,
    });
    way.to = moved;
    assertEquals((await client.profiles()).length, 1);
    assertEquals(client.knownVersion.version, "3.1.0");
  }));

Deno.test("a captcha for the API alone is no front page, and no search is made", () =>
  remembered(async ({ simulator, again, asked }) => {
    const client = await again();
    const page = "<html><title>Robot?</title></html>";
    simulator.arm({ match: { url: /admin-ajax/ }, page });
    for (let times = 1; times <= 2; times++) {
      await assertRejects(() => client.profiles(), SitehaulError);
    }
    assertEquals(asked(), ["getProfiles", "a page", "getProfiles"]);
  }));

Deno.test("a remembered site whose firewall refuses POST from now on is asked by GET, and that is remembered", () =>
  remembered(async ({ simulator, memory, again, asked }) => {
    simulator.arm({ refusePost: 403 });
    const client = await again();
    assertEquals((await client.profiles()).length, 1);
    assertEquals(client.endpoint.verb, "GET");
    assertEquals(asked(), ["getProfiles", "getVersion", "getProfiles"]);
    const key = { site: SITE, credential: "secret" } as const;
    assertEquals((await memory.recall(key))?.endpoint.verb, "GET");
  }));
