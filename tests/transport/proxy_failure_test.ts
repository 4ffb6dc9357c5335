/** What a proxy itself answers is never taken for an answer of the site. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fetchIn } from "./proxy_process.ts";
import { closedPort, serveRaw } from "./servers.ts";

/** A proxy that answers everything with this status. */
function proxyThatSays(status: string) {
  return serveRaw(async (connection) => {
    await connection.read();
    const head = `HTTP/1.1 ${status}\r\nproxy-authenticate: Basic realm="proxy"`;
    await connection.write(`${head}\r\ncontent-length: 4\r\nconnection: close\r\n\r\nnope`);
    connection.close();
  });
}

const BOTH = [
  "http://site.invalid/?_akeebaAuth=s3cret",
  "https://site.invalid/?_akeebaAuth=s3cret",
];

/** Both schemes through the same proxy. */
function through(address: string): Record<string, string> {
  return { http_proxy: address, https_proxy: address, no_proxy: "" };
}

Deno.test("a proxy that asks for a password is named, with its variable", async () => {
  await using proxy = proxyThatSays("407 Proxy Authentication Required");
  const lines = await fetchIn(through(`http://127.0.0.1:${proxy.port}`), ...BOTH);
  for (const [index, name] of ["http_proxy", "https_proxy"].entries()) {
    assertEquals(
      lines[index]?.split(" | "),
      [
        "network/proxy-denied",
        `The proxy 127.0.0.1:${proxy.port} (${name}) asks for a user name and password`,
        `Put them into the variable: ${name}=http://USER:PASSWORD@127.0.0.1:${proxy.port}`,
      ],
    );
  }
});

Deno.test("a proxy that refuses the password is not said to miss one, and none is shown", async () => {
  await using proxy = proxyThatSays("407 Proxy Authentication Required");
  const lines = await fetchIn(through(`http://me:hidden@127.0.0.1:${proxy.port}`), ...BOTH);
  for (const line of lines) {
    assertMatch(line, /^network\/proxy-denied \| .* refuses the user name and password/);
    assertEquals(line.includes("hidden"), false);
  }
});

Deno.test("a proxy that is not there, or has no such name, is named, and not the site", async () => {
  const port = closedPort();
  const gone = await fetchIn(through(`127.0.0.1:${port}`), ...BOTH);
  const unknown = await fetchIn(through("http://proxy.invalid:3128"), ...BOTH);
  for (const line of gone) {
    assertStringIncludes(line, `network/proxy | The proxy 127.0.0.1:${port} (`);
    assertMatch(line, /\) refuses the connection \| Check https?_proxy/);
  }
  for (const line of unknown) {
    assertMatch(
      line,
      /^network\/proxy \| The proxy proxy\.invalid:3128 \(https?_proxy\) cannot be/,
    );
  }
});

Deno.test("a proxy that does not connect to the site says so", async () => {
  await using proxy = proxyThatSays("403 Forbidden");
  const [line] = await fetchIn(through(`http://127.0.0.1:${proxy.port}`), "https://site.invalid/");
  assertStringIncludes(
    line ?? "",
    `network/proxy | The proxy 127.0.0.1:${proxy.port} (https_proxy) does not connect to site.invalid`,
  );
});

Deno.test("a site that refuses the connection is not a proxy where none is set", async () => {
  const url = `http://127.0.0.1:${closedPort()}/`;
  const [line] = await fetchIn({ http_proxy: "", no_proxy: "" }, url);
  assertStringIncludes(line ?? "", "network/refused | 127.0.0.1");
});
