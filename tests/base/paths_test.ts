import { assertEquals } from "@std/assert";
import { win32 } from "node:path";
import { basename, dirname, join, pathsOf, resolve } from "../../src/base/paths.ts";
import { systemName, userNumber, workingFolder } from "../../src/base/system.ts";

Deno.test("on Windows, paths are those of Windows", () => {
  const paths = pathsOf("windows");
  assertEquals(paths.join("C:\\a", "b/..", "c"), "C:\\a\\c");
  assertEquals(paths.dirname("C:\\a\\b"), "C:\\a");
  assertEquals(paths.basename("C:\\a\\b"), "b");
  assertEquals(paths.resolve("C:\\a", "..\\b"), "C:\\b");
  assertEquals(paths.resolve("C:\\a"), win32.resolve("C:\\a"));
  const below = ["C:\\a\\b", "C:\\a", "C:\\ab", "C:\\", "D:\\a\\b", "c:\\A\\..b"];
  assertEquals(below.map((path) => paths.isBelow("C:\\a", path)), [
    ...[true, false, false, false, false, true],
  ]);
});

Deno.test("the paths of this system are those that are used", () => {
  const paths = pathsOf(Deno.build.os);
  assertEquals(join("a", "b"), paths.join("a", "b"));
  assertEquals(dirname("/a/b"), "/a");
  assertEquals(basename("/a/b"), "b");
  assertEquals(resolve("a"), paths.join(Deno.cwd(), "a"));
});

Deno.test("the system is the one that the runtime names", () => {
  assertEquals(systemName(), Deno.build.os);
  assertEquals(userNumber(), Deno.uid() ?? undefined);
  assertEquals(workingFolder(), Deno.cwd());
});
