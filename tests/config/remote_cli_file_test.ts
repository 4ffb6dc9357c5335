import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parseRemoteCliFile } from "../../src/config/remote_cli_file.ts";
import { SitehaulError } from "../../src/base/errors.ts";

Deno.test("settings outside a section and in [akeebaremotecli] are the defaults", () => {
  const text = `\ufeffhost = one.example
; a comment
[blog]
host = blog.example
secret = "x"
[akeebaremotecli]
profile=2\r
[blog] ; again
profile = 3
# another comment
download`;
  assertEquals(parseRemoteCliFile(text), {
    defaults: { host: "one.example", profile: "2" },
    sections: { blog: { host: "blog.example", secret: "x", profile: "3", download: "1" } },
  });
});

Deno.test.each<[string, string]>([
  ['"a=b;c#d"', "a=b;c#d"],
  ["'a\\=\"b'", 'a\\="b'],
  ['"say "hi" \\\\ C:\\dir\\" ; note', 'say "hi" \\\\ C:\\dir\\'],
  ["index.php?option=com_x&view=api ; note", "index.php?option=com_x&view=api"],
  ["c2hhMjU2OjQyOg==", "c2hhMjU2OjQyOg=="],
  ['""', ""],
  ["", ""],
])("the value %s is read as %s", (written, value) => {
  assertEquals(parseRemoteCliFile(`[s]\nv = ${written}`).sections, { s: { v: value } });
});

Deno.test.each<[string, RegExp]>([
  ['a=1\nsecret = "sesame', /line 2: the quotes/],
  ['secret = "sesame" sesame', /line 1: the quotes/],
  ["[open\nsecret=sesame", /line 1: a section/],
  ["[]", /line 1: a section/],
  ["= sesame", /line 1: there is no name/],
  ["x".repeat(1024 * 1024 + 1), /too large/],
])("a file with a fault names the line and shows nothing of it: %#", (text, message) => {
  const error = assertThrows(() => parseRemoteCliFile(text), SitehaulError);
  assertEquals(error.exit, 50);
  assertMatch(error.message, message);
  assertEquals(`${error.message}${error.hint}`.includes("sesame"), false);
});

Deno.test("names of what every object has are names like others", () => {
  const { defaults, sections } = parseRemoteCliFile("__proto__=1\n[constructor]\nhost=a");
  assertEquals(Object.entries(defaults), [["__proto__", "1"]]);
  assertEquals(Object.entries(sections), [["constructor", { host: "a" }]]);
});
