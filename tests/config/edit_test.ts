import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { addSite, EditError, removeSite, setSiteField } from "../../src/config/edit.ts";
import { parseConfiguration } from "../../src/config/read.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const NEW = { name: "new", url: "https://new.example/", credential: { secret: "${env:NEW}" } };
const LINES = [
  "  - name: new",
  "    url: 'https://new.example/'",
  "    credential:",
  "      secret: '${env:NEW}'",
];

const FILE = `# ours
version: 1

sites:
  # the oldest
  - name: shop   # do not rename
    url: shop.example
    tags:
      - daily
  - url: blog.example
    name: blog

# at the end
plugins: []
`;

Deno.test("a site is added behind the others; nothing else changes", () => {
  const text = addSite(FILE, NEW, "x.yaml");
  const lines = FILE.split("\n");
  const at = lines.indexOf("    name: blog") + 1;
  assertEquals(text.split("\n"), [...lines.slice(0, at), ...LINES, ...lines.slice(at)]);
});

Deno.test.each<[string, string, string]>([
  ["an empty file", "", ["sites:", ...LINES, ""].join("\n")],
  ["a file of comments", "# a\n\n", ["# a", "sites:", ...LINES, ""].join("\n")],
  [
    "an empty list with a comment",
    "sites: []   # none yet\n",
    ["sites:   # none yet", ...LINES, ""].join("\n"),
  ],
  [
    "nothing but a comment",
    "sites: # none yet\n",
    ["sites: # none yet", ...LINES, ""].join("\n"),
  ],
  [
    "a mark at its beginning",
    "\ufeffsites: []\n",
    ["\ufeffsites:", ...LINES, ""].join("\n"),
  ],
  ["an empty list", "sites: []\n# b\n", ["sites:", ...LINES, "# b", ""].join("\n")],
  [
    "a list without indent",
    "sites:\n- name: a\n  url: b\n",
    ["sites:", "- name: a", "  url: b", ...LINES.map((line) => line.slice(2)), ""].join("\n"),
  ],
])("a site is added to %s", (_, before, after) => {
  assertEquals(addSite(before, NEW, "x.yaml"), after);
});

Deno.test("a list in another style is left alone, and the lines are told", () => {
  const text = "sites: [{ name: a, url: b }]\n";
  const error = assertThrows(
    () => addSite(text, NEW, "x.yaml"),
    EditError,
    "its style is not supported",
  );
  assertEquals(error.lines, LINES);
  const field = assertThrows(() => setSiteField(text, "a", "endpoint", "c", "x.yaml"), EditError);
  assertEquals(field.lines, ["endpoint: c"]);
});

Deno.test("a field is set where it is, and added where it is not", () => {
  const added = setSiteField(FILE, "blog", "endpoint", "https://b/x?a=1#y", "x.yaml");
  assertEquals(
    added,
    FILE.replace("  - url: blog.example\n", (line) => `${line}    endpoint: 'https://b/x?a=1#y'\n`),
  );
  const again = setSiteField(added, "blog", "endpoint", "https://b/z", "x.yaml");
  assertEquals(again, added.replace("'https://b/x?a=1#y'", "'https://b/z'"));
  const url = setSiteField(FILE, "shop", "url", "other.example", "x.yaml");
  assertEquals(url, FILE.replace("url: shop.example", "url: other.example"));
});

Deno.test.each<[string, string]>([
  [
    "what is hidden behind an anchor",
    "sites: &all\n  - &a\n    name: a\n    url: b\nplugins: []\n",
  ],
  ["a list behind another key", "{ sites: [{ name: a, url: b }] }\n"],
])("%s is changed as wanted, or not at all", (_, text) => {
  try {
    const names = parseConfiguration(addSite(text, NEW, "x.yaml"), "x.yaml").sites.map((site) =>
      site.name
    );
    assertEquals(names, ["a", "new"]);
  } catch (error) {
    assert(error instanceof EditError, String(error));
  }
});

Deno.test("a long value stays on its line", () => {
  const value = `https://a.example/${"long/".repeat(40)}x.php?a=1&b=2#c d`;
  const [before, after] = [FILE, setSiteField(FILE, "shop", "endpoint", value, "x.yaml")];
  assertEquals(after.split("\n").length, before.split("\n").length + 1);
  const added = addSite(FILE, { ...NEW, endpoint: value }, "x.yaml");
  assertEquals(parseConfiguration(added, "x").sites.at(-1)?.endpoint, value);
});

Deno.test("line breaks stay those of the file", () => {
  const windows = FILE.replaceAll("\n", "\r\n");
  assertEquals(
    addSite(windows, NEW, "x.yaml"),
    addSite(FILE, NEW, "x.yaml").replaceAll("\n", "\r\n"),
  );
  const set = setSiteField(windows, "shop", "endpoint", "https://a/", "x.yaml");
  assertEquals(/[^\r]\n/.test(set), false);
});

Deno.test.each<[string, RegExp]>([
  ["Shop", /There is already a site Shop in x\.yaml/],
  ["my shop", /"my shop" is not a valid name for a site/],
])("a site called %s is refused for its name, not for the style of the file", (name, message) => {
  const error = assertThrows(() => addSite(FILE, { ...NEW, name }, "x.yaml"), SitehaulError);
  assertMatch(error.message, message);
  assertEquals(error instanceof EditError, false);
});

Deno.test("a site is removed with its own lines; nothing else changes", () => {
  const lines = FILE.split("\n");
  const [shop, blog] = ["  - name: shop", "  - url: blog"].map((start) =>
    lines.findIndex((line) => line.startsWith(start))
  );
  assert(shop !== undefined && blog !== undefined);
  assertEquals(removeSite(FILE, "shop", "x.yaml").split("\n"), [
    ...lines.slice(0, shop),
    ...lines.slice(blog),
  ]);
  assertEquals(removeSite(FILE, "blog", "x.yaml").split("\n"), [
    ...lines.slice(0, blog),
    ...lines.slice(blog + 2),
  ]);
});

Deno.test.each<[string, string, string]>([
  ["the only site", "sites: # mine\n  - name: a\n    url: b\n# end\n", "sites: [] # mine\n# end\n"],
  [
    "comments before the next one stay",
    "sites:\n- name: a\n  # inside\n  url: b\n\n# the other\n- name: c\n  url: d\n",
    "sites:\n\n# the other\n- name: c\n  url: d\n",
  ],
  ["a key in quotes", '"sites":\n  - name: a\n    url: b\n', '"sites":\n'],
  [
    "line breaks of Windows",
    "sites:\r\n  - name: a\r\n    url: b\r\n  - name: c\r\n    url: d\r\n",
    "sites:\r\n  - name: c\r\n    url: d\r\n",
  ],
])("a site is removed: %s", (_, before, after) => {
  assertEquals(removeSite(before, "a", "x.yaml"), after);
});

Deno.test.each([
  "sites: [{ name: a, url: b }, { name: c, url: d }]\n",
  "sites:\n  - { name: c, url: d }\n  - name: a\n    url: &b b.example\n    tags: [x]\n  - name: e\n    url: *b\n",
])("what cannot be removed safely is left alone: %j", (text) => {
  const error = assertThrows(() => removeSite(text, "a", "x.yaml"), EditError);
  assertEquals([error.lines, error.hint], [[], "Remove the lines of the site a by hand."]);
});
