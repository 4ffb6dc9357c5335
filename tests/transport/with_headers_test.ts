import { assertEquals, assertMatch } from "@std/assert";
import { setTraits, traitsOf } from "../../src/transport/traits.ts";
import { type HeaderOptions, USER_AGENT, withHeaders } from "../../src/transport/with_headers.ts";

async function headersSent(options: HeaderOptions, request: Request): Promise<Headers> {
  let sent = new Headers();
  await withHeaders((arrived) => {
    sent = arrived.headers;
    return Promise.resolve(new Response());
  }, options)(request);
  return sent;
}

Deno.test("requests name sitehaul and the version in deno.json", async () => {
  const sent = await headersSent({}, new Request("https://example.com/"));
  assertEquals(sent.get("user-agent"), USER_AGENT);
  const config = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  const [, version] = config.match(/"version": "([^"]+)"/) ?? [];
  assertMatch(USER_AGENT, new RegExp(`^sitehaul/${version} \\(\\+https://jsr\\.io/`));
});

Deno.test("extra headers are added, replace sitehaul's own, and yield to the request's", async () => {
  const headers = { "CF-Access-Client-Id": "x", "User-Agent": "mine", Accept: "text/html" };
  const request = new Request("https://example.com/", { headers: { accept: "application/json" } });
  const sent = await headersSent({ headers }, request);
  assertEquals(
    ["cf-access-client-id", "user-agent", "accept"].map((name) => sent.get(name)),
    ["x", "mine", "application/json"],
  );
});

Deno.test("basic authentication is in UTF-8", async () => {
  const basicAuth = { username: "jürgen", password: "p:ß€", site: "https://example.com/" };
  const sent = await headersSent({ basicAuth }, new Request("https://www.example.com/"));
  const [scheme, value = ""] = (sent.get("authorization") ?? "").split(" ");
  const bytes = Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
  assertEquals([scheme, new TextDecoder().decode(bytes)], ["Basic", "jürgen:p:ß€"]);
});

Deno.test("basic authentication goes to no other site", async () => {
  const basicAuth = { username: "u", password: "p", site: "https://example.com/" };
  const sent = await headersSent({ basicAuth }, new Request("https://example.org/"));
  assertEquals(sent.get("authorization"), null);
});

Deno.test("method, body and traits stay", async () => {
  const request = new Request("https://example.com/", { method: "POST", body: "a=b" });
  const arrived = Promise.withResolvers<unknown[]>();
  await withHeaders(async (sent) => {
    arrived.resolve([sent.method, await sent.text(), traitsOf(sent)]);
    return new Response();
  })(setTraits(request, { idleMs: 3 }));
  assertEquals(await arrived.promise, ["POST", "a=b", { idleMs: 3 }]);
});
