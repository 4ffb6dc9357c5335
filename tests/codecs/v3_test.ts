import { assertEquals, assertThrows } from "@std/assert";
import { codecFor } from "../../src/codecs/mod.ts";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const BASE = "https://site.test/api/index.php/v3/akeebabackup/";
const CALL = { method: "getBackupInfo", parameters: { backup_id: 7 } };
const TOKEN = { kind: "api-token", value: "c2hhMjU2" } as const;
const { encode, decode } = codecFor(3);

Deno.test("v3 has the method in the path and the parameters in the query", () => {
  const request = encode(CALL, createEndpoint(3, `${BASE}{method}`), TOKEN);
  assertEquals(request.url, `${BASE}getBackupInfo?backup_id=7`);
  assertEquals([request.method, request.redirect, request.body], ["GET", "manual", null]);
  assertEquals(request.headers.get("x-joomla-token"), TOKEN.value);
});

Deno.test("v3 finds the place of the method after a URL parser has encoded it", () => {
  const request = encode(CALL, createEndpoint(3, new URL(`${BASE}{method}`).href), TOKEN);
  assertEquals(request.url, `${BASE}getBackupInfo?backup_id=7`);
});

Deno.test("v3 repeats the method in the form of a POST", async () => {
  const request = encode(CALL, createEndpoint(3, `${BASE}{method}?x=1`, { verb: "POST" }), TOKEN);
  assertEquals(request.url, `${BASE}getBackupInfo?x=1`);
  assertEquals(await request.text(), "method=getBackupInfo&backup_id=7");
});

Deno.test("v3 sends a Secret Word in its own header and nothing else", () => {
  const secret = { kind: "secret", value: "Geheim" } as const;
  const { headers } = encode(CALL, createEndpoint(3, `${BASE}{method}`), secret);
  assertEquals([...headers], [["accept", "application/json, */*;q=0.8"], [
    "x-akeeba-auth",
    "Geheim",
  ]]);
});

Deno.test("v3 lets no method break out of the path", () => {
  const { url } = encode(
    { method: "../x?y", parameters: {} },
    createEndpoint(3, `${BASE}{method}`),
    TOKEN,
  );
  assertEquals(url, `${BASE}..%2Fx%3Fy`);
});

Deno.test("v3 refuses an endpoint without a place for the method, and hides its secrets", () => {
  const endpoint = createEndpoint(3, `${BASE}?_akeebaAuth=Geheim`);
  const error = assertThrows(() => encode(CALL, endpoint, TOKEN), SitehaulError, "{method}");
  assertEquals([error.code, error.message.includes("Geheim")], ["usage/url", false]);
});

Deno.test("v3 reads the envelope of version 2", () => {
  assertEquals(decode('\n{"status":200,"data":[1]}'), { status: 200, data: [1] });
});
