import { assertEquals, assertRejects } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { standardTransport } from "../../src/transport/standard.ts";
import { setTraits } from "../../src/transport/traits.ts";
import { fetchTransport } from "../../src/transport/fetch_transport.ts";
import { USER_AGENT } from "../../src/transport/with_headers.ts";
import { serveHttp, serveRaw, tlsFile } from "./servers.ts";

Deno.test("calls that may be repeated use one connection", async () => {
  await using server = serveRaw(async (connection) => {
    while (await connection.read() !== "") {
      await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    }
  });
  const send = standardTransport();
  for (let n = 0; n < 20; n++) {
    const request = setTraits(new Request(`${server.url}${n}`), { repeatable: true });
    assertEquals(await (await send(request)).text(), "ok");
  }
  assertEquals(server.connections(), 1);
});

Deno.test("every hop and every attempt is in the log, with its own limits", async () => {
  const answers = [
    new Response(null, { status: 301, headers: { location: "https://example.com/b" } }),
    new Response("busy", { status: 503 }),
    new Error("connection reset"),
    new Response("ok"),
  ];
  const log: string[] = [];
  const agents: (string | null)[] = [];
  const send = standardTransport({
    inner: (request) => {
      agents.push(request.headers.get("user-agent"));
      const answer = answers.shift() ?? new Error("no more answers");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    log: (line) => void log.push(`${line.id} ${line.type} ${line.url}`),
    sleep: () => Promise.resolve(),
  });
  const request = setTraits(new Request("http://example.com/a"), { repeatable: true });
  const response = await send(request);
  assertEquals([await response.text(), response.url], ["ok", "https://example.com/b"]);
  assertEquals(agents, Array(4).fill(USER_AGENT));
  assertEquals(log, [
    "1 request http://example.com/a",
    "1 response http://example.com/a",
    "2 request https://example.com/b",
    "2 response https://example.com/b",
    "3 request https://example.com/b",
    "3 failure https://example.com/b",
    "4 request https://example.com/b",
    "4 response https://example.com/b",
  ]);
});

Deno.test("an unmarked POST is sent once through the whole transport, then the error is given", async () => {
  let requests = 0;
  await using server = serveRaw(async (connection) => {
    if (await connection.read() !== "") requests++;
    connection.close();
  });
  const request = new Request(server.url, { method: "POST", body: "method=stepBackup" });
  const error = await assertRejects(() => standardTransport()(request), SitehaulError);
  assertEquals([error.code, requests], ["network/reset", 1]);
});

Deno.test("an environment without proxies lets the host itself be looked at", async () => {
  await using server = serveRaw(async (connection) => {
    while (await connection.read() !== "");
  });
  for (const [env, connections] of [[{ HTTP_PROXY: "http://p/" }, 1], [{}, 1 + 2]] as const) {
    const send = standardTransport({ env, connectMs: 100, answerMs: 200, attempts: 1 });
    const request = setTraits(new Request(server.url), { repeatable: true });
    await assertRejects(() => send(request), SitehaulError);
    assertEquals(server.connections(), connections);
  }
});

Deno.test("a site with a certificate of one's own authority is reached by naming that", async () => {
  await using server = await serveHttp(() => new Response("ok"), { certificate: "localhost" });
  const send = standardTransport({ caCerts: [await tlsFile("ca.pem")] });
  assertEquals(await (await send(new Request(server.url))).text(), "ok");
  const error = await assertRejects(
    () => standardTransport()(new Request(server.url)),
    SitehaulError,
  );
  assertEquals([error.code, error.exit], ["network/tls", 22]);
});

Deno.test("a file that is no certificate is named before anything is sent", () => {
  let thrown: unknown;
  try {
    fetchTransport({ caCerts: ["not a certificate"] });
  } catch (error) {
    thrown = error;
  }
  assertEquals(thrown instanceof SitehaulError && thrown.code, "usage/value");
});
