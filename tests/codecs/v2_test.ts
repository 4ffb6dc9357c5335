import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { codecFor } from "../../src/codecs/mod.ts";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const ROUTE = "https://site.test/index.php?option=com_akeebabackup&view=api&format=raw";
const CALL = { method: "getVersion", parameters: {} };
const SECRET = { kind: "secret", value: "Geheim &+%1" } as const;
const TOKEN = { kind: "api-token", value: "c2hhMjU2" } as const;
const { encode } = codecFor(2);

Deno.test("v2 puts method and parameters of a POST into the form, and leaves the query as it is", async () => {
  const parameters = {
    profile: 1,
    description: "a b&c=ä",
    force: true,
    quiet: false,
    no: undefined,
  };
  const request = encode({ method: "startBackup", parameters }, createEndpoint(2, ROUTE), SECRET);
  assertEquals([request.method, request.url, request.redirect], ["POST", ROUTE, "manual"]);
  assertEquals(request.headers.get("content-type"), "application/x-www-form-urlencoded");
  assertEquals(
    await request.text(),
    "method=startBackup&profile=1&description=a+b%26c%3D%C3%A4&force=1&quiet=0",
  );
});

Deno.test("v2 writes nested values as form fields", async () => {
  const parameters = { data: { description: "x", filters: "" }, profile: 0 };
  const request = encode({ method: "m", parameters }, createEndpoint(2, ROUTE), SECRET);
  assertEquals(
    await request.text(),
    "method=m&data%5Bdescription%5D=x&data%5Bfilters%5D=&profile=0",
  );
});

Deno.test("v2 puts everything of a GET into the query", () => {
  const endpoint = createEndpoint(2, ROUTE, { verb: "GET", credentialIn: "query" });
  const request = encode({ method: "m", parameters: { id: 5 } }, endpoint, SECRET);
  assertEquals(request.url, `${ROUTE}&method=m&id=5&_akeebaAuth=Geheim+%26%2B%251`);
  assertEquals([request.method, request.body], ["GET", null]);
});

Deno.test.each([
  ["https://site.test/api/index.php/v2/akeebabackup", "?method=getVersion"],
  ["https://site.test/?a=%7e%20+b&c=[d]&", "method=getVersion"],
  ["https://site.test/?", "method=getVersion"],
  ["https://site.test/?a=/b?c", "&method=getVersion"],
])("v2 adds to the address %s without touching it", (url, added) => {
  assertEquals(encode(CALL, createEndpoint(2, url, { verb: "GET" }), SECRET).url, url + added);
  assertEquals(encode(CALL, createEndpoint(2, `${url}#top`), SECRET).url, url);
});

Deno.test.each(["GET", "POST"] as const)(
  "v2 sends one credential in one place by %s",
  async (verb) => {
    const carried = async (
      credentialIn: "header" | "query",
      credential: typeof SECRET | typeof TOKEN,
    ) => {
      const request = encode(CALL, createEndpoint(2, ROUTE, { verb, credentialIn }), credential);
      return {
        secret: request.headers.get("x-akeeba-auth"),
        token: request.headers.get("x-joomla-token"),
        query: new URL(request.url).searchParams.get("_akeebaAuth"),
        isInBody: (await request.text()).includes("Auth"),
      };
    };
    const none = { secret: null, token: null, query: null, isInBody: false };
    assertEquals(await carried("header", SECRET), { ...none, secret: SECRET.value });
    assertEquals(await carried("query", SECRET), { ...none, query: SECRET.value });
    assertEquals(await carried("header", TOKEN), { ...none, token: TOKEN.value });
  },
);

Deno.test("v2 sends a secret beyond ASCII as its UTF-8 bytes", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${listener.addr.port}/`;
  const request = encode(CALL, createEndpoint(2, url), { kind: "secret", value: "pä€😀" });
  const response = fetch(request);
  using connection = await listener.accept();
  const buffer = new Uint8Array(4096);
  const head = new TextDecoder().decode(buffer.subarray(0, (await connection.read(buffer)) ?? 0));
  await connection.write(new TextEncoder().encode("HTTP/1.1 204 No Content\r\n\r\n"));
  await response;
  assertStringIncludes(head.toLowerCase(), "\r\nx-akeeba-auth: pä€😀\r\n");
});

Deno.test.each(
  [
    ["an empty secret", "secret", "", "header"],
    ["a line break", "secret", "a\r\nX-Evil: 1", "header"],
    ["a line break", "secret", "Geheim\n", "query"],
    ["a control character", "secret", "a\u0000b", "query"],
    ["a blank at the end, in a header", "secret", "Geheim ", "header"],
    ["a blank at the start, in a header", "secret", " Geheim", "header"],
    ["an API token in the query", "api-token", "Geheim", "query"],
  ] as const,
)("v2 refuses %s", (_what, kind, value, credentialIn) => {
  const endpoint = createEndpoint(2, ROUTE, { credentialIn });
  const error = assertThrows(() => encode(CALL, endpoint, { kind, value }), SitehaulError);
  assertEquals(error.code, "auth/unusable");
  assertEquals(error.message.includes("Geheim"), false);
});

Deno.test("v2 sends blanks around a secret in the query", () => {
  const endpoint = createEndpoint(2, ROUTE, { credentialIn: "query" });
  const { url } = encode(CALL, endpoint, { kind: "secret", value: " x " });
  assertEquals(new URL(url).searchParams.get("_akeebaAuth"), " x ");
});

Deno.test.each([1, 2, 3] as const)("version %d accepts JSON and whatever else comes", (api) => {
  const endpoint = createEndpoint(api, "https://site.test/{method}");
  const accept = codecFor(api).encode(CALL, endpoint, SECRET).headers.get("accept");
  assertEquals(accept, "application/json, */*;q=0.8");
  assertEquals(codecFor(api).api, api);
});
