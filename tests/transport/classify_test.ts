import { assertEquals, assertInstanceOf, assertMatch, assertStrictEquals } from "@std/assert";
import { isSitehaulError, SitehaulError } from "../../src/base/errors.ts";
import { classifyFailure } from "../../src/transport/classify.ts";
import { fetchTransport } from "../../src/transport/fetch_transport.ts";
import { closedPort, type RawConnection, serveHttp, serveRaw, tlsFile } from "./servers.ts";

/** What fetching and reading this URL fails with, classified. */
async function failureOf(url: string, caCerts: string[] = []): Promise<SitehaulError> {
  try {
    await (await fetchTransport({ caCerts })(new Request(url))).text();
  } catch (error) {
    const classified = classifyFailure(error, url);
    assertInstanceOf(classified, SitehaulError);
    return classified;
  }
  throw new Error("the request succeeded");
}

const answers: { name: string; code: string; talk: (to: RawConnection) => Promise<unknown> }[] = [
  { name: "a connection closed without an answer", code: "network/reset", talk: async () => {} },
  {
    name: "headers cut off",
    code: "network/reset",
    talk: (to) => to.write("HTTP/1.1 200 OK\r\ncontent-le"),
  },
  {
    name: "a body shorter than its length",
    code: "network/reset",
    talk: (to) => to.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"),
  },
  {
    name: "a chunked body cut off",
    code: "network/reset",
    talk: (to) => to.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab"),
  },
  {
    name: "an answer that is not HTTP",
    code: "network/failed",
    talk: (to) => to.write("220 mail.example ESMTP\r\n\r\n"),
  },
];

Deno.test.each(answers)("a real $name is $code", async ({ code, talk }) => {
  await using server = serveRaw(async (connection) => {
    await connection.read();
    await talk(connection);
    connection.close();
  });
  const error = await failureOf(`${server.url}?_akeebaAuth=s3cret`);
  assertEquals(error.code, code);
  assertEquals(`${error.message} ${error.cause}`.includes("s3cret"), false);
  assertMatch(error.message, new RegExp(`^127\\.0\\.0\\.1:${server.port} `));
});

Deno.test("a port at which nobody listens is network/refused", async () => {
  const error = await failureOf(`http://127.0.0.1:${closedPort()}/`);
  assertEquals(error.code, "network/refused");
});

Deno.test("TLS on a port that speaks plain HTTP is network/tls with a hint at http://", async () => {
  await using server = serveRaw(async (connection) => {
    await connection.read();
    await connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.close();
  });
  const error = await failureOf(`https://127.0.0.1:${server.port}/`);
  assertEquals(error.code, "network/tls");
  assertMatch(error.hint ?? "", /http:\/\//);
});

Deno.test.each(
  [
    { certificate: "localhost", trusted: false, hint: /`caCerts`/ },
    { certificate: "expired", trusted: true, hint: /Renew/ },
    { certificate: "wrong_host", trusted: true, hint: /host name/ },
  ] as const,
)(
  "a real certificate $certificate (its authority trusted: $trusted) is network/tls with its own hint",
  async ({ certificate, trusted, hint }) => {
    await using server = await serveHttp(() => new Response("ok"), { certificate });
    const error = await failureOf(server.url, trusted ? [await tlsFile("ca.pem")] : []);
    assertEquals(error.code, "network/tls");
    assertMatch(error.hint ?? "", hint);
  },
);

Deno.test("a certificate marked as an authority's is called that, also where it is trusted", async () => {
  await using server = await serveHttp(() => new Response("ok"), { certificate: "authority" });
  for (const trusted of [[], [await tlsFile("authority.pem")]]) {
    const { code, message, hint } = await failureOf(server.url, trusted);
    assertEquals(code, "network/tls");
    assertMatch(message, /marked as an authority's \(CA:TRUE\), which is not accepted/);
    assertMatch(hint ?? "", /basicConstraints=CA:FALSE/);
    assertEquals(hint?.includes("--ca-file"), false);
  }
});

/** What undici throws in Node: a TypeError whose cause has a code. */
function undici(code: string, message = code): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}

Deno.test.each([
  { thrown: "ENOTFOUND", code: "network/dns" },
  { thrown: "EAI_AGAIN", code: "network/dns" },
  { thrown: "ECONNREFUSED", code: "network/refused" },
  { thrown: "ECONNRESET", code: "network/reset" },
  { thrown: "UND_ERR_SOCKET", code: "network/reset" },
  { thrown: "UND_ERR_CONNECT_TIMEOUT", code: "network/connect-timeout" },
  { thrown: "UND_ERR_HEADERS_TIMEOUT", code: "network/timeout" },
  { thrown: "CERT_HAS_EXPIRED", code: "network/tls" },
  { thrown: "DEPTH_ZERO_SELF_SIGNED_CERT", code: "network/tls" },
  { thrown: "ERR_TLS_CERT_ALTNAME_INVALID", code: "network/tls" },
  { thrown: "ERR_SSL_WRONG_VERSION_NUMBER", code: "network/tls" },
  { thrown: "HPE_INVALID_CONSTANT", code: "network/failed" },
  { thrown: "SOMETHING_NEW", code: "network/failed" },
])("Node's $thrown is $code", ({ thrown, code }) => {
  const error = classifyFailure(undici(thrown), "https://example.com/");
  assertEquals(isSitehaulError(error) && error.code, code);
});

Deno.test("a timeout of an open connection in Node is not one of connecting", () => {
  const tried = Object.assign(new AggregateError([]), { code: "ETIMEDOUT" });
  const failures = [
    undici("ETIMEDOUT", "connect ETIMEDOUT 192.0.2.1:443"),
    new TypeError("fetch failed", { cause: tried }),
    undici("ETIMEDOUT", "read ETIMEDOUT"),
  ];
  const codes = failures.map((failure) => classifyFailure(failure, "https://example.com/"))
    .map((error) => isSitehaulError(error) && error.code);
  assertEquals(codes, ["network/connect-timeout", "network/connect-timeout", "network/timeout"]);
});

Deno.test("a name that does not resolve is network/dns in Deno's words", () => {
  const error = classifyFailure(
    new TypeError("fetch failed", {
      cause: new Error(
        "error sending request for url (http://no.example/): client error (Connect): dns error: " +
          "failed to lookup address information: Name or service not known",
      ),
    }),
    "http://no.example/",
  );
  assertEquals(isSitehaulError(error) && error.code, "network/dns");
});

Deno.test("the name of a site does not decide what its failure is", () => {
  const url = "http://certificate-expired.example/handshake?x=timed%20out";
  const cause = new Error(
    `error sending request for url (${url}): client error (Connect): tcp connect error: ` +
      "Connection refused (os error 111)",
  );
  const error = classifyFailure(new TypeError("fetch failed", { cause }), url);
  assertEquals(isSitehaulError(error) && error.code, "network/refused");
});

Deno.test("errors of sitehaul and refused permissions stay what they are", () => {
  const own = new SitehaulError("redirect/loop", "x");
  assertStrictEquals(classifyFailure(own, "http://example.com/"), own);
  const permission = new Deno.errors.NotCapable("Requires net access");
  assertStrictEquals(classifyFailure(permission, "http://example.com/"), permission);
});
