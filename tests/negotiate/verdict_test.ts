import { assertEquals } from "@std/assert";
import { AnswerError } from "../../src/protocol/answer_error.ts";
import { createEndpoint, type CredentialKind } from "../../src/protocol/endpoint.ts";
import { type ErrorCode, SitehaulError } from "../../src/base/errors.ts";
import { provesNothingRan, verdictOnError } from "../../src/negotiate/verdict.ts";
import type { Candidate } from "../../src/resolve/candidates.ts";
import type { Route } from "../../src/product/product.ts";

function candidateFor(api: 1 | 2 | 3, kind: CredentialKind, route: Partial<Route> = {}): Candidate {
  const full: Route = { api, path: "x.php", ...route };
  return {
    endpoint: createEndpoint(api, "https://www.example.com/x.php"),
    credential: { kind, value: "s" },
    root: "https://www.example.com/",
    matches: [{ product: "p", release: { from: "1.0", routes: [full] }, route: full }],
  };
}

const denied = new AnswerError("auth/denied", "x", { httpStatus: 200, apiStatus: 503 });

Deno.test("a refusal is a verdict on the credential, in API version 2", () => {
  assertEquals(verdictOnError(denied, candidateFor(2, "secret")).kind, "denied");
  assertEquals(verdictOnError(denied, candidateFor(3, "api-token")).kind, "denied");
});

Deno.test("API version 3 refusing a secret proves nothing: it takes one since 10.4.0 only", () => {
  assertEquals(verdictOnError(denied, candidateFor(3, "secret")).kind, "inconclusive");
});

Deno.test("a route that cannot read an encrypted secret proves nothing", () => {
  const remote = candidateFor(2, "secret", { trustRefusal: false });
  assertEquals(verdictOnError(denied, remote).kind, "inconclusive");
});

Deno.test.each<[ErrorCode, number, string]>([
  ["auth/disabled", 503, "inconclusive"],
  ["site/expired", 402, "next"],
  ["connect/moved", 600, "next"],
])("%s (status %i) is %s: other addresses may do", (code, apiStatus, kind) => {
  const error = new AnswerError(code, "x", { httpStatus: 200, apiStatus });
  assertEquals(verdictOnError(error, candidateFor(1, "secret")).kind, kind);
});

Deno.test.each<[number, string]>([
  [403, "verb-refused"],
  [405, "verb-refused"],
  [404, "next"],
  [429, "transient"],
  [503, "transient"],
])("a page with HTTP %i to a POST is %s", (httpStatus, kind) => {
  const error = new AnswerError("reply/not-json", "x", { httpStatus });
  assertEquals(verdictOnError(error, candidateFor(2, "secret")).kind, kind);
});

Deno.test("what cannot be reached is unreachable, what broke may be tried again", () => {
  const kindOf = (code: ErrorCode) =>
    verdictOnError(new SitehaulError(code, "x"), candidateFor(2, "secret")).kind;
  assertEquals(kindOf("network/dns"), "unreachable");
  assertEquals(kindOf("network/tls"), "unreachable");
  assertEquals(kindOf("network/refused"), "unreachable");
  assertEquals(kindOf("network/reset"), "transient");
  assertEquals(kindOf("network/timeout"), "transient");
});

Deno.test("only a clear no proves that nothing ran", () => {
  assertEquals(provesNothingRan(denied), true);
  assertEquals(provesNothingRan(new SitehaulError("network/refused", "x")), true);
  assertEquals(provesNothingRan(new SitehaulError("network/reset", "x")), false);
  assertEquals(provesNothingRan(new SitehaulError("network/timeout", "x")), false);
  assertEquals(provesNothingRan(new SitehaulError("reply/not-json", "x")), false);
});

Deno.test.each<[ErrorCode, string, string]>([
  ["network/connect-timeout", "unreachable", "connection timed out"],
  ["network/timeout", "transient", "no reply in time"],
  ["network/reset", "transient", "the connection was cut"],
  ["redirect/unsafe", "next", "redirects to another host"],
  ["site/maintenance", "transient", "the site is in maintenance"],
  ["site/database", "transient", "the site's database is down"],
  ["reply/truncated", "next", "a truncated reply"],
  ["reply/too-large", "next", "a reply that is too large"],
  ["reply/shape", "next", "a reply of another shape"],
])("%s is %s, in words: %s", (code, kind, outcome) => {
  const verdict = verdictOnError(new SitehaulError(code, "x"), candidateFor(2, "secret"));
  assertEquals([verdict.kind, verdict.outcome], [kind, outcome]);
});
