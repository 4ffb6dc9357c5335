import { assert, assertEquals, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { dialTcp } from "../../src/transport/dial.ts";
import { setTraits } from "../../src/transport/traits.ts";
import { withTimeout } from "../../src/transport/with_timeout.ts";
import { closedPort, serveHttp, serveRaw } from "./servers.ts";

const NEVER = new Promise<never>(() => {});

/** A server that takes requests and never answers. */
function silentServer() {
  return serveRaw(async (connection) => {
    while (await connection.read() !== "");
  });
}

/** A server that sends headers and the first three bytes of a body. */
function stuckServer() {
  return serveRaw(async (connection) => {
    await connection.read();
    await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc");
    while (await connection.read() !== "");
  });
}

/** A request that is no step of a backup. */
function repeatable(url: string): Request {
  return setTraits(new Request(url), { repeatable: true });
}

Deno.test("a host that takes no connection is network/connect-timeout", async () => {
  await using server = silentServer();
  const send = withTimeout(fetch, { connectMs: 30, dial: () => NEVER });
  const error = await assertRejects(() => send(repeatable(server.url)), SitehaulError);
  assertEquals(error.code, "network/connect-timeout");
});

Deno.test("a host that takes a connection may be slow until the limit for the answer", async () => {
  await using server = silentServer();
  const send = withTimeout(fetch, { connectMs: 100, answerMs: 200 });
  const error = await assertRejects(() => send(repeatable(server.url)), SitehaulError);
  assertEquals(error.code, "network/timeout");
  assertEquals(
    server.connections(),
    2,
    "one for the request, one to see whether the host is there",
  );
});

Deno.test("a step of a backup is not ended because the site takes no second connection", async () => {
  await using server = silentServer();
  let looks = 0;
  const dial = () => {
    looks += 1;
    return NEVER;
  };
  const send = withTimeout(fetch, { connectMs: 20, answerMs: 200, dial });
  const error = await assertRejects(() => send(new Request(server.url)), SitehaulError);
  assertEquals([error.code, looks], ["network/timeout", 0]);
});

Deno.test("a refused look at the host leaves the verdict to the request itself", async () => {
  const dial = () => Promise.reject(new Error("ECONNREFUSED"));
  const send = withTimeout(() => NEVER, { connectMs: 100, answerMs: 200, dial });
  const error = await assertRejects(() => send(repeatable("http://127.0.0.1/")), SitehaulError);
  assertEquals(error.code, "network/timeout");
});

Deno.test("no look at the host is taken where it would tell nothing", async () => {
  await using server = silentServer();
  const send = withTimeout(fetch, { connectMs: 10, answerMs: 50, dial: false });
  const error = await assertRejects(() => send(repeatable(server.url)), SitehaulError);
  assertEquals([error.code, server.connections()], ["network/timeout", 1]);
});

Deno.test("a request's own limits win over those of the transport", async () => {
  await using server = silentServer();
  const send = withTimeout(fetch, { answerMs: 3_600_000, dial: false });
  const request = setTraits(new Request(server.url), { answerMs: 20 });
  const error = await assertRejects(() => send(request), SitehaulError);
  assertEquals(error.code, "network/timeout");
  assertMatch(error.message, /0\.02 s/);
});

Deno.test("a limit of Infinity is none", async () => {
  const answer = Promise.withResolvers<Response>();
  const send = withTimeout(() => answer.promise, {
    answerMs: Infinity,
    idleMs: Infinity,
    dial: false,
  });
  const sent = send(new Request("http://127.0.0.1/"));
  setTimeout(() => answer.resolve(new Response("late")), 20); // a timer of Infinity fires after 1 ms
  assertEquals(await (await sent).text(), "late");
});

Deno.test("a body that falls silent is network/timeout, and what came before is delivered", async () => {
  await using server = stuckServer();
  const response = await withTimeout(fetch, { idleMs: 30 })(new Request(server.url));
  const reader = response.body?.getReader();
  const first = await reader?.read();
  assertEquals(new TextDecoder().decode(first?.value), "abc");
  const error = await assertRejects(async () => await reader?.read(), SitehaulError);
  assertEquals(error.code, "network/timeout");
  assertMatch(error.message, /after 3 bytes/);
});

Deno.test("a body that trickles in has to end some time", async () => {
  await using server = serveRaw(async (connection) => {
    await connection.read();
    await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
    const trickle = setInterval(() => connection.write(".").catch(() => {}), 5);
    while (await connection.read() !== "");
    clearInterval(trickle);
  });
  const request = setTraits(new Request(server.url), { wholeMs: 60 });
  const response = await withTimeout(fetch, { idleMs: 1000 })(request);
  const error = await assertRejects(() => response.text(), SitehaulError);
  assertEquals(error.code, "network/timeout");
  assertMatch(error.message, /did not finish its reply within 0\.06 s: \d+ bytes arrived/);
});

Deno.test("a reader may bring its own memory, and is told of silence as well", async () => {
  await using server = stuckServer();
  const response = await withTimeout(fetch, { idleMs: 30 })(new Request(server.url));
  const reader = response.body?.getReader({ mode: "byob" });
  const first = await reader?.read(new Uint8Array(16));
  assertEquals([first?.value?.buffer.byteLength, first?.value?.byteLength], [16, 3]);
  const second = async () => await reader?.read(new Uint8Array(16));
  const error = await assertRejects(second, SitehaulError);
  assertEquals(error.code, "network/timeout");
  assertMatch(error.message, /after 3 bytes/);
});

Deno.test("a reader with its own memory is told of the end, and gets the memory back", async () => {
  await using server = await serveHttp(() => new Response("abc"));
  const response = await withTimeout(fetch)(new Request(server.url));
  const reader = response.body?.getReader({ mode: "byob" });
  const first = await reader?.read(new Uint8Array(16));
  assertEquals(new TextDecoder().decode(first?.value), "abc");
  const end = await reader?.read(new Uint8Array(16));
  assertEquals([end?.done, end?.value?.buffer.byteLength], [true, 16]);
});

Deno.test("a reader that takes its time is not the site's fault", async () => {
  const send = withTimeout(() => Promise.resolve(new Response("abc")), { idleMs: 1 });
  const response = await send(new Request("http://127.0.0.1/"));
  await new Promise((resolve) => setTimeout(resolve, 20)); // longer than the limit, by the reader
  assertEquals(await response.text(), "abc");
});

Deno.test("a body that breaks off is network/reset", async () => {
  await using server = serveRaw(async (connection) => {
    await connection.read();
    await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc");
    connection.close();
  });
  const response = await withTimeout(fetch)(new Request(server.url));
  const error = await assertRejects(() => response.text(), SitehaulError);
  assertEquals(error.code, "network/reset");
});

Deno.test("the reason of the caller's own signal is thrown as it is", async () => {
  await using server = silentServer();
  const stop = new AbortController();
  const reason = new Error("the user pressed Ctrl+C");
  const sent = withTimeout(fetch)(new Request(server.url, { signal: stop.signal }));
  stop.abort(reason);
  assertStrictEquals(await sent.catch((error) => error), reason);
});

Deno.test("a request whose signal has aborted already is not sent", async () => {
  let sent = 0;
  const send = withTimeout(() => Promise.resolve(new Response(`${++sent}`)));
  const request = new Request("http://127.0.0.1/", { signal: AbortSignal.abort("stopped") });
  assertEquals(await send(request).catch((reason) => reason), "stopped");
  assertEquals(sent, 0);
});

Deno.test("the caller's signal also ends the reading of a body", async () => {
  await using server = stuckServer();
  const stop = new AbortController();
  const reason = new Error("enough");
  const response = await withTimeout(fetch)(new Request(server.url, { signal: stop.signal }));
  const text = response.text();
  stop.abort(reason);
  assertStrictEquals(await text.catch((error) => error), reason);
});

Deno.test("an inner transport that is deaf to signals cannot hold the limits up", async () => {
  const late = Promise.withResolvers<Response>();
  const send = withTimeout(() => late.promise, { answerMs: 10, dial: false });
  const error = await assertRejects(() => send(new Request("http://127.0.0.1/")), SitehaulError);
  assertEquals(error.code, "network/timeout");
  const left = Promise.withResolvers<void>();
  late.resolve(new Response(new ReadableStream({ cancel: () => left.resolve() })));
  await left.promise; // nobody will read that response, so its body is closed
});

Deno.test("a body is read only as the reader asks, and leaving it leaves the one behind it", async () => {
  const seen: string[] = [];
  const body = new ReadableStream({
    pull: (controller) => {
      seen.push("read");
      controller.enqueue(new Uint8Array(1));
    },
    cancel: () => void seen.push("left"),
  }, { highWaterMark: 0 });
  const send = withTimeout(() => Promise.resolve(new Response(body)));
  const reader = (await send(new Request("http://127.0.0.1/"))).body?.getReader();
  assertEquals(seen, []);
  await reader?.read();
  await reader?.cancel();
  assertEquals(seen, ["read", "left"]);
});

Deno.test("status, headers and address of the response survive", async () => {
  await using server = await serveHttp(() =>
    new Response("x", { status: 418, headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] })
  );
  const response = await withTimeout(fetch)(new Request(`${server.url}tea`));
  assertEquals(response.status, 418);
  assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"]);
  assertEquals(response.url, `${server.url}tea`);
  assertEquals(await response.text(), "x");
});

Deno.test("a proxy that takes no connection is named, and so is one behind which nothing answers", async () => {
  const via = () => "the proxy p.example:3128 (HTTPS_PROXY)";
  const failure = async (options: Parameters<typeof withTimeout>[1]) => {
    const request = setTraits(new Request("https://a.example/"), { repeatable: true });
    const send = withTimeout(() => NEVER, { ...options, via });
    return await assertRejects(() => send(request), SitehaulError);
  };
  const gone = await failure({ connectMs: 30, dial: () => NEVER });
  assertEquals(gone.code, "network/proxy");
  assertMatch(gone.message, /^The proxy p\.example:3128 \(HTTPS_PROXY\) did not accept/);
  const silent = await failure({ answerMs: 30, dial: false });
  assertEquals(silent.code, "network/timeout");
  assertMatch(silent.message, /^a\.example did not reply within .* the proxy p\.example:3128/);
});

Deno.test("dialTcp() tells a host that takes connections from one that refuses", async () => {
  await using server = silentServer();
  const { signal } = new AbortController();
  await dialTcp(new URL(server.url), signal);
  await assertRejects(() => dialTcp(new URL(`http://127.0.0.1:${closedPort()}/`), signal));
  const stopped = AbortSignal.abort(new Error("no need any more"));
  assert(await dialTcp(new URL(server.url), stopped).then(() => false, () => true));
});
