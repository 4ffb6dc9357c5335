import { assertEquals, assertStringIncludes } from "@std/assert";
import { products } from "../../plugins/mod.ts";
import { unfitnessOf } from "../../src/codecs/fitness.ts";

Deno.test.each([
  "Sup3rS3cretW0rd_For_Tests_9f2c",
  "correct horse battery staple",
  "pässwörd€ &+%#?=>",
])("unfitnessOf() has nothing against %j", (value) => {
  assertEquals(unfitnessOf(value, products), []);
});

Deno.test.each([
  ["", "empty"],
  ["secret\n", "control character"],
  ["secret ", "space"],
  [" secret", "space"],
])("unfitnessOf() refuses %j whatever the product", (value, says) => {
  const [first] = unfitnessOf(value);
  assertStringIncludes(first?.reason ?? "", says);
  assertEquals(first?.where, undefined);
});

Deno.test.each<[string, string[]]>([
  ["Abc<Long", ["joomla", "wordpress"]],
  ['Abc"Long', ["wordpress"]],
  ["Abc'Long", ["wordpress"]],
  ["Abc\\Long", ["wordpress"]],
])("unfitnessOf() says where %j never matches", (value, where) => {
  assertEquals(unfitnessOf(value, products).flatMap((unfit) => unfit.where ?? []), where);
});

Deno.test("unfitnessOf() never repeats the value", () => {
  const reasons = unfitnessOf(" Geheim<'\n", products);
  assertEquals(reasons.length, 5);
  assertEquals(reasons.filter(({ reason }) => reason.includes("Geheim")), []);
});
