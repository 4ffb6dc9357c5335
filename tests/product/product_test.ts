import { tokenName } from "../../src/product/token_name.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { markExpression } from "../../src/product/product_rules.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  acceptedKinds,
  defineProduct,
  isRecommended,
  type Product,
  type Release,
  type Route,
} from "../../src/product/product.ts";

const route: Route = { api: 2, path: "backup/api.php", recommended: true };
const later: Release = { from: "7.5.0", to: "8.x", routes: [route] };
const product: Product = {
  id: "mine",
  name: "Mine",
  releases: [{ from: "1.0.0", to: "7.4.x", routes: [route] }, later],
};

function withRoute(change: Partial<Route>): Product {
  const routes = [{ ...route, ...change }];
  return {
    ...product,
    releases: [{ from: "1.0.0", to: "7.4.x", routes: [route] }, { ...later, routes }],
  };
}

function withLater(change: Partial<Release>): Product {
  return { ...product, releases: [product.releases[0] ?? later, { ...later, ...change }] };
}

function faultOf(made: unknown): string {
  const error = assertThrows(() => defineProduct(made as Product), SitehaulError);
  assertEquals(error.code, "product/invalid");
  assert(error.hint);
  return error.message;
}

Deno.test("defineProduct() returns a frozen copy that later changes do not reach", () => {
  const query = { format: "raw" };
  const made = defineProduct(withRoute({ query }));
  query.format = "html";
  const own = made.releases[1]?.routes[0];
  assertEquals(own?.query, { format: "raw" });
  assert([made, made.releases, made.releases[0], own, own?.query].every(Object.isFrozen));
});

Deno.test("defineProduct() names the row at fault", () => {
  assertEquals(
    faultOf(withRoute({ path: "../api.php" })),
    'Product "mine", release 2 (7.5.0 – 8.x), route 1: path: leaves the site (..)',
  );
  assertStringIncludes(
    faultOf({ ...product, releases: [{ from: "1.0", routes: [{ ...route, api: 4 }] }] }),
    'Product "mine", release 1 (1.0 and later), route 1: api: ',
  );
  assertStringIncludes(faultOf({ ...product, name: "" }), 'Product "mine": name: ');
  assertStringIncludes(faultOf(null), "Product without an id: ");
});

Deno.test("defineProduct() refuses every path that leaves the site", () => {
  const paths = [
    "",
    "/api.php",
    "//evil.example/api.php",
    "https://evil.example/",
    "javascript:alert(1)",
    "a/../../api.php",
    "a/./api.php",
    "..",
    "a\\..\\api.php",
    "%2e%2e/api.php",
    "a%2Fapi.php",
    "a//api.php",
    "api.php?x=1",
    "api.php#x",
    "a b.php",
    "a\n.php",
  ];
  for (const path of paths) {
    assertStringIncludes(faultOf(withRoute({ path })), "route 1: path: ", path);
  }
});

Deno.test("defineProduct() wants {method} in API version 3, and nowhere else", () => {
  defineProduct(withRoute({ api: 3, path: "api/{method}" }));
  assertStringIncludes(faultOf(withRoute({ api: 3, path: "api/" })), "needs {method}");
  assertStringIncludes(faultOf(withRoute({ api: 3, path: "{method}/{method}" })), "needs {method}");
  assertStringIncludes(faultOf(withRoute({ path: "api/{method}" })), "{method} is not a parameter");
});

Deno.test("defineProduct() wants every parameter in a path declared, with values that stay in it", () => {
  const path = "plugins/{folder}/api.php";
  const folder = { default: "mine", about: "the folder" };
  defineProduct({ ...withRoute({ path }), parameters: { folder } });
  assertStringIncludes(faultOf(withRoute({ path })), "{folder} is not a parameter here");
  assertStringIncludes(faultOf(withRoute({ path: "a/{folder" })), "brace without its partner");
  for (const value of ["..", "a/b", "", "a b", "%2e", "{x}"]) {
    faultOf({ ...withRoute({ path }), parameters: { folder: { ...folder, default: value } } });
    faultOf({
      ...withRoute({ path }),
      parameters: { folder: { ...folder, alternatives: [value] } },
    });
  }
});

Deno.test("defineProduct() wants releases in order, without overlap and with real versions", () => {
  assertStringIncludes(
    faultOf(withLater({ from: "7.4.1" })),
    "release 2 (7.4.1 – 8.x): overlaps release 1",
  );
  assertStringIncludes(faultOf(withLater({ from: "0.5", to: "0.9" })), "overlaps release 1");
  assertStringIncludes(faultOf(withLater({ to: "7.1" })), "ends before it begins");
  assertStringIncludes(faultOf(withLater({ from: "new" })), "is not a version");
  assertStringIncludes(faultOf(withLater({ from: "8.x" })), "must not be open");
  faultOf({ ...product, releases: [{ from: "1.0.0", routes: [route] }, later] });
});

Deno.test("defineProduct() wants a recommended route for each credential of a release", () => {
  const both: Route = { ...route, accepts: ["secret", "api-token"], recommended: ["secret"] };
  assertStringIncludes(
    faultOf(withLater({ routes: [both] })),
    'release 2 (7.5.0 – 8.x): recommends no route for the credential "api-token"',
  );
  assertStringIncludes(faultOf(withRoute({ recommended: false })), '"secret"');
  assertStringIncludes(faultOf(withRoute({ recommended: ["api-token"] })), "does not accept");
});

Deno.test("defineProduct() refuses what cannot be meant", () => {
  assertStringIncludes(faultOf(withRoute({ query: { _akeebaAuth: "x" } })), "belongs to a call");
  assertStringIncludes(faultOf(withRoute({ api: 1, accepts: ["api-token"] })), "no API tokens");
  assertStringIncludes(faultOf(withRoute({ acceptsSince: { "api-token": "8.1" } })), "not among");
  assertStringIncludes(
    faultOf(withRoute({ acceptsSince: { secret: "9.1" } })),
    "outside the release",
  );
  assertStringIncludes(
    faultOf({ ...product, marks: { page: "(" } }),
    "marks.page: is not a regular",
  );
  assertStringIncludes(faultOf({ ...product, innerPaths: ["../x"] }), "innerPaths.0: ");
  assertStringIncludes(faultOf({ ...product, id: "My Own" }), "id: ");
  assertStringIncludes(faultOf({ ...product, colour: "red" }), "colour");
});

Deno.test.each<[string, string]>([
  ["(", "is not a regular expression"],
  ["[", "is not a regular expression"],
  ["x|", "fits everything"],
  ["a*b", "repeats without a bound (*)"],
  ["(ab+)+c", "repeats without a bound (+)"],
  ["a{2,}", "repeats without a bound ({2,})"],
  ["[^>]{0,100}x[^<]{0,100}", "repeats 10000 times"],
  ["(a{0,30}){0,30}b", "repeats 900 times"],
  ["(a)\\1", "refers back to a group"],
])("defineProduct() refuses the mark %s: it %s", (mark, fault) => {
  assertStringIncludes(faultOf({ ...product, marks: { page: mark } }), `marks.page: ${fault}`);
  assertStringIncludes(faultOf({ ...product, marks: { cookie: mark } }), `marks.cookie: ${fault}`);
});

Deno.test("a mark is used as it is checked: without regard to case, and with Unicode", () => {
  const marks = { page: "[*+]\\*\\u{e9}x{2}\\p{L}", links: ["core/{folder}/", "core/"] };
  const folder = { default: "a", about: "a folder", like: ["mine"] };
  defineProduct({ ...product, parameters: { folder }, marks });
  assertEquals(markExpression(marks.page).test("+*\u00c9XXz"), true);
});

Deno.test("defineProduct() refuses links, levels and lanes that cannot be", () => {
  assertStringIncludes(faultOf({ ...product, marks: { links: ["../x"] } }), "marks.links.0: ");
  assertStringIncludes(faultOf({ ...product, marks: { links: ["{y}/x"] } }), "{y} is not a");
  assertStringIncludes(faultOf({ ...product, oneAtATime: ["", "/x"] }), "oneAtATime.1: ");
  assertStringIncludes(faultOf(withLater({ levels: { from: 5, to: 4 } })), "levels: end before");
  assertStringIncludes(faultOf(withRoute({ ignores: ["x"] })), '"x" is not in its query');
  const folder = { default: "a", about: "a folder", like: ["Mine"] };
  assertStringIncludes(faultOf({ ...product, parameters: { folder } }), "lower case");
});

Deno.test("acceptedKinds() leaves out a credential that the version does not take yet", () => {
  const late: Route = {
    ...route,
    accepts: ["api-token", "secret"],
    acceptsSince: { secret: "10.4.0" },
  };
  assertEquals(acceptedKinds(late), ["api-token", "secret"]);
  assertEquals(acceptedKinds(late, "10.3.9"), ["api-token"]);
  assertEquals(acceptedKinds(late, "10.4.0"), ["api-token", "secret"]);
});

Deno.test("isRecommended() tells the kinds of credential apart", () => {
  const mixed: Route = { ...route, accepts: ["api-token", "secret"], recommended: ["api-token"] };
  assertEquals([isRecommended(mixed), isRecommended(mixed, "secret")], [true, false]);
  assert(isRecommended({ ...mixed, recommended: true }, "secret"));
  assert(!isRecommended(route, "api-token"), "it is not taken at all");
});

Deno.test("what is said of some versions must be of versions of the release, and shown by something", () => {
  const erratum = {
    shows: { apiStatus: 500, text: "^no rights" },
    code: "delete/record",
    says: "cannot delete",
    hint: "Update it.",
  } as const;
  assert(defineProduct(withLater({ errata: [{ ...erratum, from: "7.5.0", to: "8.1.x" }] })));
  for (const range of [{ from: "7.4.0" }, { to: "9.0.0" }, { from: "8.1.0", to: "8.0.0" }]) {
    assertStringIncludes(
      faultOf(withLater({ errata: [{ ...erratum, ...range }] })),
      "release 2 (7.5.0 – 8.x): errata.0: lies outside the release",
    );
  }
  assertStringIncludes(
    faultOf(withLater({ errata: [{ ...erratum, shows: { text: "(" } }] })),
    "is not a regular expression",
  );
  assertStringIncludes(
    faultOf(withLater({ errata: [{ ...erratum, shows: {} }] })),
    "fits every answer",
  );
  const other = { ...erratum, code: "no/code" } as unknown as typeof erratum;
  assertStringIncludes(faultOf(withLater({ errata: [other] })), "is not an error code");
  assertStringIncludes(
    faultOf({ ...product, signs: [{ ...erratum, shows: [{ path: "[" }] }] }),
    "signs.0.path: is not a regular expression",
  );
});

Deno.test("messages call an API token what people of the products call it", () => {
  assertEquals(tokenName([{}, {}]), "an API token");
  assertEquals(tokenName([{ tokenName: "Joomla API Token" }, {}]), "a Joomla API Token");
  const several = ["Access Key", "Joomla API Token", "Access Key"].map((name) => ({
    tokenName: name,
  }));
  assertEquals(tokenName(several), "an Access Key or a Joomla API Token");
});
