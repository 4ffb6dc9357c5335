import { assertEquals } from "@std/assert";
import { nearest } from "../src/nearest.ts";

const WORDS = ["test", "list", "download", "delete", "delete-files"];

Deno.test.each<[string, string | undefined]>([
  ["tset", "test"],
  ["lsit", "list"],
  ["dowload", "download"],
  ["DOWNLOAD", "download"],
  ["delet", "delete"],
  ["backup", undefined],
  ["", undefined],
])("of %j it is near to %j", (word, expected) => assertEquals(nearest(word, WORDS), expected));
