import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { setTraits, traitsOf } from "../../src/transport/traits.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { type RetryOptions, withRetry } from "../../src/transport/with_retry.ts";
import { withTimeout } from "../../src/transport/with_timeout.ts";
import { serveHttp, serveRaw } from "./servers.ts";

const SITE = "http://127.0.0.1/";

function repeatable(url: string = SITE, init: RequestInit = {}): Request {
  return setTraits(new Request(url, init), { repeatable: true });
}

/** Plays the answers one after the other, keeps the pauses, and has `random` give 1. */
function stage(answers: (Response | Error)[], options: RetryOptions = {}) {
  const pauses: number[] = [];
  const sent: Request[] = [];
  const inner: Transport = (request) => {
    sent.push(request);
    const answer = answers.shift() ?? new Error("no more answers");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const sleep = (ms: number) => Promise.resolve(void pauses.push(ms));
  return { send: withRetry(inner, { random: () => 1, sleep, ...options }), pauses, sent };
}

function reset(): SitehaulError {
  return new SitehaulError("network/reset", "example.com closed the connection");
}

function busy(status = 503, headers: HeadersInit = {}): Response {
  return new Response("<html>Briefly unavailable</html>", { status, headers });
}

Deno.test("a repeatable request is sent again after a failure that may pass", async () => {
  const { send, pauses } = stage([reset(), reset(), new Response("ok")]);
  assertEquals(await (await send(repeatable())).text(), "ok");
  assertEquals(pauses, [500, 1000]);
});

Deno.test("an unmarked request is never sent twice: not after a failure", async () => {
  const { send, sent } = stage([reset(), new Response("ok")]);
  const error = await assertRejects(() => send(new Request(SITE)), SitehaulError);
  assertEquals([error.code, sent.length], ["network/reset", 1]);
});

Deno.test("an unmarked request is never sent twice: not after HTTP 503", async () => {
  const { send, sent } = stage([busy(503, { "retry-after": "1" }), new Response("ok")]);
  const response = await send(setTraits(new Request(SITE), { answerMs: 1 }));
  assertEquals([response.status, sent.length], [503, 1]);
});

Deno.test("a real server gets an unmarked request once although it breaks the connection", async () => {
  let requests = 0;
  await using server = serveRaw(async (connection) => {
    if (await connection.read() !== "") requests++;
    connection.close();
  });
  const send = withRetry(withTimeout(fetch), { sleep: () => Promise.resolve() });
  const request = () => new Request(server.url, { method: "POST", body: "method=stepBackup" });
  await assertRejects(() => send(request()), SitehaulError);
  assertEquals(requests, 1);
  await assertRejects(() => send(setTraits(request(), { repeatable: true })), SitehaulError);
  assertEquals(requests, 1 + 3);
});

Deno.test("every attempt carries the whole body, the headers and the traits", async () => {
  const bodies: string[] = [];
  await using server = await serveHttp(async (request) => {
    bodies.push(`${request.headers.get("content-length")} ${await request.text()}`);
    return bodies.length < 3 ? busy() : new Response("ok");
  });
  const traits: unknown[] = [];
  const send = withRetry((request) => {
    traits.push(traitsOf(request));
    return fetch(request);
  }, { sleep: () => Promise.resolve() });
  const body = new URLSearchParams({ description: "Übung" });
  const request = setTraits(repeatable(server.url, { method: "POST", body }), { idleMs: 5 });
  await (await send(request)).text();
  assertEquals(bodies, Array(3).fill("22 description=%C3%9Cbung"));
  assertEquals(traits, Array(3).fill({ repeatable: true, idleMs: 5 }));
});

Deno.test("the last answer is given as it is, body and all", async () => {
  const { send, pauses } = stage([busy(502), busy(504), busy(429)]);
  const response = await send(repeatable());
  assertEquals([response.status, pauses.length], [429, 2]);
  assertEquals(await response.text(), "<html>Briefly unavailable</html>");
});

Deno.test("an answer that is not given on is left", async () => {
  let left = false;
  const page = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
    cancel: () => void (left = true),
  });
  const { send } = stage([new Response(page, { status: 502 }), new Response("ok")]);
  assertEquals([await (await send(repeatable())).text(), left], ["ok", true]);
});

Deno.test.each([429, 502, 503, 504, 508])(
  "a page with HTTP %i is asked for again",
  async (status) => {
    const { send, sent } = stage([busy(status), new Response("ok")]);
    assertEquals([await (await send(repeatable())).text(), sent.length], ["ok", 2]);
  },
);

Deno.test.each([403, 404, 500, 509])("a page with HTTP %i is passed on", async (status) => {
  const { send, sent } = stage([busy(status)]);
  assertEquals([(await send(repeatable())).status, sent.length], [status, 1]);
});

Deno.test("a name that does not resolve for a moment is tried again: it may be this computer's fault", async () => {
  const unknown = new SitehaulError("network/dns", "example.com cannot be found");
  const { send, sent } = stage([unknown, new Response("ok")]);
  assertEquals(await (await send(repeatable())).text(), "ok");
  assertEquals([sent.length, unknown.isPermanent], [2, false]);
});

Deno.test("a failure that stays is not tried again", async () => {
  const { send, sent } = stage([new SitehaulError("network/tls", "expired"), new Response("ok")]);
  await assertRejects(() => send(repeatable()), SitehaulError, "expired");
  assertEquals(sent.length, 1);
});

Deno.test.each([
  { name: "v2", body: `{"status":200,"data":{"api":600}}` },
  { name: "v1", body: `###{"encapsulation":1,"body":{"status":200,"data":"\\"x\\""}}###` },
  { name: "v1 in a string", body: `###{"encapsulation":1,"body":"{\\"status\\":200}"}###` },
  { name: "an answer after notices", body: "<b>Warning</b> {\n".repeat(3000) + `{ "status" : 0}` },
])("an answer of the API passes under HTTP 503: $name", async ({ body }) => {
  const { send, sent } = stage([new Response(body, { status: 503 })]);
  const response = await send(repeatable());
  assertEquals([response.status, sent.length, await response.text()], [503, 1, body]);
});

Deno.test("a look at a busy answer is bounded, and reading goes on behind it", async () => {
  let pieces = 0;
  let left = false;
  const endless = new Response(
    new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(++pieces)),
      cancel: () => void (left = true),
    }, { highWaterMark: 0 }),
    { status: 503 },
  );
  const { send } = stage([endless], { attempts: 1 });
  const response = await send(repeatable());
  assertEquals(pieces, 64);
  let seen = 0;
  for await (const piece of response.body ?? []) {
    assertEquals(piece[0], (seen % 256) + 1);
    if (++seen === 70) break;
  }
  assert(left, "leaving the body leaves the one behind it");
});

Deno.test("Retry-After in seconds is the pause", async () => {
  const { send, pauses } = stage([busy(429, { "retry-after": "7" }), new Response("ok")]);
  await send(repeatable());
  assertEquals(pauses, [7000]);
});

Deno.test("Retry-After as a date is the pause until then", async () => {
  const headers = { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" };
  const { send, pauses } = stage([busy(503, headers), new Response("ok")], {
    clock: () => Date.UTC(2015, 9, 21, 7, 27, 48),
  });
  await send(repeatable());
  assertEquals(pauses, [12_000]);
});

Deno.test("a site that asks for ten minutes gets no second attempt", async () => {
  const { send, pauses } = stage([busy(503, { "retry-after": "600" }), new Response("ok")]);
  assertEquals([(await send(repeatable())).status, pauses], [503, []]);
});

Deno.test("pauses double up to their limit and are random below it", async () => {
  const { send, pauses } = stage([reset(), reset(), reset(), reset(), new Response("ok")], {
    attempts: 5,
    baseMs: 100,
    maxMs: 300,
    random: () => 0.5,
  });
  await send(repeatable());
  assertEquals(pauses, [50, 100, 150, 150]);
});

Deno.test("a pause ends with the caller's signal, on the real timer", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const send = withRetry(() => {
    setTimeout(() => stop.abort(reason)); // when the pause has begun
    return Promise.reject(reset());
  }, { baseMs: 3_600_000, maxMs: 3_600_000, random: () => 1 });
  const sent = send(repeatable(SITE, { signal: stop.signal }));
  assertStrictEquals(await sent.catch((error) => error), reason);
});
