/**
 * Names and links that an archive may not use.
 */
import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { pathFault, targetFault } from "../../src/archive/safe_path.ts";
import { quotedName, readName } from "../../src/archive/spelling.ts";

const unsafe = [
  "",
  "/",
  "/etc/passwd",
  "..",
  "../a",
  "a/../b",
  "a/..",
  "./a",
  "a/./b",
  "a//b",
  "a/",
  "..\\a",
  "a\\b",
  "C:",
  "c:a",
  "C:/a",
  "a\0b",
  "a\nb",
  "a\u0085b",
  "con",
  "CON.txt",
  "a/Aux/b",
  "lpt9",
  "com¹.log",
  "nul .txt",
  "prn:stream",
  ".. /x",
  "... /x",
  "a/.. ./b",
  "a/. ",
  "...",
  "a".repeat(4097),
  "ä".repeat(2049),
];

const safe = [
  "a",
  "...three",
  "a..b",
  ".htaccess",
  " leading",
  "ab:c",
  "console",
  "common1",
  "日本語/ファイル.txt",
  "-rf",
  "%2e%2e/a",
  "wp-config.php:evil",
  "a./b",
  "a /b",
  "what?.html",
  "a".repeat(4096),
];

Deno.test("pathFault() says what is wrong with a path", () => {
  for (const path of unsafe) assertMatch(pathFault(path) ?? "safe", /^the (path|name|entry)/, path);
  for (const path of safe) assertEquals(pathFault(path, { platform: "linux" }), undefined, path);
  assertEquals(pathFault("aux/con.php", { allowDeviceNames: true }), undefined);
});

Deno.test("names that lead elsewhere on Windows alone are refused there alone", () => {
  const names = ["wp-config.php:evil", "dir:/x", "a./b", "a /b", "a/b.", "a/b ", "a|b", "x?", "*"];
  for (const path of names) {
    assertEquals(pathFault(path, { platform: "linux" }), undefined, path);
    assertMatch(pathFault(path, { platform: "win32" }) ?? "safe", /Windows/, path);
    if (path.includes("/")) continue;
    assertEquals(targetFault("link", path, { platform: "linux" }), undefined, path);
    assertMatch(targetFault("link", path, { platform: "win32" }) ?? "safe", /Windows/, path);
  }
  for (const path of ["a.b/c d", ".htaccess", "...three"]) {
    assertEquals(pathFault(path, { platform: "win32" }), undefined, path);
  }
  for (const target of ["..", "../x", "./b"]) {
    assertEquals(targetFault("a/link", target, { platform: "win32" }), undefined, target);
  }
});

Deno.test("targetFault() lets a link climb as far as the folder, and then only descend", () => {
  for (const target of ["b", "./b", "../x", "../../x", "../..", ".", "a/b/", "../../a/./b"]) {
    assertEquals(targetFault("a/b/link", target), undefined, target);
  }
  for (
    const target of [
      "../../..",
      "../../../x",
      "a/..",
      "../a/..",
      "/",
      "/x",
      "c:x",
      "a\0",
      "",
      ".. /x",
      "x/...",
    ]
  ) {
    assertEquals(typeof targetFault("a/b/link", target), "string", target);
  }
  assertEquals(typeof targetFault("link", undefined), "string");
});

Deno.test("a name never steers a terminal, and stays on its line", () => {
  const hostile = "a\n\u001b[2J\u009b1m\u202eb\u200b\u2028c";
  assertNotMatch(quotedName(hostile), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  assertEquals(JSON.parse(quotedName(hostile)), hostile);
  assertEquals(readName(new TextEncoder().encode("\ufeffa")).text, "\ufeffa");
});
