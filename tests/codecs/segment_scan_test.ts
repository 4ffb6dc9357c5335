import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { codecFor } from "../../src/codecs/mod.ts";
import { decodeSegment, scanSegment } from "../../src/codecs/segment_scan.ts";
import type { ApiVersion } from "../../src/protocol/endpoint.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { loadTranscript, TRANSCRIPTS } from "../support/transcripts.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** What PHP's json_encode makes of it. */
function answerOf(bytes: Uint8Array, api: ApiVersion): string {
  const json = (value: unknown) => JSON.stringify(value).replaceAll("/", "\\/");
  const base64 = Buffer.from(bytes).toString("base64");
  return api === 1
    ? `###${json({ encapsulation: 1, body: { status: 200, data: json(base64) } })}###`
    : json({ status: 200, data: base64 });
}

for (const api of [1, 2, 3] as const) {
  Deno.test(`scanSegment() gives the bytes of an answer of API version ${api}, of every length`, () => {
    for (const length of [0, 1, 2, 3, 4, 5, 6, 7, 1000, 70_000]) {
      const bytes = seededBytes(length, length + 1);
      const found = scanSegment(encode(answerOf(bytes, api)), api);
      assertEquals(found, bytes, `${length} bytes`);
    }
  });

  Deno.test(`scanSegment() and the tolerant way agree, in API version ${api}`, () => {
    const text = answerOf(seededBytes(50_000, 7), api);
    const { data } = codecFor(api).decode(text);
    assertEquals(decodeSegment(String(data)), Buffer.from(scanSegment(encode(text), api) ?? []));
  });
}

const good = answerOf(seededBytes(3000, 1), 2);

Deno.test.each([
  ["noise before", `<b>Warning</b>${good}`],
  ["noise behind", `${good}<!-- cached -->`],
  ["a refusal", '{"status":404,"data":"Invalid segment"}'],
  ["a text that is cut off", good.slice(0, 2000)],
  ["a strange letter inside", good.replace(/[A-Z]{3}/, "<b>")],
  ["another escape", good.replace(/[a-z]{6}/, "\\u002b")],
  ["a backslash for nothing", good.replace(/[A-Z]/, "\\A")],
  ["padding in the middle", good.replace(/[A-Z]{4}/, "A===")],
  ["too few letters", good.replace(/[A-Z]/, "")],
  ["members in another order", '{"data":"QUJD","status":200}'],
  ["nothing", ""],
])("scanSegment() leaves an answer with %s to the tolerant way", (_, text) => {
  assertEquals(scanSegment(encode(text), 2), undefined);
});

Deno.test("the answer is not touched, so that the tolerant way finds what came", () => {
  const answer = encode(good.replace(/[A-Z]{3}(?=[^A-Z]*$)/, "<b>"));
  const before = answer.slice();
  scanSegment(answer, 2);
  assertEquals(answer, before);
});

Deno.test("recorded segments are read like any other", async () => {
  let found = 0;
  for (const name of TRANSCRIPTS) {
    for (const { request, response } of await loadTranscript(name)) {
      const body = response?.body;
      if (!/method=download(&|$)/.test(`${request.path}&${request.body}`) || body === undefined) {
        continue;
      }
      if (!body.startsWith('{"status":200,"data":"')) continue;
      const { data } = codecFor(2).decode(body);
      found += 1;
      assertEquals(
        Buffer.from(scanSegment(encode(body), 2) ?? []),
        Buffer.from(String(data), "base64"),
      );
    }
  }
  assert(found > 0);
});

Deno.test("decodeSegment() refuses what is no base64", () => {
  for (const text of ["QUJD<b>QUJD", "QUJD<br>QUJD", "QUJ"]) {
    const error = assertThrows(() => decodeSegment(text), SitehaulError);
    assertEquals(error.code, "reply/shape");
  }
});
