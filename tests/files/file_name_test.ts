import { assertEquals, assertThrows } from "@std/assert";
import { safeFileName } from "../../src/files/file_name.ts";
import { SitehaulError } from "../../src/base/errors.ts";

Deno.test.each([
  "site-www.example.com-20261124-040000-abc.jpa",
  "sample-files.j01",
  "Größe 日本語.zip",
  "a..b.jps",
  "console.jpa",
  "sitehaul.jpa",
])("%j is a file name", (name) => {
  assertEquals(safeFileName(name), name);
});

Deno.test.each([
  "",
  ".",
  "..",
  "../x.jpa",
  "..\\x.jpa",
  "/etc/passwd",
  "a/b.jpa",
  "C:\\x.jpa",
  "C:x.jpa",
  "x.jpa:stream",
  "a\u0000b.jpa",
  "a\nb.jpa",
  "a\u001b[2Jb.jpa",
  "a\u202egpj.jpa",
  ".bashrc",
  "NUL",
  "nul.jpa",
  "COM1.jpa",
  "lpt9.j01",
  "name.jpa ",
  "name.jpa.",
  "a*b.jpa",
  "sitehaul.yaml",
  "SiteHaul.yml",
  "site.sitehaul.json",
  "site.jpa.SITEHAUL.JSON",
  "x".repeat(241),
  "ü".repeat(121),
])("%j is refused", (name) => {
  const error = assertThrows(() => safeFileName(name), SitehaulError);
  assertEquals([error.code, error.exit], ["download/path", 33]);
});

Deno.test("the refusal cannot be used to write to the terminal", () => {
  const error = assertThrows(() => safeFileName("x\u001b]0;owned\u0007"), SitehaulError);
  assertEquals(/\p{Cc}/u.test(error.message), false);
});
