/** Whether the disk has the space, also for what is there already. */
import { assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { refuseFullDisk } from "../../src/download/disk_space.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { inFolder } from "../support/in_folder.ts";

/** More than any disk has; a file with a hole of this size needs no space. */
const HUGE = 2 ** 43;

async function makeHoles(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await Deno.writeTextFile(join(dir, name), "");
    await Deno.truncate(join(dir, name), HUGE);
  }
}

const PARTS = ["a.jpa", "a.j01", "a.j02"].map((name, index) => ({
  part: index + 1,
  name,
  size: HUGE,
}));

Deno.test.each([
  ["nothing is there", [], 1, 3],
  ["all are replaced one by one", ["a.jpa", "a.j01", "a.j02"], 1, 1],
  ["all are replaced, two at a time", ["a.jpa", "a.j01", "a.j02"], 2, 2],
  ["one is replaced", ["a.j01"], 1, 3],
  ["one has been begun", [".a.j01.part"], 1, 2],
])("when %s, that much space is needed", (_, there, atOnce, times) =>
  inFolder(async (dir) => {
    await makeHoles(dir, there);
    const error = await assertRejects(() => refuseFullDisk(dir, PARTS, atOnce), SitehaulError);
    assertStringIncludes(error.message, `need ${times * HUGE} more bytes`);
  }));

Deno.test("what is replaced by less needs no space but its own", () =>
  inFolder(async (dir) => {
    await makeHoles(dir, ["a.jpa"]);
    const small = [{ part: 1, name: "b.jpa", size: 5 }];
    await refuseFullDisk(dir, small, 1);
  }));
