/** What a page tells of the products there: by its marks, and by what it links to. */
import { assert, assertEquals } from "@std/assert";
import { products } from "../../plugins/mod.ts";
import { marksOn, type PageMarks } from "../../src/resolve/page_marks.ts";
import { pathsIn } from "../../src/resolve/page_links.ts";
import { createSimulator, type SimulatorOptions } from "../../src/simulator/mod.ts";

const URL_OF_PAGE = "https://www.example.com/";

function marks(text: string, cookies: readonly string[] = [], url = URL_OF_PAGE): PageMarks {
  return marksOn({ url, text, cookies }, products);
}

async function marksOfSite(options: SimulatorOptions): Promise<PageMarks> {
  const { handle } = createSimulator(options);
  const url = new URL(options.root ?? "/", URL_OF_PAGE).href;
  const response = await handle(new Request(url));
  return marks(await response.text(), [], url);
}

Deno.test("a simulated front page is that of its product alone, at its own root", async () => {
  for (const product of ["joomla", "wordpress", "solo"] as const) {
    for (const root of ["/", "/below/"]) {
      const found = await marksOfSite({ product, version: "9.1.1", root });
      assertEquals(found.products, [product], root);
      for (const place of found.places) {
        assertEquals(place.root, `https://www.example.com${root}`);
      }
    }
  }
});

Deno.test("renamed folders of WordPress are read from the links of its page", async () => {
  const { products: ids, places } = await marksOfSite({
    product: "wordpress",
    version: "9.1.1",
    content: "app",
    core: "wp",
    pluginFiles: ["forms/x.css", "my-akeeba/y.css", "forms/z.css"],
  });
  assertEquals(ids, ["wordpress"]);
  const byRoot = places.map(({ root, values }) => [new URL(root).pathname, values]);
  assertEquals(byRoot, [
    ["/", { content: ["app"], folder: ["forms", "my-akeeba"] }],
    ["/wp/", {}],
  ]);
});

Deno.test.each<[string, string, readonly string[], readonly string[]]>([
  ["a generator", '<meta name="generator" content="Joomla! - Open Source">', [], ["joomla"]],
  ["the generator in another case", '<META content="joomla! 3">', [], ["joomla"]],
  ["a cookie", "<p>Home</p>", ["0123456789abcdef0123456789abcdef"], ["joomla"]],
  ["a link of its core", '<script src="/cms/media/system/js/core.js">', [], ["joomla"]],
  ["JSON with escaped slashes", '{"ajax":"\\/wp-admin\\/admin-ajax.php"}', [], ["wordpress"]],
  ["a relative link", "<link href=wp-includes/x.css>", [], ["wordpress"]],
  ["the title of a login page", "<title>Log in - Akeeba Solo</title>", [], ["solo"]],
  ["the Core edition's answer", "Controller not found (app : controller) = Solo : api", [], [
    "solo",
  ]],
  ["another host's script", '<script src="https://x.example/wp-includes/x.js">', [], []],
  ["a plain page", '<a href="/shop/">Shop</a>', [], []],
  ["a folder named like a parameter's neighbour", '<img src="/a/themes/x.png">', [], []],
])("%s tells the product", (_, text, cookies, expected) => {
  assertEquals(marks(text, cookies).products, expected);
});

Deno.test("a page of two products has the marks of both", () => {
  const text = '<meta content="Joomla!"><script src="/blog/wp-includes/x.js">';
  assertEquals(marks(text).products, ["joomla", "wordpress"]);
});

Deno.test("folders below the page are those that it links to, the most frequent first", () => {
  const text = '<a href="/cms/">x</a><a href="en/about">y</a><a href=/cms/index.php?id=1>' +
    '<link href="/css/x.css"><a href="https://other.example/z/"><a href="/a/b/">' +
    '<meta http-equiv="refresh" content="0; url=/cms/">';
  assertEquals(marks(text).folders.map((root) => new URL(root).pathname), ["/cms/", "/en/"]);
  assertEquals(marks('<a href="/x/">', [], "https://www.example.com/y/").folders, []);
  assertEquals(
    marks('<a href="z/">', [], "https://www.example.com/y/").folders,
    ["https://www.example.com/y/z/"],
  );
});

Deno.test("the base of a page counts for its relative links", () => {
  const html = '<base href="/cms/"><script src="media/system/x.js"></script>';
  assertEquals(pathsIn(html, URL_OF_PAGE).includes("/cms/media/system/x.js"), true);
});

Deno.test("with and without www. is the same host, another port or scheme is not", () => {
  const html = '<a href="https://example.com/a"><a href="https://www.example.com:8443/b">' +
    '<a href="javascript:c"><a href="mailto:d@example.com">';
  assertEquals(pathsIn(html, URL_OF_PAGE), ["/a"]);
});

Deno.test("a hostile page takes no time to read", () => {
  const began = performance.now();
  for (
    const piece of ['href="', "<base ", '"/', "<meta", "<title>", "(app : ", 'href="/a/themes/x"']
  ) marks(piece.repeat(128 * 1024 / piece.length));
  assert(performance.now() - began < 2000, `${performance.now() - began} ms`);
});
