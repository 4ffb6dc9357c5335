import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { mine } from "../../examples/own_product.ts";
import { joomla, solo, wordpress } from "../../plugins/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { type CatalogueOptions, endpointsFor } from "../../src/resolve/catalogue.ts";

const FOLDER = "wp-content/plugins/akeebabackupwp/app";
const V1 = "option=com_akeeba&view=json&format=raw";
const V2 = "option=com_akeeba&view=api&format=raw";

// Written by hand from the published table, not made from the plugins. "*" is recommended.
const TABLE: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  joomla: [
    [
      "3.3.0 – 7.4.0.1",
      `*1 index.php?${V1}`,
      "1 index.php?option=com_akeeba&view=json&format=component",
    ],
    ["7.5.0 – 8.x", `*2 index.php?${V2}`, `1 index.php?${V1}`],
    ["9.0.0 – 9.5.x", "*2 index.php?option=com_akeebabackup&view=api&format=raw"],
    [
      "9.6.0 and later",
      "*2 index.php?option=com_akeebabackup&view=api&format=raw",
      "*3 api/index.php/v3/akeebabackup/{method}",
      "2 api/index.php/v2/akeebabackup",
      "3 api/v3/akeebabackup/{method}",
    ],
  ],
  wordpress: [
    ["1.0.0 – 2.4.0", `*1 ${FOLDER}/index.php?${V1}`],
    ["2.4.1 – 7.3.2.1", `*1 ${FOLDER}/index.php?${V1}`, `1 ${FOLDER}/remote.php?${V1}`],
    [
      "7.4.0 – 7.7.0",
      `*2 ${FOLDER}/index.php?${V2}`,
      `1 ${FOLDER}/index.php?${V1}`,
      `1 ${FOLDER}/remote.php?${V1}`,
    ],
    [
      "7.7.1 – 7.x",
      `*2 wp-admin/admin-ajax.php?action=akeebabackup_api&${V2}`,
      `2 ${FOLDER}/index.php?${V2}`,
      `1 ${FOLDER}/index.php?${V1}`,
      `1 ${FOLDER}/remote.php?${V1}`,
    ],
    ["8.0.0 and later", "*2 wp-admin/admin-ajax.php?action=akeebabackup_api"],
  ],
  solo: [
    ["1.0.0 – 2.4.0", `*1 index.php?${V1}`],
    ["2.4.1 – 7.3.2.1", `*1 index.php?${V1}`, `1 remote.php?${V1}`],
    ["7.4.0 – 7.x", `*2 index.php?${V2}`, `1 index.php?${V1}`, `1 remote.php?${V1}`],
    ["8.0.0 and later", `*2 index.php?${V2}`, "2 remote.php?view=api"],
  ],
};

const products = [joomla, wordpress, solo];

function listed(options: Omit<CatalogueOptions, "products">): string[] {
  return endpointsFor({ products, ...options })
    .map(({ api, url, recommended }) => `${recommended ? "*" : ""}${api} ${url}`);
}

function faultOf(options: Omit<CatalogueOptions, "products">): SitehaulError {
  return assertThrows(() => endpointsFor({ products, ...options }), SitehaulError);
}

for (const [product, releases] of Object.entries(TABLE)) {
  Deno.test(`endpointsFor() lists the endpoints of ${product} as the table has them`, () => {
    assertEquals(listed({ product }), releases.flatMap(([, ...endpoints]) => endpoints));
    for (const [versions, ...endpoints] of releases) {
      const version = versions.split(" ")[0] ?? "";
      assertEquals(listed({ product, version }), endpoints, versions);
      const entries = endpointsFor({ products, product, version });
      assertEquals(new Set(entries.map((entry) => entry.versions)), new Set([versions]));
    }
  });
}

Deno.test("endpointsFor() lists every product where none is named", () => {
  const all = endpointsFor({ products });
  assertEquals(
    new Set(all.map(({ product }) => product)),
    new Set(["joomla", "wordpress", "solo"]),
  );
  assertEquals(
    new Set(endpointsFor({ products, version: "9.1.1" }).map(({ product }) => product)),
    new Set(["joomla", "wordpress", "solo"]),
  );
});

Deno.test("endpointsFor() has the keys that scripts read, in their order, and says why", () => {
  for (const entry of endpointsFor({ products: [...products, mine] })) {
    const keys = ["product", "versions", "api", "url", "recommended", "accepts", "note"];
    assertEquals(Object.keys(JSON.parse(JSON.stringify(entry))), keys);
    assert(entry.note.length > 10, JSON.stringify(entry));
    assertEquals(entry.note.startsWith("recommended with "), entry.recommended);
  }
});

Deno.test("endpointsFor() gives full addresses at a site, the root of which it finds", () => {
  const entries = endpointsFor({
    products,
    product: "WordPress",
    version: "9.1",
    site: "Example.com/blog/wp-admin/plugins.php",
  });
  assertEquals(entries.map(({ url }) => url), [
    "https://example.com/blog/wp-admin/admin-ajax.php?action=akeebabackup_api",
  ]);
});

Deno.test("endpointsFor() takes 7.x for the newest 7, and finds a product by its name", () => {
  const [first] = endpointsFor({
    products,
    product: "Akeeba Backup for WordPress",
    version: "7.x",
  });
  assertEquals(first?.versions, "7.7.1 – 7.x");
});

Deno.test("endpointsFor() keeps to one API version where it is asked to", () => {
  assertEquals(listed({ product: "joomla", version: "10.2.1", api: 3 }), [
    "*3 api/index.php/v3/akeebabackup/{method}",
    "3 api/v3/akeebabackup/{method}",
  ]);
  assertEquals(listed({ product: "solo", api: 3 }), []);
});

Deno.test("endpointsFor() says which credentials an endpoint takes in that version", () => {
  const accepted = (version: string) =>
    endpointsFor({ products, product: "joomla", version, api: 3 }).map(({ accepts }) => accepts);
  assertEquals(accepted("10.3.0"), [["api-token"], ["api-token"]]);
  assertEquals(accepted("10.4.0")[0], ["api-token", "secret"]);
});

Deno.test("endpointsFor() puts the user's plugin folder in the place of the usual one", () => {
  const parameters = { folder: "akeebabackupcore" };
  const urls = listed({ product: "wordpress", version: "7.7.0", parameters });
  assert(urls.every((url) => url.includes("/plugins/akeebabackupcore/app/")));
  assertEquals(faultOf({ parameters: { folder: "../.." } }).code, "usage/value");
  const unknown = faultOf({ parameters: { fodler: "x" } });
  assertEquals([unknown.code, unknown.hint], ["usage/value", "There is: folder, content."]);
});

Deno.test("endpointsFor() suggests the product that was meant", () => {
  const error = faultOf({ product: "wordpres" });
  assertEquals(error.code, "product/unknown");
  assertEquals(error.hint, "Did you mean wordpress? The products are: joomla, wordpress, solo.");
  assertEquals(faultOf({ product: "drupal" }).hint, "The products are: joomla, wordpress, solo.");
  assert(!faultOf({ product: "x\ny" }).message.includes("\n"));
});

Deno.test("endpointsFor() lists the ranges for a version that no release has", () => {
  for (const version of ["3.2.9", "7.4.5", "newest", ""]) {
    const error = faultOf({ product: "joomla", version });
    assertEquals(error.code, "product/unknown-version");
    assertStringIncludes(
      error.hint ?? "",
      "joomla 3.3.0 – 7.4.0.1, 7.5.0 – 8.x, 9.0.0 – 9.5.x, 9.6.0",
    );
  }
  assertMatch(
    faultOf({ version: "0.1" }).hint ?? "",
    /joomla 3\.3\.0.*; wordpress 1\.0\.0.*; solo 1/,
  );
});
