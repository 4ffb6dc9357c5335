import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { products } from "../../plugins/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { parseSite } from "../../src/resolve/site.ts";

function rootsOf(text: string): readonly string[] {
  return parseSite(text, products).roots;
}

const SECURE: Readonly<Record<string, string>> = {
  "https://example.com": "https://example.com/",
  "https://example.com///": "https://example.com/",
  "  https://example.com/ \n": "https://example.com/",
  "HTTPS://EXAMPLE.COM/Shop": "https://example.com/Shop/",
  "https://example.com/shop//sub/": "https://example.com/shop/sub/",
  "https://example.com:8443/x": "https://example.com:8443/x/",
  "https://example.com/#top": "https://example.com/",
  "https://example.com/index.php": "https://example.com/",
  "https://example.com/shop/index.html": "https://example.com/shop/",
  "https://example.com/default.aspx": "https://example.com/",
  "https://example.com/index.php/component/akeebabackup/api": "https://example.com/",
  "https://example.com/administrator": "https://example.com/",
  "https://example.com/shop/administrator/index.php?option=com_akeebabackup&view=x":
    "https://example.com/shop/",
  "https://example.com/wp-admin/": "https://example.com/",
  "https://example.com/blog/wp-admin/admin.php?page=akeebabackupwp%2Fakeebabackupwp.php":
    "https://example.com/blog/",
  "https://example.com/wp-login.php?redirect_to=https%3A%2F%2Fexample.com": "https://example.com/",
  "https://example.com/wp-content/plugins/akeebabackupwp": "https://example.com/",
  "https://example.com/api": "https://example.com/",
  "https://example.com/api/index.php/": "https://example.com/",
  "https://example.com/apiary/": "https://example.com/apiary/",
  '"https://example.com/"': "https://example.com/",
  "<https://example.com/>": "https://example.com/",
  "'\"https://example.com/\"'": "https://example.com/",
  "“https://example.com/”": "https://example.com/",
  "https://https://example.com/": "https://example.com/",
  "https:/example.com": "https://example.com/",
  "https://[2001:db8::1]:8080/x": "https://[2001:db8::1]:8080/x/",
  "https://bücher.example/": "https://xn--bcher-kva.example/",
  "https://example.com/a/../b/": "https://example.com/b/",
  "https://example.com/v1.2/": "https://example.com/v1.2/",
};

Deno.test("parseSite() finds the root in what people paste", () => {
  for (const [text, root] of Object.entries(SECURE)) assertEquals(rootsOf(text), [root], text);
});

Deno.test("parseSite() gives https and then http where no scheme was named", () => {
  for (
    const [text, rest] of [
      ["example.com", "example.com/"],
      ["//example.com/x", "example.com/x/"],
      ["localhost:8080", "localhost:8080/"],
      ["127.0.0.1:8080/solo/index.php", "127.0.0.1:8080/solo/"],
      ["[::1]:8080", "[::1]:8080/"],
      ["example.com:8080/wp-admin", "example.com:8080/"],
      ["staging", "staging/"],
    ] as const
  ) assertEquals(rootsOf(text), [`https://${rest}`, `http://${rest}`], text);
  assertEquals(rootsOf("http:/x"), ["http://x/"]);
  assertEquals(rootsOf("HTTP://example.com"), ["http://example.com/"]);
});

Deno.test("parseSite() keeps what was pasted when it is an endpoint or has a query", () => {
  const endpoint = "https://example.com/x/api/index.php/v2/akeebabackup";
  assertEquals(parseSite(endpoint, products), {
    roots: ["https://example.com/x/"],
    pasted: endpoint,
    display: endpoint,
  });
  const other = "example.com/page?b=2&a=%20";
  assertEquals(parseSite(other, products).pasted, `https://${other}`);
  assertEquals(parseSite("example.com/x/?", products).pasted, undefined);
  assertEquals(
    parseSite("https://example.com/?option=com_akeeba&amp;view=api&amp;format=raw", products)
      .pasted,
    "https://example.com/?option=com_akeeba&view=api&format=raw",
  );
});

Deno.test("parseSite() takes an endpoint's own root, even a folder with the name of an inner path", () => {
  const solo = "https://example.com/api/index.php?option=com_akeeba&view=api&format=raw";
  assertEquals(rootsOf(solo), ["https://example.com/api/"]);
});

Deno.test("parseSite() keeps name and password apart from every address", () => {
  const site = parseSite("https://me:p%40ss@example.com/wp-admin/?x=1", products);
  assertEquals(site.basicAuth, { username: "me", password: "p@ss" });
  assertEquals(parseSite("me:100%@example.com", products).basicAuth?.password, "100%");
  const { basicAuth: _, ...rest } = site;
  assert(!/p(@|%40)ss|me:/.test(JSON.stringify(rest)));
});

Deno.test("parseSite() leaves a credential in the query out of everything that it returns", () => {
  for (const name of ["_akeebaAuth", "key", "json"]) {
    const site = parseSite(`https://example.com/index.php?view=api&${name}=s3cret&x=1`, products);
    assert(!JSON.stringify(site).includes("s3cret"), name);
    assertEquals(site.pasted, "https://example.com/index.php?view=api&x=1");
  }
  assert(!parseSite("https://example.com/?token=s3cret", products).display.includes("s3cret"));
});

Deno.test("parseSite() refuses what is no address of a website, with advice", () => {
  for (
    const text of [
      "",
      "   ",
      '""',
      "--json",
      "-s",
      "41",
      "ftp://example.com/",
      "file:///etc/passwd",
      "file:x",
      "javascript:alert(1)",
      "data:text/html,x",
      "mailto:me@example.com",
      "ws://example.com",
      "https://",
      "https:///",
      "http:",
      "/var/www",
      "?x=1",
      "#x",
      "example.com other.com",
      "https://exa mple.com",
      "https://example.com/\u0000",
      "https://example.com/\nx",
      "https://example.com/\u001b[2J",
      "C:\\www",
      "https:\\\\example.com",
      "https://example.com:99999/",
      "https://-example.com/",
      "https://exa!mple.com/",
      "https://a..b/",
      `https://${"a".repeat(64)}.com/`,
      `https://${"a.".repeat(130)}com/`,
      "x".repeat(3000),
      `"${"<".repeat(1500)}x`,
    ]
  ) {
    const error = assertThrows(() => rootsOf(text), SitehaulError, undefined, JSON.stringify(text));
    assertEquals(error.code, "usage/url", text);
    assert(error.hint && error.message.length < 200);
    assert(!/\p{Cc}/u.test(error.message), JSON.stringify(text));
  }
});

Deno.test("parseSite() notices an option in the place of the site", () => {
  const error = assertThrows(() => rootsOf("--json"), SitehaulError);
  assertEquals(error.message, 'Cannot use "--json" as a site: it looks like an option');
});

Deno.test("parseSite() never repeats a password or a query in a refusal", () => {
  for (
    const text of [
      "ftp://me:s3cret@example.com/",
      "me:s3cret@exa mple.com",
      "me:s3cret@",
      "https://me:s3/cret@s3cret@exa!mple.com/",
      "https://me:pa#s3cret@-example.com",
      "https://exa mple.com/?_akeebaAuth=s3cret",
      "https://exa mple.com/?x=@&_akeebaAuth=s3cret",
      "https://exa mple.com/?_akeebaAuth=@s3cret",
    ]
  ) {
    const { message, hint } = assertThrows(() => rootsOf(text), SitehaulError);
    assert(!`${message} ${hint}`.includes("s3cret"), message);
  }
});

Deno.test("a port that is none is told as such, and no password is taken for one", () => {
  for (const site of ["http://127.0.0.1:99999/", "a.example:65536", "u:p@a.example:70000/x"]) {
    const error = assertThrows(() => parseSite(site, products), SitehaulError);
    assertMatch(error.message, /: there is no port \d+$/);
  }
  assertEquals(parseSite("u:99999@a.example", products).roots[0], "https://a.example/");
});
