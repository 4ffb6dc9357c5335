/** What is kept of an answer that is none of the API's, for the message that names the cause. */
import { assert, assertEquals } from "@std/assert";
import { evidenceIn } from "../../src/connection/evidence.ts";
import { createRedactor } from "../../src/redact.ts";

const redact = createRedactor(["planted+secret/word"]);

function evidence(text: string, headers: Record<string, string> = {}) {
  return evidenceIn(new Headers(headers), text, redact);
}

Deno.test("the title of a page is kept, with the headers that tell who answered", () => {
  const headers = {
    "content-type": "text/html",
    "server": "cloudflare",
    "retry-after": "120",
    "x-other": "x",
  };
  assertEquals(evidence("<!DOCTYPE html><title>Just a\n moment&#8230; &amp; so</title>", headers), {
    contentType: "text/html",
    server: "cloudflare",
    retryAfter: "120",
    title: "Just a moment… & so",
  });
});

Deno.test("a page without a title shows its first heading", () => {
  assertEquals(evidence('<p>x</p><h1 class="x">Stopped</h1>').title, "Stopped");
  assertEquals(evidence("<title> </title><h2>Stopped</h2>").title, "Stopped");
  assertEquals(evidence("Text with a <title>in it</title>").title, undefined);
  assertEquals(evidence("0"), {});
});

Deno.test.each([
  [
    "an error of JSON:API",
    '{"errors":[{"title":"Resource not found","code":404}]}',
    "Resource not found",
  ],
  [
    "Joomla's own error",
    '{"error":true,"code":404,"message":"Component not found."}',
    "Component not found.",
  ],
  ["an error as text", '{"error":"rate limited"}', "rate limited"],
  ["an error as object", '{"error":{"message":"blocked"}}', "blocked"],
  ["a problem document", '{"title":"Too many","status":429,"detail":"wait"}', "wait"],
])("%s is understood, in JSON: %s", (_, text, said) => {
  assertEquals(evidence(text).said, said);
});

Deno.test("nothing kept is long, has a second line or repeats the credential", () => {
  const kept = evidence(`<title>planted+secret/word ${"x".repeat(600)}</title>`, {
    "server": "planted%2Bsecret%2Fword",
  });
  assert(!JSON.stringify(kept).includes("planted"), JSON.stringify(kept));
  assert((kept.title ?? "").length <= 200);
  assertEquals(evidence("<title>x pla\u200bnted+secret/word</title>").title, "x [redacted]");
  const { said } = evidence(JSON.stringify({ message: "a\u001b[2J\nb" }));
  assertEquals(said, "a [2J b");
});

Deno.test("a hostile page takes no time to look at", () => {
  const began = performance.now();
  evidence("<title ".repeat(9000));
  evidence("<h1".repeat(20_000));
  assert(performance.now() - began < 1000);
});
