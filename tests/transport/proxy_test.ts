import { assertEquals } from "@std/assert";
import { proxyOf } from "../../src/transport/proxy.ts";
import { fetchTrusting } from "./proxy_process.ts";
import { serveRaw, tlsFile } from "./servers.ts";

/** A raw server that answers every request with its own name and the request's first line. */
function named(name: string) {
  return serveRaw(async (connection) => {
    const [line] = (await connection.read()).split("\r\n");
    const body = `${name} got ${line}`;
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close`;
    // A proxy that is asked for a tunnel breaks it off here: that it was asked is what counts.
    if (!line?.startsWith("CONNECT")) await connection.write(`${head}\r\n\r\n${body}`);
    else asked.push(line);
    connection.close();
  });
}

const asked: string[] = [];

Deno.test("HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment are kept to", async () => {
  await using proxy = named("proxy");
  await using site = named("site");
  const address = `http://127.0.0.1:${proxy.port}`;
  const set = { HTTP_PROXY: address, HTTPS_PROXY: address, NO_PROXY: "127.0.0.1" };
  // Small letters win, and the environment of the tests may have them.
  const small = Object.entries(set).map(([name, value]) => [name.toLowerCase(), value]);
  const env = { ...set, ...Object.fromEntries(small) };
  const lines = await fetchTrusting(
    await tlsFile("ca.pem"),
    env,
    "http://site.invalid/x?y=1",
    `${site.url}direct`,
    "https://site.invalid/",
  );
  assertEquals(lines.slice(0, 2), [
    "proxy got GET http://site.invalid/x?y=1 HTTP/1.1",
    "site got GET /direct HTTP/1.1",
  ]);
  assertEquals(asked, ["CONNECT site.invalid:443 HTTP/1.1"]);
});

Deno.test.each([
  { url: "http://example.com/", env: {}, proxy: undefined },
  { url: "http://example.com/", env: { HTTP_PROXY: "http://p/" }, proxy: "http://p/" },
  { url: "http://example.com/", env: { http_proxy: "a", HTTP_PROXY: "b" }, proxy: "a" },
  { url: "https://example.com/", env: { HTTP_PROXY: "http://p/" }, proxy: undefined },
  { url: "https://example.com/", env: { HTTPS_PROXY: "http://p/" }, proxy: "http://p/" },
  { url: "https://example.com/", env: { ALL_PROXY: "http://p/" }, proxy: "http://p/" },
  { url: "http://example.com/", env: { HTTP_PROXY: "p", NO_PROXY: "*" }, proxy: undefined },
  {
    url: "http://www.example.com/",
    env: { HTTP_PROXY: "p", no_proxy: "localhost, .example.com" },
    proxy: undefined,
  },
  { url: "http://example.com/", env: { HTTP_PROXY: "p", NO_PROXY: "ample.com" }, proxy: "p" },
  { url: "http://[::1]:8080/", env: { HTTP_PROXY: "p", NO_PROXY: "::1" }, proxy: undefined },
])("the proxy for $url with $env is $proxy", ({ url, env, proxy }) => {
  assertEquals(proxyOf(url, env)?.address, proxy);
});
