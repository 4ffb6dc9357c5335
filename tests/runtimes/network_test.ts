/** What stands between the program and a site: certificates, proxies, hosts that are not there. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { tlsPath } from "../stores/servers.ts";
import { closedPort, serveHttp, serveRaw } from "../transport/servers.ts";
import { run, testOnEach } from "./program.ts";

const env = { SITEHAUL_SECRET: DEFAULT_SECRET };

testOnEach(
  "a site whose authority is named with --ca-file is trusted, and no other",
  async (program, folder) => {
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    await using server = await serveHttp(handle, { certificate: "localhost" });
    const words = ["backup", server.url, "--json"];
    const unknown = await run(program, words, { folder, env });
    assertEquals(unknown.status, 22, unknown.stderr);
    assertMatch(unknown.stdout, /authority that is not known here/);
    // Node and Bun would trust everybody then.
    const careless = { ...env, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const checked = await run(program, words, { folder, env: careless });
    assertEquals([checked.status, checked.stderr], [22, ""]);
    const known = await run(program, [...words, "--ca-file", tlsPath("ca.pem")], { folder, env });
    assertEquals(known.status, 0, known.stdout + known.stderr);
    const wrong = [...words, "--ca-file", tlsPath("localhost.key")];
    assertEquals((await run(program, wrong, { folder, env })).status, 2);
  },
);

for (
  const [certificate, says] of [
    ["expired", /has expired/],
    ["wrong_host", /certificate of another host/],
  ] as const
) {
  testOnEach(
    `a certificate that is ${certificate} is refused, and told as such`,
    async (program, folder) => {
      await using server = await serveHttp(() => new Response(), { certificate });
      const words = ["test", server.url, "--ca-file", tlsPath("ca.pem")];
      const { status, stderr } = await run(program, words, { folder, env });
      assertEquals(status, 22, stderr);
      assertMatch(stderr, says);
    },
  );
}

testOnEach("HTTP_PROXY is kept to, and NO_PROXY", async (program, folder) => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await using server = await serve(simulator);
  let proxied = 0;
  // A proxy is asked for whole addresses, and answers for the site.
  await using proxy = await serveHttp((request) => {
    proxied++;
    const { pathname, search } = new URL(request.url);
    return simulator.handle(new Request(`http://site.invalid${pathname}${search}`, request));
  });
  const variables = { ...env, HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" };
  const through = await run(program, ["backup", "http://site.invalid/"], {
    folder,
    env: variables,
  });
  assertEquals(through.status, 0, through.stderr);
  const direct = proxied;
  const without = await run(program, ["test", server.url], { folder, env: variables });
  assertEquals([without.status, proxied, direct > 0], [0, direct, true], without.stderr);
});

testOnEach(
  "a proxy that asks for a password, refuses a tunnel or is not there is told as such",
  async (program, folder) => {
    const answering = (line: string) =>
      serveRaw(async (connection) => {
        await connection.read();
        await connection.write(`HTTP/1.1 ${line}\r\ncontent-length: 0\r\n\r\n`);
        connection.close();
      });
    await using asking = answering("407 Proxy Authentication Required");
    await using refusing = answering("403 Forbidden");
    const cases = [
      [asking.port, /asks for a user name and password/],
      [refusing.port, /does not connect to site\.invalid/],
      [closedPort(), /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\)/],
    ] as const;
    for (const [port, says] of cases) {
      const variables = { ...env, HTTPS_PROXY: `http://127.0.0.1:${port}` };
      const { status, stderr } = await run(program, ["test", "https://site.invalid/"], {
        folder,
        env: variables,
      });
      assertEquals(status === 0, false);
      assertMatch(stderr, says);
    }
  },
);

testOnEach(
  "a host that refuses connections is told as such, and so is one that is not there",
  async (program, folder) => {
    const refused = await run(program, ["test", `http://127.0.0.1:${closedPort()}/`], {
      folder,
      env,
    });
    assertEquals(refused.status, 22);
    assertStringIncludes(refused.stderr, "refuses the connection");
    const absent = await run(program, ["test", "http://site.invalid/"], { folder, env });
    assertEquals(absent.status, 22);
    assertStringIncludes(absent.stderr, "cannot be found");
  },
);
