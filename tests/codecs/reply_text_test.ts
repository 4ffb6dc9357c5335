import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { cutEnvelope, MAX_REPLY_BYTES, readReplyText } from "../../src/codecs/reply_text.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const ENVELOPE = '{"status":200,"data":{"api":600,"note":"a { in \\"data\\""}}';
const REPLY = { status: 200, data: { api: 600, note: 'a { in "data"' } };

Deno.test.each([
  ["nothing", ENVELOPE],
  ["a byte order mark", `\uFEFF${ENVELOPE}`],
  ["blanks", `\r\n  ${ENVELOPE}\n\n`],
  ["a PHP warning that holds braces", `<b>Warning</b>: {x} in <b>/a.php</b>\n${ENVELOPE}`],
  [
    "a PHP warning with a brace too many",
    `Notice: unexpected '{', "{" or "{"a": in x\n${ENVELOPE}`,
  ],
  ["a PHP warning with one quote", `Warning: Undefined array key "{ in a.php ${ENVELOPE}`],
  ["a brace and a quote right before it", `{"${ENVELOPE}`],
  ["an array that is not closed", `[{"a":[${ENVELOPE}`],
  ["a stack trace behind it", `${ENVELOPE}\n#0 {main} "thrown" in {closure}`],
  ["a comment of a cache", `${ENVELOPE}\n<!-- cached {"ttl": 60} -->`],
  ["the word NULL", `${ENVELOPE}NULL\n`],
  ["other JSON", `<script>{"status":"ok"}</script>${ENVELOPE}<script>{"data":1}</script>`],
  ["linked data", `{"@type":"WebSite","data":[{"status":1}]}\n${ENVELOPE}`],
  ["a page", `<!DOCTYPE html><style>a{b:c}</style><p title="{">${ENVELOPE}</p></html>`],
  ["an envelope that came first", `{"status":500,"data":"first"}${ENVELOPE}`],
  ["an object", `{"response":${ENVELOPE}}`],
])("reply_text finds the envelope in %s", (_what, text) => {
  assertEquals(cutEnvelope(text), REPLY);
});

Deno.test.each([
  ["pretty-printed", JSON.stringify({ status: 404, data: "gone" }, null, 4)],
  ["with debug information beside", '{"debug":[{"file":"x"}],"status":404,"data":"gone"}'],
  ["with its status as text", 'x{"status":"404","data":"gone"}'],
])("reply_text reads an envelope %s", (_what, text) => {
  assertEquals(cutEnvelope(text), { status: 404, data: "gone" });
});

Deno.test("reply_text leaves an envelope inside of data alone", () => {
  const inner = { status: 1, data: "inner" };
  for (const data of [inner, JSON.stringify(inner), [inner], `###${JSON.stringify(inner)}###`]) {
    const reply = { status: 200, data };
    assertEquals(cutEnvelope(`<br />${JSON.stringify(reply)}<br />`), reply);
    assertEquals(cutEnvelope(JSON.stringify(reply)), reply);
  }
});

Deno.test("reply_text takes database error numbers, zero and null data", () => {
  assertEquals(cutEnvelope('{"status":1064,"data":"SQL"}').status, 1064);
  assertEquals(cutEnvelope('{"status":0,"data":null}'), { status: 0, data: null });
});

Deno.test.each([
  ["", "reply/not-json", "an empty reply"],
  [" \n\uFEFF", "reply/not-json", "an empty reply"],
  ["0", "reply/not-json", 'the text "0"'],
  ["<!DOCTYPE html><title> Log\nin </title>", "reply/not-json", 'an HTML page titled "Log in"'],
  ["<h1>Error</h1><style>p{}</style><p>Gone", "reply/not-json", 'that begins "Error Gone"'],
  ['<?xml version="1.0"?><rss/>', "reply/not-json", "an XML document"],
  ["<script>{}</script>", "reply/not-json", "an HTML page"],
  ["\u001b[31mred\u202e\u0000", "reply/not-json", '"[31mred"'],
  [`${"x".repeat(79)}\u{1F600}yz`, "reply/not-json", `"${"x".repeat(79)}\u{1F600}…"`],
  ["https://a/?_akeebaAuth=geheim&x", "reply/not-json", "_akeebaAuth=[redacted]&x"],
  ['{"errors":[{"title":"Resource not found"}]}', "reply/shape", '{"errors":[{"title"'],
  ['{"status":200}', "reply/shape", 'without "status" and "data"'],
  ['{"status":true,"data":1}', "reply/shape", 'without "status" and "data"'],
  ["[]", "reply/shape", '"[]"'],
  ['###{"encapsulation":1,"body":{"status":1,"data":"1"}}###', "reply/shape", "API version 1"],
  ['{"status":200,"data":{"api":60', "reply/truncated", "after 30 characters"],
  ['<br />Notice {\n{"status":200,"data":"abc', "reply/truncated", "is cut off"],
  ['{"sta', "reply/truncated", "is cut off"],
  ['{"status":200,"data":[{"status":1,"data":1},', "reply/truncated", "is cut off"],
])("reply_text says what came instead of an envelope: %j", (text, code, says) => {
  const error = assertThrows(() => cutEnvelope(text), SitehaulError);
  assertEquals(error.code, code);
  assertStringIncludes(error.message, says);
  assert(!/\p{Cc}/u.test(error.message), "one printable line");
  assert(!error.message.includes("geheim"));
});

Deno.test("readReplyText() decodes UTF-8 that is split between chunks", async () => {
  const bytes = new TextEncoder().encode("\uFEFFäöü €😀");
  const body = new ReadableStream({
    start(controller) {
      bytes.forEach((byte) => controller.enqueue(new Uint8Array([byte])));
      controller.close();
    },
  });
  assertEquals(await readReplyText(new Response(body)), "äöü €😀");
});

Deno.test("readReplyText() marks a character that is cut off at the end", async () => {
  const bytes = new TextEncoder().encode("a€").subarray(0, 3);
  assertEquals(await readReplyText(new Response(bytes)), "a\uFFFD");
});

Deno.test("readReplyText() gives an empty text where there is no body", async () => {
  assertEquals(await readReplyText(new Response(null, { status: 204 })), "");
});

Deno.test("readReplyText() takes a body of exactly the limit and none of a byte more", async () => {
  assertEquals(await readReplyText(new Response("12345"), 5), "12345");
  const error = await assertRejects(
    () => readReplyText(new Response("123456"), 5),
    SitehaulError,
    "more than 5 bytes",
  );
  assertEquals(error.code, "reply/too-large");
});

Deno.test("readReplyText() does not begin to read what is announced as too long", async () => {
  let isPulled = false;
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream({
    pull: () => void (isPulled = true),
    cancel: () => resolve(),
  }, { highWaterMark: 0 });
  const response = new Response(body, { headers: { "content-length": "104857600" } });
  await assertRejects(() => readReplyText(response), SitehaulError);
  await cancelled;
  assert(!isPulled);
});

Deno.test("readReplyText() passes on what the stream throws", async () => {
  const reason = new SitehaulError("network/timeout", "Too slow");
  const body = new ReadableStream({ pull: (controller) => controller.error(reason) });
  assertEquals(await assertRejects(() => readReplyText(new Response(body))), reason);
});

Deno.test("readReplyText() stops an endless answer of a site after 64 MiB", async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(0x7b);
  const { promise: stopped, resolve } = Promise.withResolvers<number>();
  let sent = 0;
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += chunk.byteLength;
            controller.enqueue(chunk.slice());
          },
          cancel: () => resolve(sent),
        }, { highWaterMark: 0 }),
      ),
  );
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/`);
  const error = await assertRejects(() => readReplyText(response), SitehaulError);
  assertEquals(error.code, "reply/too-large");
  assert(await stopped < MAX_REPLY_BYTES + 32 * chunk.byteLength);
});
