/**
 * Names and links that an archive may not use.
 */
import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { partialName, pathFault, targetFault, tidyPath } from "../../src/archive/safe_path.ts";
import { quotedName, readName } from "../../src/archive/spelling.ts";

/** What leads out of a folder on some system is refused on all. */
const UNSAFE = [
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
  "a\\..\\..\\b",
  "a/b\\..",
  "\\a",
  "\\\\server\\share",
  "C:",
  "c:a",
  "C:/a",
  "C:\\a",
  "a\0b",
  "a\nb",
  "a\u0085b",
];

/** What Windows alone takes for something else than a name. */
const WINDOWS = [
  "con",
  "CON.txt",
  "a/Aux/b",
  "includes/con.php",
  "js/aux.js",
  "lpt9",
  "com¹.log",
  "nul .txt",
  "prn:stream",
  "up\\photo.jpg",
  "wp-config.php:evil",
  "dir:/x",
  "a./b",
  "a /b",
  "a/b.",
  "a/b ",
  "a|b",
  "x?",
  "what?.html",
  "*",
];

/** What Windows takes for a step out of the folder. */
const DISGUISED = [".. /x", "... /x", "a/.. ./b", "a/. ", "..."];

const PLAIN = [
  "a",
  "...three",
  "a..b",
  ".htaccess",
  " leading",
  "console",
  "common1",
  "日本語/ファイル.txt",
  "-rf",
  "%2e%2e/a",
  "a.b/c d",
  "a".repeat(4096),
];

const [LINUX, MACOS, WIN32] = ["linux", "darwin", "win32"].map((platform) => ({ platform }));

Deno.test("what leads out of a folder anywhere is refused everywhere", () => {
  for (const path of UNSAFE) {
    for (const system of [LINUX, MACOS, WIN32]) {
      assertEquals(pathFault(path, system)?.code, "name-unsafe", `${path} ${system?.platform}`);
    }
  }
});

Deno.test("a name that Windows alone objects to is a plain name on all other systems", () => {
  for (const path of [...WINDOWS, ...DISGUISED, ...PLAIN]) {
    for (const system of [LINUX, MACOS]) assertEquals(pathFault(path, system), undefined, path);
  }
  for (const path of WINDOWS) {
    const { code, message = "" } = pathFault(path, WIN32) ?? {};
    assertEquals(code, "name-windows", path);
    assertMatch(message, /Windows/);
  }
  for (const path of DISGUISED) assertEquals(pathFault(path, WIN32)?.code, "name-unsafe", path);
  for (const path of PLAIN) assertEquals(pathFault(path, WIN32), undefined, path);
  assertEquals(pathFault("aux/con.php", { ...WIN32, allowDeviceNames: true }), undefined);
});

Deno.test("a path that no system takes is refused, and nobody accused", () => {
  for (const path of ["a".repeat(4097), "ä".repeat(2049)]) {
    assertEquals(pathFault(path)?.code, "name-too-long");
  }
});

Deno.test("components that mean nothing are dropped, and what leads elsewhere stays visible", () => {
  for (
    const [path, tidy] of [
      ["a/b", "a/b"],
      ["./a//b", "a/b"],
      ["a/./b/.", "a/b"],
      ["a/", "a"],
      ["a//", "a"],
      ["./", "."],
      [".", "."],
      [".//./", "."],
      ["", ""],
      [".a/b./..c", ".a/b./..c"],
      ["/etc//passwd", "/etc//passwd"],
      ["./../a", "./../a"],
      ["a/./..", "a/./.."],
    ] as const
  ) {
    assertEquals(tidyPath(path), tidy, path);
    assertEquals(tidyPath(tidy), tidy, path);
  }
});

Deno.test("targetFault() lets a link climb as far as the folder, and then only descend", () => {
  for (const target of ["b", "./b", "../x", "../../x", "../..", ".", "a/b/", "../../a/./b"]) {
    for (const system of [LINUX, WIN32]) {
      assertEquals(targetFault("a/b/link", target, system), undefined, target);
    }
  }
  for (const target of ["x/...", "a b", "x?", "aux", "b\\c", "b."]) {
    assertEquals(targetFault("a/b/link", target, LINUX), undefined, target);
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
      "\\x",
      "..\\..\\..",
      "a\\..\\..",
    ]
  ) {
    for (const system of [LINUX, WIN32]) {
      assertEquals(targetFault("a/b/link", target, system)?.code, "link-outside", target);
    }
  }
  for (const target of [".. /x", "x/..."]) {
    assertEquals(targetFault("a/b/link", target, WIN32)?.code, "link-outside", target);
  }
  for (const target of ["a\0", ""]) {
    assertEquals(targetFault("a/b/link", target)?.code, "link-unsafe", target);
  }
  assertEquals(targetFault("a/b/link", "b\\c", WIN32)?.code, "name-windows");
  assertEquals(targetFault("link", undefined)?.code, "link-unreadable");
});

Deno.test("the rest of a file whose end is missing keeps its ending", () => {
  assertEquals(
    ["a.sql", "b.c/configuration.php", ".htaccess", "a/LICENSE", "x.tar.gz"].map(partialName),
    [
      "a.incomplete.sql",
      "b.c/configuration.incomplete.php",
      ".htaccess.incomplete",
      "a/LICENSE.incomplete",
      "x.tar.incomplete.gz",
    ],
  );
});

Deno.test("a name never steers a terminal, and stays on its line", () => {
  const hostile = "a\n\u001b[2J\u009b1m\u202eb\u200b\u2028c";
  assertNotMatch(quotedName(hostile), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  assertEquals(JSON.parse(quotedName(hostile)), hostile);
  assertEquals(readName(new TextEncoder().encode("\ufeffa")).text, "\ufeffa");
});
