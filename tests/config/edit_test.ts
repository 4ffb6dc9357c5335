import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { addSite, setSiteField } from "../../src/config/edit.ts";
import { SitehaulError } from "../../src/errors.ts";

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
  const error = assertThrows(() => addSite(text, NEW, "x.yaml"), SitehaulError, "another style");
  assertEquals(error.hint?.includes("- name: new / url:"), true);
  assertThrows(() => setSiteField(text, "a", "endpoint", "c", "x.yaml"), SitehaulError);
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

Deno.test("a site of a name that is there already is refused", async () => {
  const add = () => Promise.resolve().then(() => addSite(FILE, { ...NEW, name: "Shop" }, "x.yaml"));
  await assertRejects(add, SitehaulError);
});
