/** Telling a file's beginning from what PHP, a page or a refusal puts in its place. */
import { assertEquals } from "@std/assert";
import { Beginning, startsArchive } from "../../src/download/beginning.ts";
import { NOISE } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";

function beginningOf(bytes: string | Uint8Array, isArchive: boolean): Beginning {
  const beginning = new Beginning(isArchive);
  const all = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  // However the pieces are cut.
  for (let at = 0; at < all.length; at += 7) {
    if (beginning.take(all.subarray(at, at + 7))) break;
  }
  return beginning;
}

Deno.test.each([
  ["a notice of PHP", NOISE.htmlNotice],
  ["a warning of PHP", NOISE.phpWarning],
  ["a notice in plain text", NOISE.notice],
  [
    "a notice on a command line",
    "PHP Deprecated:  Function x() is deprecated in /x.php on line 3\n",
  ],
  ["a page", "<!DOCTYPE html>\n<html><head><title>Login</title>"],
  ["a page behind blanks", "\n\n  <HTML lang=de>"],
  ["a comment", "<!-- cached -->"],
  ["a refusal", '{"status":503,"data":"Access denied"}'],
  ["a refusal of API version 1", '###{"encapsulation":1,"body":{"status":503}}###'],
])("%s is no file, in whichever part it stands", (_, text) => {
  for (const isArchive of [true, false]) {
    assertEquals(typeof beginningOf(`${text}JPA…`, isArchive).strange, "string");
  }
});

Deno.test.each([
  ["JPA", "JPA\x13\x00\x01\x03"],
  ["JPS", "JPS\x02\x00"],
  ["ZIP", "PK\x03\x04\x14"],
  ["split ZIP", "PK\x07\x08PK\x03\x04"],
  ["ZIP that did not need to be split", "PK00PK\x03\x04"],
  ["ZIP without entries", "PK\x05\x06"],
])("an archive of the format %s begins like one", (_, bytes) => {
  assertEquals(beginningOf(bytes, true).strange, undefined);
});

Deno.test("an archive begins with its signature, and other parts with anything", () => {
  for (const bytes of [seededBytes(600, 1), seededBytes(3, 1), new Uint8Array(600), ""]) {
    assertEquals(beginningOf(bytes, true).strange, "bytes that begin no archive");
    assertEquals(beginningOf(bytes, false).strange, undefined);
  }
  assertEquals(beginningOf("\ufeffJPA", true).strange, "bytes that begin no archive");
  assertEquals(beginningOf("<?php echo 1;", false).strange, undefined);
  assertEquals(beginningOf("CREATE TABLE a;", false).strange, undefined);
});

Deno.test("what stands there is quoted without its tags, and without the archive behind it", () => {
  assertEquals(
    beginningOf(`${NOISE.htmlNotice}JPA\x13\u0000secret`, true).strange,
    '"Notice: ob_end_clean(): failed to delete buffer in /x/y.php on line 7"',
  );
});

Deno.test("it agrees with bytes that begin alike, however many there are", () => {
  const bytes = seededBytes(2000, 5);
  const beginning = beginningOf(bytes, false);
  assertEquals(beginning.agreesWith(bytes), true);
  assertEquals(beginning.agreesWith(bytes.subarray(0, 511)), false);
  assertEquals(beginning.agreesWith(bytes.map((byte, at) => at === 511 ? byte ^ 1 : byte)), false);
  assertEquals(beginningOf("abc", false).agreesWith(new TextEncoder().encode("abc")), true);
  assertEquals(beginningOf("abc", false).agreesWith(new Uint8Array()), false);
});

Deno.test.each([
  ["site.j01", false, true],
  ["site.Z01", false, true],
  ["site.j02", false, false],
  ["site.j101", false, false],
  ["site.jpa", true, true],
  ["site.jpa", false, false],
  ["site.zip", true, true],
  ["site.sql", true, false],
])("whether an archive begins in %s, the only part: %p", (name, isOnly, expected) => {
  assertEquals(startsArchive(name, isOnly), expected);
});
