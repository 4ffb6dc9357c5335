import { assertEquals } from "@std/assert";
import { AnswerError } from "../../src/protocol/answer_error.ts";
import { Connection } from "../../src/connection/connection.ts";
import { isOutage, isTemporary } from "../../src/connection/temporary.ts";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import { type ErrorCode, isSitehaulError, SitehaulError } from "../../src/base/errors.ts";
import type { MethodName } from "../../src/protocol/methods.ts";

/** The error of a call that is answered so. */
async function errorOf(response: Response, method: MethodName): Promise<SitehaulError> {
  const connection = new Connection({
    endpoint: createEndpoint(2, "https://www.example.com/index.php"),
    credential: { kind: "secret", value: "a Secret Word" },
    transport: () => Promise.resolve(response),
  });
  const call = method === "download"
    ? connection.segment({ id: 1, part: 1, segment: 1 })
    : connection.send(method, { id: 1, profile: 1 } as never);
  const error = await call.catch((error: unknown) => error);
  if (!(error instanceof SitehaulError)) throw new Error(`${method} did not fail`);
  return error;
}

const DATABASE = "<!DOCTYPE html><html lang=de-DE><title>Datenbankfehler</title>" +
  "<h1>Fehler beim Aufbau einer Datenbankverbindung</h1>";
const CAPTCHA = '<html><head><meta http-equiv="refresh" content="0;/.well-known/captcha/"></head>';
const GERMAN = "<html><title>Wartungsmodus</title>Schau in einer Minute noch einmal vorbei.";

Deno.test.each<[string, number, string, MethodName, ErrorCode]>([
  ["WordPress' page about its database, in German", 200, DATABASE, "getVersion", "reply/not-json"],
  ["a page behind notices of PHP", 200, `\nNotice: x\n${DATABASE}`, "download", "reply/not-json"],
  ["a captcha", 202, CAPTCHA, "getBackupInfo", "reply/not-json"],
  ["nothing at all", 200, "", "download", "reply/not-json"],
  ["a refusal of mod_evasive", 403, "<title>403 Forbidden</title>", "download", "site/blocked"],
  ["a refusal in JSON", 403, '{"message":"Access denied"}', "listBackups", "site/blocked"],
  ["a refusal of ModSecurity", 406, "Not acceptable!", "listBackups", "site/blocked"],
  ["a rate limit", 429, "<h1>Too Many Requests</h1>", "getVersion", "site/blocked"],
  ["a maintenance page in German", 503, GERMAN, "getVersion", "site/maintenance"],
  ["a gateway", 502, "<center>nginx</center>", "download", "site/maintenance"],
  ["Cloudflare", 524, "<html>", "stepBackup", "site/maintenance"],
  ["CloudLinux' limit of processes", 508, "<html>", "stepBackup", "site/blocked"],
  ["used-up bandwidth", 509, "<html>", "startBackup", "site/blocked"],
  ["a crash in a segment", 500, "<html>", "download", "site/error"],
  [
    "a database that the API cannot reach",
    200,
    '{"status":0,"data":"Could not connect to MySQL."}',
    "stepBackup",
    "site/database",
  ],
  ["half an answer", 200, '{"status":200,"data":"abc', "download", "reply/truncated"],
])("%s (HTTP %i) passes", async (_, status, body, method, code) => {
  const headers = { "content-type": "text/html" };
  const error = await errorOf(new Response(body, { status, headers }), method);
  assertEquals([error.code, isTemporary(error)], [code, true]);
  assertEquals(isTemporary(error, { hasWorked: false }), true);
});

Deno.test.each<[string, number, string, MethodName, ErrorCode]>([
  ["a login of the web server", 401, "<html>Login</html>", "getVersion", "auth/web-server"],
  ["a page that is not there", 404, "<html>404</html>", "getVersion", "connect/moved"],
  ["a crash in a step", 500, "<html>", "stepBackup", "backup/failed"],
  ["a refusal of the API", 200, '{"status":503,"data":"no"}', "getVersion", "auth/denied"],
  ["an error of the API", 200, '{"status":500,"data":"no"}', "getVersion", "site/error"],
  ["data of another shape", 200, '{"status":200,"data":1}', "getProfiles", "reply/shape"],
])("%s (HTTP %i) does not pass", async (_, status, body, method, code) => {
  const error = await errorOf(new Response(body, { status }), method);
  assertEquals([error.code, isTemporary(error)], [code, false]);
});

Deno.test.each<[string, number, string, ErrorCode]>([
  ["a plug-in that is not active", 400, "0", "reply/not-json"],
  ["another text", 200, "Hello", "reply/not-json"],
  ["other JSON", 200, '{"message":"Access denied by a bot protection"}', "reply/shape"],
  ["a refusal of POST", 405, "<html>", "reply/not-json"],
])(
  "%s (HTTP %i) passes only where the API has answered in this run",
  async (_, status, body, code) => {
    const error = await errorOf(new Response(body, { status }), "getVersion");
    assertEquals(error.code, code);
    assertEquals([isTemporary(error), isTemporary(error, { hasWorked: false })], [true, false]);
  },
);

Deno.test("what is too long is no page in the way", () => {
  assertEquals(isTemporary(new AnswerError("reply/too-large", "x", { httpStatus: 200 })), false);
});

Deno.test.each<[ErrorCode, boolean, boolean, boolean]>([
  ["network/dns", true, true, true],
  ["network/refused", true, true, true],
  ["network/connect-timeout", true, true, true],
  ["network/timeout", false, true, true],
  ["network/reset", false, true, true],
  ["network/tls", false, true, false],
  ["redirect/unsafe", false, true, false],
  ["redirect/loop", false, true, false],
  ["file/write", false, false, false],
  ["interrupted", false, false, false],
])(
  "%s: an outage %s, passes where the site has answered in this run %s, else %s",
  (code, outage, now, before) => {
    const error = new SitehaulError(code, "x");
    const found = [isOutage(error), isTemporary(error), isTemporary(error, { hasWorked: false })];
    assertEquals(found, [outage, now, before]);
  },
);

Deno.test("a block names its status, the title of its page and its Retry-After", async () => {
  const headers = { "retry-after": "120" };
  const page = "<html><title>Zugriff &quot;verweigert&quot;</title></html>";
  const error = await errorOf(new Response(page, { status: 403, headers }), "getVersion");
  assertEquals(
    error.message,
    "Something in front of the site refuses the request " +
      '(HTTP 403, page "Zugriff \\"verweigert\\"", Retry-After: 120)',
  );
  assertEquals([isSitehaulError(error), error.exit, error.isPermanent], [true, 101, false]);
});
