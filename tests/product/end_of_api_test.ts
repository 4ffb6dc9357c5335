import { assertEquals } from "@std/assert";
import { joomla, products } from "../../plugins/mod.ts";
import { endOfApi } from "../../src/product/end_of_api.ts";
import { defineProduct } from "../../src/product/product.ts";

const mine = defineProduct({
  id: "mine",
  name: "My own backup",
  releases: [
    { from: "1.0.0", to: "1.x", routes: [{ api: 2, path: "old.php", recommended: true }] },
    {
      from: "2.0.0",
      routes: [
        { api: 2, path: "old.php", recommended: ["secret"] },
        { api: 3, path: "new/{method}", accepts: ["api-token"], recommended: true },
      ],
    },
  ],
  tokenName: "My Token",
  retirements: [{ api: 2, on: "2030-01-01" }],
});

Deno.test("the end of an API is told of versions that have no other one, with the way out", () => {
  assertEquals(endOfApi(mine, "1.4.0", "secret"), {
    on: "2030-01-01",
    says: "API version 2, its only one, ends on 2030-01-01",
  });
  assertEquals(endOfApi(mine, "1.4.0", "api-token"), undefined);
  assertEquals(endOfApi(mine, "2.1.0", "secret"), {
    on: "2030-01-01",
    says: "API version 2, its only one, ends on 2030-01-01: use a My Token",
  });
  assertEquals(endOfApi(mine, "2.1.0", "api-token"), undefined);
  assertEquals(endOfApi(mine, "2.1.0"), undefined);
});

Deno.test("nothing is said of versions that the data does not know", () => {
  for (const version of ["0.9.0", "none", ""]) {
    assertEquals(endOfApi(mine, version, "secret"), undefined, version);
  }
});

Deno.test("a secret outlives API version 2 on Joomla from 10.4.0 on", () => {
  const says = (version: string) => endOfApi(joomla, version, "secret")?.says;
  assertEquals(
    says("9.3.3"),
    "API version 2, its only one, ends on 2027-10-01: update to 10.4.0 or later",
  );
  assertEquals(
    says("10.2.1"),
    "API version 2, its only one, ends on 2027-10-01: update to 10.4.0 or later, or use a " +
      "Joomla API Token",
  );
  assertEquals(says("10.4.0"), undefined);
});

Deno.test("products whose makers have announced no end are told none", () => {
  for (const product of products.filter(({ retirements }) => retirements === undefined)) {
    assertEquals(endOfApi(product, "9.1.1", "secret"), undefined, product.id);
  }
});
