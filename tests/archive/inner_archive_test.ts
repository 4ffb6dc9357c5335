import { assertEquals } from "@std/assert";
import { countStrangers, versionsOf } from "../../src/archive/inner_archive.ts";

const entry = (path: number, version: number) => ({ path, version });

Deno.test("entries up to one of which another version is known belong to an inner archive", () => {
  const known = versionsOf([entry(1, 10), entry(2, 20)]);
  assertEquals(countStrangers([entry(7, 70), entry(1, 11), entry(3, 30)], known), 2);
  assertEquals(countStrangers([entry(7, 70), entry(1, 10), entry(3, 30)], known), 0);
});

Deno.test("entries up to one that comes again much later, as another version, do, too", () => {
  const rest = [2, 3, 4, 5].map((path) => entry(path, path));
  assertEquals(countStrangers([entry(1, 10), ...rest, entry(1, 11)], new Map()), 1);
  assertEquals(countStrangers([entry(1, 10), ...rest, entry(1, 10)], new Map()), 0);
  // A file may change while it is packed, and be stored again nearby.
  assertEquals(countStrangers([entry(1, 10), entry(2, 2), entry(1, 11)], new Map()), 0);
});
