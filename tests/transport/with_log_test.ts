import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { createRedactor } from "../../src/base/redact.ts";
import { standardTransport } from "../../src/transport/standard.ts";
import { setTraits } from "../../src/transport/traits.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { type LogLine, type LogOptions, withLog } from "../../src/transport/with_log.ts";
import { closedPort, serveHttp } from "./servers.ts";

const SECRET = 's3cret "wörd" / +=&';

/** A transport with a log, and the lines it writes. */
function logged(inner: Transport, options: Partial<LogOptions> = {}) {
  const lines: LogLine[] = [];
  const redactor = createRedactor([SECRET]);
  const log = (line: LogLine) => void lines.push(line);
  return { lines, send: withLog(inner, { log, redactor, ...options }) };
}

const JSON_TYPE = { "content-type": "application/json" };

function answer(body: BodyInit | null, headers: HeadersInit = JSON_TYPE): Transport {
  return () => Promise.resolve(new Response(body, { headers }));
}

Deno.test("each exchange is one line for the request and one for the response", async () => {
  let time = 1000;
  const { lines, send } = logged(answer(`{"status":200}`), { clock: () => time += 25 });
  const request = new Request("http://example.com/?view=api", {
    method: "POST",
    headers: { accept: "*/*" },
    body: new URLSearchParams({ method: "getVersion" }),
  });
  assertEquals(await (await send(request)).text(), `{"status":200}`);
  const who = { id: 1, method: "POST", url: "http://example.com/?view=api" };
  const contentType = "application/x-www-form-urlencoded;charset=UTF-8";
  assertEquals(lines, [
    {
      type: "request",
      ...who,
      headers: { accept: "*/*", "content-type": contentType },
      body: "method=getVersion",
    },
    {
      type: "response",
      ...who,
      status: 200,
      headers: JSON_TYPE,
      ms: 25,
      bytes: 14,
      ended: "whole",
      body: `{"status":200}`,
    },
  ]);
});

Deno.test("a planted secret appears nowhere in the log, in whatever spelling", async () => {
  const lines: LogLine[] = [];
  await using server = await serveHttp(async (request) => {
    await request.text();
    const { searchParams, pathname } = new URL(request.url);
    if (pathname === "/") {
      const location = `/moved?_akeebaAuth=${encodeURIComponent(SECRET)}`;
      return new Response(`Moved to ${location}`, { status: 302, headers: { location } });
    }
    const echo = {
      asked: searchParams.get("_akeebaAuth"),
      basic: request.headers.get("authorization"),
      SECRET,
    };
    return Response.json(echo, { headers: { "x-echo": encodeURIComponent(SECRET) } });
  });
  const send = standardTransport({
    log: (line) => void lines.push(line),
    redactor: createRedactor([SECRET]),
    headers: { "X-Firewall-Pass": "letmein" },
    basicAuth: { username: "u", password: "pässword", site: server.url },
  });
  const response = await send(
    new Request(`${server.url}?_akeebaAuth=${encodeURIComponent(SECRET)}&x=1`, {
      method: "POST",
      headers: { "x-akeeba-auth": "s3cret in a header", "x-joomla-token": "t0ken" },
      body: new URLSearchParams({ json: "challenge", word: SECRET, "data[x]": "kept" }),
    }),
  );
  const body = await response.text();
  assertStringIncludes(body, "s3cret");
  assertStringIncludes(body, "dTpww"); // what basic authentication makes of u:pässword
  const text = JSON.stringify(lines);
  assertEquals(lines.length, 4);
  assertEquals(text.match(/s3cret|t0ken|pässword|letmein|challenge|dTpww/g), null);
  assertStringIncludes(text, "data%5Bx%5D=kept");
  assertStringIncludes(text, "x=1");
});

Deno.test("a secret that is the name of a header is not in the log", async () => {
  const lines: LogLine[] = [];
  const send = standardTransport({
    inner: () => Promise.resolve(new Response("", { headers: { "X-Planted-Secret1": "1" } })),
    log: (line) => void lines.push(line),
    redactor: createRedactor(["Planted-Secret1"]),
  });
  await (await send(new Request("https://www.example.com/"))).text();
  const text = JSON.stringify(lines);
  assertStringIncludes(text, "x-[redacted]");
  assertEquals(text.match(/planted/i), null);
});

Deno.test("a failed request is a line with the cause, without the secret in its URL", async () => {
  const url = `http://127.0.0.1:${closedPort()}/?_akeebaAuth=s3cret`;
  const lines: LogLine[] = [];
  const send = standardTransport({ log: (line) => void lines.push(line) });
  await assertRejects(() => send(new Request(url)));
  const last = lines.at(-1);
  assert(last?.type === "failure");
  assertMatch(last.error, /network\/refused: .* refuses .*Connection refused/s);
  assertEquals(JSON.stringify(lines).includes("s3cret"), false);
});

Deno.test("a secret that the end of the shown text cuts in two is not shown by half", async () => {
  // Hiding the long one moves what is behind it to the front.
  const long = `{"challenge":"${"c".repeat(1500)}"`;
  const starts = [2040, 2047, 3066, 3068].flatMap((at) => [
    "x".repeat(at),
    long + "x".repeat(at - long.length),
  ]);
  for (const start of starts) {
    const body = start + JSON.stringify(SECRET) + "x".repeat(4000);
    const { lines, send } = logged(answer(body));
    assertEquals(await (await send(new Request("http://example.com/"))).text(), body);
    const last = lines.at(-1);
    assert(last?.type === "response" && last.body !== undefined);
    assertEquals([last.body.includes("s3"), last.bytes], [
      false,
      new TextEncoder().encode(body).byteLength,
    ]);
    assert(last.body.length <= 2048);
  }
});

Deno.test("the log reads no further than the reader, and keeps only the beginning", async () => {
  let pieces = 0;
  let left = false;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65536).fill(97 + pieces++ % 26)),
    cancel: () => void (left = true),
  }, { highWaterMark: 0 });
  const { lines, send } = logged(answer(body, { "content-type": "text/plain" }));
  const response = await send(new Request("http://example.com/"));
  assertEquals([pieces, lines.length], [0, 1]);
  const reader = response.body?.getReader();
  for (let n = 0; n < 100; n++) await reader?.read();
  assertEquals(pieces, 100);
  await reader?.cancel();
  const last = lines.at(-1);
  assert(left && last?.type === "response");
  assertEquals([last.ended, last.bytes, last.body], ["left", 6_553_600, "a".repeat(2048)]);
});

Deno.test("a body that breaks off is in the log as broken", async () => {
  const body = new ReadableStream({
    pull: (controller) => controller.error(new Error("cut")),
  });
  const { lines, send } = logged(answer(body));
  const response = await send(new Request("http://example.com/"));
  await assertRejects(() => response.text(), Error, "cut");
  const last = lines.at(-1);
  assert(last?.type === "response");
  assertEquals([last.ended, last.bytes], ["broken", 0]);
});

Deno.test("bytes of an archive and empty bodies leave no text in the log", async () => {
  for (const body of [new Uint8Array([0x4a, 0x50, 0x41]), null]) {
    const { lines, send } = logged(answer(body, { "content-type": "application/octet-stream" }));
    await (await send(new Request("http://example.com/"))).bytes();
    assertEquals(lines.map((line) => "body" in line), [false, false]);
  }
});

Deno.test("a confidential exchange shows neither body", async () => {
  const { lines, send } = logged(answer(`{"password":"of the database"}`));
  const body = new URLSearchParams({ "data[configuration]": "password of the database" });
  const request = new Request("http://example.com/", { method: "POST", body });
  await (await send(setTraits(request, { confidential: true }))).text();
  assertEquals(lines.map((line) => "body" in line), [false, false]);
});
