/** One call over a real socket: what refusals, pages and broken answers become. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AnswerError } from "../../src/protocol/answer_error.ts";
import { Connection } from "../../src/connection/connection.ts";
import { type ApiVersion, createEndpoint } from "../../src/protocol/endpoint.ts";
import { type ErrorCode, SitehaulError } from "../../src/base/errors.ts";
import type { MethodName, ParametersOf } from "../../src/protocol/methods.ts";
import { standardTransport } from "../../src/transport/standard.ts";
import { exchangeNamed, loadTranscript } from "../support/transcripts.ts";
import { serveHttp } from "../transport/servers.ts";

const SECRET = "planted+secret/word=4711";

interface Given {
  readonly body: string | ReadableStream<Uint8Array> | null;
  readonly status?: number;
  readonly type?: string;
  readonly api?: ApiVersion;
  readonly level?: number;
}

async function call<M extends MethodName>(
  given: Given,
  method: M,
  parameters: ParametersOf<M>,
): Promise<{ result: PromiseSettledResult<unknown>; requests: number }> {
  const { body, status = 200, type = "application/json", api = 2, level } = given;
  let requests = 0;
  await using server = await serveHttp(() => {
    requests += 1;
    return new Response(body, { status, headers: { "content-type": type } });
  });
  const connection = new Connection({
    endpoint: createEndpoint(api, `${server.url}index.php?option=com_akeeba`),
    credential: { kind: "secret", value: SECRET },
    transport: standardTransport({ attempts: 1 }),
    level,
  });
  const [result] = await Promise.allSettled([connection.send(method, parameters)]);
  assert(result !== undefined);
  return { result, requests };
}

async function failure<M extends MethodName>(
  given: Given,
  method: M,
  parameters: ParametersOf<M>,
): Promise<SitehaulError> {
  const { result } = await call(given, method, parameters);
  assert(result.status === "rejected", "the call should have failed");
  assert(result.reason instanceof SitehaulError, String(result.reason));
  return result.reason;
}

const envelope = (status: number, data: unknown) => JSON.stringify({ status, data });

Deno.test.each<[number, unknown, MethodName, ErrorCode, number]>([
  [503, "Access denied", "getProfiles", "auth/denied", 42],
  [403, "Forbidden", "getProfiles", "auth/forbidden", 45],
  [405, "Invalid method getProfiles", "getProfiles", "method/unknown", 48],
  [501, "This method is no longer supported", "getProfiles", "method/not-implemented", 44],
  [600, "The endpoint has changed", "getProfiles", "connect/moved", 36],
  [402, "Your version is too old", "getProfiles", "site/expired", 101],
  [404, "Invalid backup record identifier", "getBackupInfo", "backup/not-found", 110],
  [0, "Null primary key not allowed.", "delete", "backup/not-found", 110],
  [404, "Invalid backup part", "download", "download/no-such-part", 43],
  [500, "A backup error has occurred: disk full", "stepBackup", "backup/failed", 120],
  [500, "A backup error had occurred: disk full", "stepBackup", "backup/failed", 120],
  [500, "", "delete", "delete/record", 107],
  [0, "Can not perform selected action to a frozen record", "delete", "delete/record", 107],
  [1064, "You have an error in your SQL syntax", "listBackups", "list/failed", 108],
  [1698, "Access denied for user", "getProfiles", "site/error", 101],
  [404, "Could not load record", "exportConfiguration", "profile/unknown", 39],
  [999, "Something else", "getProfiles", "site/error", 101],
])("status %i %j from %s is %s", async (status, data, method, code, exit) => {
  const parameters = { id: 1, part: 1, segment: 1, profile: 1, from: 0, limit: 1 };
  const error = await failure({ body: envelope(status, data) }, method, parameters as never);
  assertEquals([error.code, error.exit], [code, exit]);
  assert(error instanceof AnswerError);
  assertEquals(error.apiStatus, status);
});

Deno.test("API version 1 says 503 where it is switched off, 401 to a wrong secret", async () => {
  const framed = (status: number) =>
    `###${JSON.stringify({ encapsulation: 1, body: { status, data: '"no"' } })}###`;
  const off = await failure({ body: framed(503), api: 1 }, "getVersion", {});
  const wrong = await failure({ body: framed(401), api: 1 }, "getVersion", {});
  assertEquals([off.code, wrong.code], ["auth/disabled", "auth/denied"]);
});

Deno.test.each<[string, number, MethodName, ErrorCode]>([
  [
    "Briefly unavailable for scheduled maintenance. Check back in a minute.",
    503,
    "getVersion",
    "site/maintenance",
  ],
  ["<h1>Error establishing a database connection</h1>", 200, "getVersion", "site/database"],
  ["<html><title>404</title></html>", 404, "getVersion", "connect/moved"],
  ["<html><title>Home</title></html>", 200, "getVersion", "reply/not-json"],
  ["", 200, "getVersion", "reply/not-json"],
  ["0", 400, "getVersion", "reply/not-json"],
  ["<html>error</html>", 500, "getVersion", "site/error"],
  ["<html>error</html>", 500, "startBackup", "backup/failed"],
  ["<html>error</html>", 500, "deleteFiles", "delete/files"],
  ["<html>gateway</html>", 504, "stepBackup", "site/maintenance"],
  ["<html>cloudflare</html>", 524, "stepBackup", "site/maintenance"],
  ["<html>login</html>", 401, "getVersion", "auth/web-server"],
  ['{"status":200,"data":{"api":600', 200, "getVersion", "reply/truncated"],
])("%j with HTTP %i in %s is %s", async (body, status, method, code) => {
  const parameters = { id: 1, profile: 1 };
  const error = await failure({ body, status, type: "text/html" }, method, parameters as never);
  assertEquals(error.code, code);
});

Deno.test("a good answer with HTTP 503 is a good answer: the site is offline, its API is not", async () => {
  const exchanges = await loadTranscript("joomla-10.2.1");
  const recorded = exchangeNamed(exchanges, "site offline v2i format=json").response;
  assertEquals(recorded?.status, 503);
  const { result } = await call({ body: recorded?.body ?? "", status: 503 }, "getVersion", {});
  assertEquals(result.status, "fulfilled");
});

Deno.test("an answer of the wrong shape is an error that names the field", async () => {
  const body = envelope(200, [{ id: 1, name: "a" }, { id: "two", name: "b" }]);
  const error = await failure({ body }, "getProfiles", {});
  assertEquals([error.code, error.exit], ["reply/shape", 21]);
  assertStringIncludes(error.message, "data[1].id");
});

Deno.test("an answer that is too long is called that, also with HTTP 500", async () => {
  const body = "<html>".repeat(12_000_000);
  const error = await failure({ body, status: 500 }, "getVersion", {});
  assertEquals(error.code, "reply/too-large");
});

Deno.test("an endless answer is an error, and is not read to its end", async () => {
  let sent = 0;
  const piece = new Uint8Array(1024 * 1024).fill(0x7b);
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 1;
      controller.enqueue(piece);
    },
  });
  const error = await failure({ body }, "getVersion", {});
  assertEquals([error.code, error.exit], ["reply/too-large", 21]);
  assert(sent < 200, `${sent} MiB were sent`);
});

Deno.test.each<[MethodName, number, ErrorCode, string]>([
  ["exportConfiguration", 320, "level/too-low", "level 340"],
  ["importConfiguration", 330, "level/too-low", "level 340"],
  ["saveProfile", 600, "method/not-implemented", "level 600"],
  ["updateGetInformation", 500, "method/not-implemented", "level 500"],
])("%s is refused at level %i without any request", async (method, level, code, says) => {
  const { result, requests } = await call({ body: null, level }, method, { profile: 1 } as never);
  assertEquals(requests, 0);
  assert(result.status === "rejected" && result.reason instanceof SitehaulError);
  assertEquals(result.reason.code, code);
  assertStringIncludes(result.reason.message, says);
  assertStringIncludes(result.reason.message, `level ${level}`);
});

Deno.test("a site that repeats the secret in its error does not get it into ours", async () => {
  const text = `Query failed: SELECT '${SECRET}' and ${encodeURIComponent(SECRET)}\u001b[2J`;
  const error = await failure({ body: envelope(1064, text) }, "getProfiles", {});
  assert(!JSON.stringify(error).includes("4711"), error.message);
  assert(!/\p{Cc}/u.test(error.message));
});

Deno.test("an aborted call rejects with the caller's reason", async () => {
  await using server = await serveHttp(() => new Promise<Response>(() => {}));
  const connection = new Connection({
    endpoint: createEndpoint(2, server.url),
    credential: { kind: "secret", value: SECRET },
    transport: standardTransport(),
  });
  const controller = new AbortController();
  const sent = connection.send("getVersion", {}, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => sent, Error, "enough");
});

/** What does harm when it is done twice. */
const ONCE = ["startBackup", "stepBackup", "importConfiguration"] as const;
const AGAIN = ["getVersion", "listBackups", "getBackupInfo", "getProfiles"] as const;

Deno.test.each([...ONCE, ...AGAIN])(
  "how often %s is sent when its answer is lost",
  async (method) => {
    let requests = 0;
    const connection = new Connection({
      endpoint: createEndpoint(2, "https://www.example.com/index.php?option=com_akeeba"),
      credential: { kind: "secret", value: SECRET },
      transport: standardTransport({
        sleep: () => Promise.resolve(),
        inner: () => {
          requests += 1;
          return Promise.reject(new TypeError("connection reset by peer"));
        },
      }),
      level: 600,
    });
    const parameters = { id: 1, profile: 1, from: 0, limit: 1, backupId: "x", data: {} };
    await assertRejects(() => connection.send(method, parameters as never), SitehaulError);
    assertEquals(requests, ONCE.some((each) => each === method) ? 1 : 3);
  },
);

Deno.test("an answer that repeats the credential is quoted without it", async () => {
  for (const body of [`debug: ${SECRET}`, `<title>${SECRET}</title>`, `{"you":"${SECRET}"}`]) {
    const { result } = await call({ body }, "getVersion", {});
    assert(result.status === "rejected" && result.reason instanceof SitehaulError);
    const { message, cause } = result.reason;
    assertEquals(`${message} ${cause}`.includes(SECRET), false, message);
    assertStringIncludes(message, "[redacted]");
  }
});
