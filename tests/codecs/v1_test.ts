import { challengeWith } from "../../src/base/challenge.ts";
import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { codecFor } from "../../src/codecs/mod.ts";
import { createV1 } from "../../src/codecs/v1.ts";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const URL_V1 = "https://site.test/index.php?option=com_akeeba&view=json&format=raw";
const ENDPOINT = createEndpoint(1, URL_V1);
const CALL = { method: "getVersion", parameters: {} };
const { decode, encode } = codecFor(1);

const frame = (body: unknown) => `###${JSON.stringify({ encapsulation: 1, body })}###`;
const FRAMED = frame({ status: 200, data: '{"api":"400"}' });
const REPLY = { status: 200, data: { api: "400" } };

function secret(value: string) {
  return { kind: "secret", value } as const;
}

async function innerOf(request: Request) {
  const { encapsulation, body } = JSON.parse(
    new URLSearchParams(await request.text()).get("json") ?? "",
  );
  return { encapsulation, ...JSON.parse(body) };
}

Deno.test("v1 proves the secret by a digest of salt and secret, in UTF-8", async () => {
  const codec = createV1({ challenge: (secret) => challengeWith("ab", secret) });
  const inner = await innerOf(codec.encode(CALL, ENDPOINT, secret("ä b")));
  // printf 'abä b' | md5sum
  assertEquals(inner, {
    encapsulation: 1,
    challenge: "ab:e021505b3e0e4bc80ea3fa361108b8bb",
    method: "getVersion",
    data: {},
  });
});

Deno.test("v1 has one salt of letters and digits, so that one digest of a secret is to be hidden", async () => {
  const challenges = await Promise.all(
    ["x", "x", "y"].map(async (word) =>
      (await innerOf(encode(CALL, ENDPOINT, secret(word)))).challenge
    ),
  );
  challenges.forEach((challenge) => assertMatch(challenge, /^[a-z0-9]{32}:[0-9a-f]{32}$/));
  assertEquals(challenges[0], challenges[1]);
  assertNotEquals(challenges[0], challenges[2]);
});

Deno.test("v1 sends nested values as objects, booleans as 1 and 0, and nothing for undefined", async () => {
  const parameters = { id: 3, force: true, none: undefined, data: { description: "ä", on: false } };
  const inner = await innerOf(encode({ method: "x", parameters }, ENDPOINT, secret("x")));
  assertEquals(inner.data, { id: 3, force: 1, data: { description: "ä", on: 0 } });
});

Deno.test("v1 sends neither secret nor token anywhere else", async () => {
  const endpoint = createEndpoint(1, URL_V1, { credentialIn: "query" });
  const request = encode(CALL, endpoint, secret("Geheim"));
  assertEquals(request.url, URL_V1);
  assertEquals([...request.headers.keys()].sort(), ["accept", "content-type"]);
  assertEquals((await request.text()).includes("Geheim"), false);
});

Deno.test("v1 takes no API token and no empty secret", () => {
  for (
    const credential of [{ kind: "api-token", value: "abc" } as const, secret(""), secret("a\n")]
  ) {
    const error = assertThrows(() => encode(CALL, ENDPOINT, credential), SitehaulError);
    assertEquals(error.code, "auth/unusable");
  }
});

Deno.test.each([
  ["nothing", FRAMED],
  ["PHP notices before it", `<b>Notice</b>: {"x" in a\n${FRAMED}`],
  ["marks in the noise before it", `### Notice ### {\n${FRAMED}`],
  ["marks in the noise behind it", `${FRAMED}\n### done ###`],
  ["blanks inside the marks", `###\n${FRAMED.slice(3, -3)}\n ###`],
  ["a body that is JSON text", frame('{"status":"200","data":"{\\"api\\":\\"400\\"}"}')],
  ["no marks at all", FRAMED.slice(3, -3)],
])("v1 finds the envelope in %s", (_what, text) => {
  assertEquals(decode(text), REPLY);
});

Deno.test.each([
  ["JSON text", '"\\"Authentication failed\\""', "Authentication failed"],
  ["a plain text", '"Authentication failed"', "Authentication failed"],
  ["an empty JSON text", '"\\"\\""', ""],
  ["a number", '"12"', 12],
  ["the text null", '"null"', null],
  ["an object already", '{"a":1}', { a: 1 }],
  ["text with marks", '"\\"###AES128###\\""', "###AES128###"],
])("v1 unpacks data that is %s", (_what, data, expected) => {
  const text = `###{"encapsulation":1,"body":{"status":401,"data":${data}}}###`;
  assertEquals(decode(text), { status: 401, data: expected });
  assertEquals(decode(`# {\n${text}`), { status: 401, data: expected });
});

Deno.test.each([
  ["", "reply/not-json"],
  ["<html><title>Home</title></html>", "reply/not-json"],
  ["######", "reply/not-json"],
  [FRAMED.slice(0, -3), "reply/truncated"],
  [FRAMED.slice(0, -5), "reply/truncated"],
  [`### noise ###${FRAMED.slice(0, -3)}`, "reply/truncated"],
  [FRAMED.slice(3), "reply/truncated"],
  ['{"status":503,"data":"Access denied"}', "reply/shape"],
  [frame("AbCdEf=="), "reply/shape"],
  [frame({ status: 200 }), "reply/shape"],
  ['###{"error":true}###', "reply/shape"],
])("v1 refuses %j", (text, code) => {
  const error = assertThrows(() => decode(text), SitehaulError);
  assertEquals(error.code, code);
});
