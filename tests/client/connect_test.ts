/** Connecting: how a site is found, and which error is told. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type ConnectOptions, detect, NegotiationError } from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";

const SITE = "https://www.example.com/";
const secret = DEFAULT_SECRET;

function failure(site: string, options: ConnectOptions): Promise<SitehaulError> {
  return assertRejects(() => detect(site, { attempts: 1, ...options }), SitehaulError);
}

Deno.test("a wrong secret is called that, with the causes that look alike", async () => {
  for (
    const options of [
      { product: "joomla", version: "10.2.1" },
      { product: "joomla", version: "7.5.0.1" },
      { product: "wordpress", version: "9.1.1" },
      { product: "solo", version: "8.2.0" },
    ] as const
  ) {
    const { handle: transport, requests } = createSimulator(options);
    const error = await failure(SITE, { secret: "Wrong-Secret_1234567890", transport });
    assertEquals([error.code, error.exit], ["auth/denied", 42]);
    assertStringIncludes(error.hint ?? "", "enabled");
    assertStringIncludes(error.hint ?? "", "weak");
    assert(requests.length <= 14);
    const digests = requests.filter(({ url }) => url.includes("view=json"));
    assertEquals(digests.length, 0, "the digest was given away for nothing");
  }
});

Deno.test("a wrong secret at a pasted endpoint ends the search there", async () => {
  const { handle: transport, requests } = createSimulator({ product: "joomla", version: "10.2.1" });
  const pasted = `${SITE}index.php?option=com_akeebabackup&view=api&format=raw`;
  const error = await failure(pasted, { secret: "Wrong-Secret_1234567890", transport });
  assertEquals(error.code, "auth/denied");
  // By header, then by query.
  assertEquals(requests.length, 2);
});

Deno.test("one broken connection in the search does not hide the site", async () => {
  const simulator = createSimulator({ product: "joomla", version: "9.3.3" });
  simulator.arm({ match: { url: /com_akeebabackup/ }, loseRequest: true, times: 1 });
  const found = await detect(SITE, { secret, transport: simulator.handle });
  assertEquals([found.products, found.version.version], [["joomla"], "9.3.3"]);
  assert(found.requests <= 14);
});

Deno.test("a site that was reached is not called unreachable because one attempt broke", async () => {
  let requests = 0;
  const transport = () => {
    requests += 1;
    return requests === 2
      ? Promise.reject(new SitehaulError("network/reset", "The connection broke"))
      : Promise.resolve(new Response("<html>shop</html>", { status: 404 }));
  };
  assertEquals((await failure(SITE, { secret, transport })).code, "connect/no-way");
});

Deno.test("a wrong secret of a site that speaks version 1 alone is called that", async () => {
  const { handle: transport } = createSimulator({ product: "wordpress", version: "1.3.4" });
  const error = await failure(SITE, { secret: "Wrong-Secret_1234567890", transport });
  assertEquals([error.code, error.exit], ["auth/denied", 42]);
});

Deno.test("a wrong token is called that", async () => {
  const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
  const token = btoa(`sha256:101:${"0".repeat(64)}`);
  assertEquals((await failure(SITE, { token, transport })).code, "auth/denied");
});

Deno.test("a site without any of the products is no way to connect, with the table of attempts", async () => {
  const transport = () => Promise.resolve(new Response("<html>shop</html>", { status: 404 }));
  const error = await failure(SITE, { secret, transport });
  assertEquals([error.code, error.exit], ["connect/no-way", 36]);
  assert(error instanceof NegotiationError);
  assert(error.attempts.length >= 16, `${error.attempts.length} attempts`);
  assert(error.attempts.every(({ outcome, ms }) => outcome !== "" && ms >= 0));
});

Deno.test("maintenance is told as such, not as a missing product", async () => {
  const page = "Briefly unavailable for scheduled maintenance. Check back in a minute.";
  const transport = () => Promise.resolve(new Response(page, { status: 503 }));
  assertEquals((await failure(SITE, { secret, transport })).code, "site/maintenance");
});

Deno.test("an unknown host ends the search at once", async () => {
  let requests = 0;
  const transport = () => {
    requests += 1;
    return Promise.reject(new SitehaulError("network/dns", "There is no host of that name"));
  };
  const error = await failure("https://no.such.host/", { secret, transport });
  assertEquals([error.code, error.exit], ["network/dns", 22]);
  assert(requests <= 4);
});

Deno.test("https that refuses leads to http; https that fails otherwise does not", async () => {
  const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
  const refusing = (code: "network/refused" | "network/tls") => (request: Request) =>
    request.url.startsWith("https:")
      ? Promise.reject(new SitehaulError(code, "No"))
      : handle(request);
  const found = await detect("www.example.com", {
    secret,
    attempts: 1,
    transport: refusing("network/refused"),
  });
  assertEquals(new URL(found.endpoint.url).protocol, "http:");
  const error = await failure("www.example.com", { secret, transport: refusing("network/tls") });
  assertEquals(error.code, "network/tls");
});

Deno.test("a firewall that refuses POST is got round by GET", async () => {
  const { handle } = createSimulator({ product: "joomla", version: "9.3.3" });
  const transport = (request: Request) =>
    request.method === "POST"
      ? Promise.resolve(new Response("Forbidden", { status: 403 }))
      : handle(request);
  const found = await detect(SITE, { secret, transport });
  assertEquals([found.endpoint.verb, found.products], ["GET", ["joomla"]]);
});

Deno.test("a redirect to another host gets no credential, and says where it would lead", async () => {
  const seen: Request[] = [];
  const transport = (request: Request) => {
    seen.push(request);
    const location = `https://evil.example${new URL(request.url).pathname}`;
    return Promise.resolve(new Response(null, { status: 301, headers: { location } }));
  };
  const error = await failure(SITE, { secret, transport });
  assertEquals([error.code, error.exit], ["redirect/unsafe", 46]);
  assertStringIncludes(`${error.message} ${error.hint}`, "evil.example");
  assertEquals(seen.filter(({ url }) => url.includes("evil")), []);
});

Deno.test("without a credential nothing is sent", async () => {
  const error = await failure(SITE, { transport: () => Promise.reject(new Error("sent")) });
  assertEquals([error.code, error.exit], ["auth/missing", 37]);
});

Deno.test("a secret that can match nowhere is refused before anything is sent", async () => {
  const error = await failure(SITE, {
    secret: "Line\nbreak",
    transport: () => Promise.reject(new Error("sent")),
  });
  assertEquals([error.code, error.exit], ["auth/unusable", 42]);
});

Deno.test("a secret that can match only on some products is said so before it is tried", async () => {
  const notices: string[] = [];
  const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
  await failure(SITE, {
    secret: "Abc<Long_Secret-99",
    transport,
    onNotice: (text) => notices.push(text),
  });
  assertEquals(notices.length, 2);
  assert(notices.every((text) => text.includes("never match") && !text.includes("Abc")));
});

Deno.test("a level that nobody supports is told with the version that the site has", async () => {
  const transport = async (request: Request) => {
    const isV1 = `${request.url} ${await request.text()}`.includes("json=");
    const data = JSON.stringify({ api: "316", component: "3.2.1", date: "2011-01-01" });
    return isV1
      ? new Response(`###${JSON.stringify({ encapsulation: 1, body: { status: 200, data } })}###`)
      : new Response("<html>", { status: 404 });
  };
  const error = await failure(SITE, { secret, transport });
  assertEquals([error.code, error.exit], ["level/too-low", 102]);
  assertStringIncludes(error.message, "3.2.1");
});

Deno.test("an aborted search ends with the caller's reason", async () => {
  const controller = new AbortController();
  const transport = (request: Request) =>
    new Promise<Response>((_, reject) =>
      request.signal.addEventListener("abort", () => reject(request.signal.reason))
    );
  const searching = detect(SITE, { secret, transport, signal: controller.signal });
  controller.abort(new SitehaulError("interrupted", "Interrupted"));
  const error = await assertRejects(() => searching, SitehaulError);
  assertEquals(error.code, "interrupted");
});
