import { assertEquals, assertStringIncludes } from "@std/assert";
import { unfitnessOf, unusableReason } from "../../src/codecs/fitness.ts";

Deno.test.each([
  "Sup3rS3cretW0rd_For_Tests_9f2c",
  "correct horse battery staple",
  "pässwörd€ &+%#?=>",
])("unusableReason() has nothing against %j", (value) => {
  assertEquals(unusableReason(value), undefined);
});

Deno.test.each([
  ["", "empty"],
  ["secret\n", "control character"],
  ["secret ", "blank"],
  [" secret", "blank"],
])("unusableReason() refuses %j for every product", (value, says) => {
  assertStringIncludes(unusableReason(value) ?? "", says);
  assertStringIncludes(unusableReason(value, "joomla") ?? "", says);
  assertStringIncludes(unusableReason(value, "of-somebody-else") ?? "", says);
});

Deno.test.each<[string, string[]]>([
  ["Abc<Long", ["joomla", "wordpress"]],
  ['Abc"Long', ["wordpress"]],
  ["Abc'Long", ["wordpress"]],
  ["Abc\\Long", ["wordpress"]],
])("unusableReason() refuses %j only where it never matches", (value, where) => {
  for (const product of ["joomla", "wordpress", "of-somebody-else"]) {
    assertEquals(unusableReason(value, product) !== undefined, where.includes(product), product);
  }
  assertStringIncludes(unusableReason(value) ?? "", `(${where.join(", ")})`);
  assertEquals(unfitnessOf(value).map((unfit) => unfit.where), [where]);
});

Deno.test("unfitnessOf() never repeats the value", () => {
  const reasons = unfitnessOf(" Geheim<'\n");
  assertEquals(reasons.length, 4);
  assertEquals(reasons.filter(({ reason }) => reason.includes("Geheim")), []);
});
