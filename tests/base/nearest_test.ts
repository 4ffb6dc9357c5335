import { assertEquals } from "@std/assert";
import { nearest } from "../../src/base/nearest.ts";

const WORDS = ["test", "list", "download", "delete", "delete-files"];

Deno.test.each<[string, string | undefined]>([
  ["tset", "test"],
  ["lsit", "list"],
  ["dowload", "download"],
  ["DOWNLOAD", "download"],
  ["delet", "delete"],
  ["t", undefined],
  ["backup", undefined],
  ["", undefined],
])("of %j it is near to %j", (word, expected) => assertEquals(nearest(word, WORDS), expected));

Deno.test("another single letter is not near", () => {
  assertEquals(nearest("4", ["1", "2", "3"]), undefined);
});
