/** Telling answers of a cache from those of the site. */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { cacheIn, refuseCached, uniqueParameter } from "../../src/connection/cached_answer.ts";
import { SitehaulError } from "../../src/base/errors.ts";

Deno.test.each<[Record<string, string>, string]>([
  [{ age: "120" }, "Age: 120"],
  [{ "x-cache": "HIT" }, "X-Cache: HIT"],
  [{ "x-cache": "Hit from cloudfront" }, "X-Cache: Hit from cloudfront"],
  [{ "cf-cache-status": "HIT" }, "Cf-Cache-Status: HIT"],
  [{ "x-litespeed-cache": "hit,private" }, "X-Litespeed-Cache: hit,private"],
  [{ "x-proxy-cache": "HIT" }, "X-Proxy-Cache: HIT"],
])("an answer with the headers %j comes from a cache", (headers, shown) => {
  assertEquals(cacheIn(new Headers(headers)), shown);
  const error = assertThrows(() => refuseCached("GET", "stepBackup", new Headers(headers)));
  assert(error instanceof SitehaulError && error.message.includes(shown));
  assertEquals([error.code, error.exit, error.isPermanent], ["site/cached", 101, true]);
  // No cache keeps the answers to others.
  refuseCached("POST", "stepBackup", new Headers(headers));
});

Deno.test.each<[Record<string, string>]>([
  [{}],
  [{ age: "0" }],
  [{ age: "soon" }],
  [{ "x-cache": "MISS" }],
  [{ "x-cache": "Miss from cloudfront" }],
  [{ "x-cache": "HITS: 0" }],
  [{ "cf-cache-status": "DYNAMIC" }],
  [{ "x-litespeed-cache": "miss" }],
  [{ "x-cache-status": "BYPASS" }],
])("an answer with the headers %j is the site's own", (headers) => {
  assertEquals(cacheIn(new Headers(headers)), undefined);
  refuseCached("GET", "stepBackup", new Headers(headers));
});

Deno.test("no two requests have the same parameter", () => {
  assertNotEquals(uniqueParameter(), uniqueParameter());
});
