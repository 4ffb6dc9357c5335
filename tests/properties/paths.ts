/** Paths are those of `node:path`, whatever the path. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { posix } from "node:path";
import { POSIX } from "../../src/base/paths.ts";
import { holds, type Target } from "./property.ts";

const piece = fc.constantFrom("/", "//", ".", "..", "a", "b", "...", ".a", "ä b", "\\", "");
const path = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
const pair = fc.tuple(path, path);

/** Below by the rules of `node:path`. */
function isBelow(folder: string, path: string): boolean {
  const between = posix.relative(folder, path);
  return between !== "" && between !== ".." && !between.startsWith("../");
}

export const paths: Target = {
  name: "paths",
  properties: [
    holds("names are joined as by node:path", fc.array(path, { maxLength: 4 }), (names) => {
      assertEquals(POSIX.join(...names), posix.join(...names));
    }, { runs: 3000 }),
    holds("a path has the folder and the last name that node:path finds", path, (each) => {
      assertEquals(POSIX.dirname(each), posix.dirname(each));
      assertEquals(POSIX.basename(each), posix.basename(each));
    }, { runs: 3000 }),
    holds("a path from a folder on is that of node:path", pair, ([folder, each]) => {
      assertEquals(POSIX.resolve(folder, each), posix.resolve(folder, each));
      assertEquals(POSIX.resolve(each), posix.resolve(each));
    }, { runs: 3000 }),
    holds("what is below a folder is what node:path finds there", pair, ([folder, each]) => {
      assertEquals(POSIX.isBelow(folder, each), isBelow(folder, each));
      assertEquals(
        POSIX.isBelow(folder, `${folder}/${each}`),
        isBelow(folder, `${folder}/${each}`),
      );
    }, { runs: 3000 }),
  ],
};
