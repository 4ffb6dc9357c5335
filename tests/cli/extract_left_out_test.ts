/** Extracting what cannot be written as it is, from the command line. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { treeOf } from "../archive/support/temporary.ts";
import { type Item, jpa } from "../archive/support/writers.ts";
import { inFolder } from "../support/in_folder.ts";
import { asOther, bundleFor, OTHER_USER } from "../support/other_user.ts";
import { cli, jsonLines } from "./fake_world.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

async function archive(folder: string, items: readonly Item[]): Promise<void> {
  await Deno.writeFile(join(folder, "site.jpa"), jpa(items));
}

/** How often a text has a word. */
function times(text: string, word: string): number {
  return text.split(word).length - 1;
}

Deno.test({
  name: "names that Windows alone objects to are extracted like all others",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const paths = ["includes/con.php", "index.php", "js/aux.js", "up\\photo.jpg", "zz.txt"];
      await archive(folder, paths.map((path) => ({ path, data: "x" })));
      const { status, stderr } = await cli(["extract", "site.jpa", "--to", "o"], { folder });
      assertEquals([status, stderr], [0, ""]);
      const files = (await treeOf(join(folder, "o"))).filter((path) => paths.includes(path));
      assertEquals(files, paths);
    }),
});

Deno.test("a link that leads out is named once, with the flag that creates it", () =>
  inFolder(async (folder) => {
    await archive(folder, [
      { path: "index.php", data: "<?php" },
      { path: "images", type: "link", data: "/bitnami/joomla/images" },
    ]);
    const args = ["extract", "site.jpa", "--to", "o"];
    const { status, stdout, stderr } = await cli(args, { folder });
    assertEquals([status, stdout], [63, ""]);
    assertMatch(
      stderr,
      /^warning: .*"images": the link leads out of the folder.*\nsitehaul: Not completely .*; 1 entry left out\nhint: This is no sign of damage\. .*--links=all/,
    );
    assertEquals(times(stderr, "/bitnami/joomla/images"), 1);
    const lines = jsonLines((await cli([...args, "--overwrite", "--json"], { folder })).stdout);
    const [problem, summary, error] = lines.slice(-3);
    assertEquals([problem?.["code"], problem?.["entry"]], ["link-outside", "images"]);
    assertEquals([summary?.["ok"], summary?.["leftOut"]], [false, 1]);
    assertEquals([error?.["code"], error?.["exit"]], ["archive/left-out", 63]);

    const verified = await cli(["verify", "site.jpa"], { folder });
    assertEquals(verified.status, 0);
    assertMatch(verified.stdout, /^note: .*"images": the link leads out of the folder/);

    for (const [links, made] of [["all", 1], ["none", 0]] as const) {
      const { status, stderr } = await cli(
        ["extract", "site.jpa", "--to", links, "--links", links],
        { folder },
      );
      assertEquals([status, stderr], [0, ""]);
      assertEquals((await treeOf(join(folder, links))).length, made + 1);
    }
  }));

Deno.test("a link in the target folder is named, and an empty folder advised", () =>
  inFolder(async (folder) => {
    await archive(folder, [
      { path: "images/", type: "directory" },
      { path: "images/a.jpg", data: "j" },
      { path: "index.php", data: "<?php" },
    ]);
    await Deno.mkdir(join(folder, "volume"));
    await Deno.mkdir(join(folder, "o"));
    await Deno.symlink(join(folder, "volume"), join(folder, "o", "images"));
    const args = ["extract", "site.jpa", "--to", "o", "--overwrite"];
    const { status, stderr } = await cli(args, { folder });
    assertEquals(status, 104);
    assertMatch(stderr, /the target folder has a link "images"\n/);
    assertMatch(stderr, /\nhint: This is no sign of damage\. Extract into an empty folder/);
  }));

Deno.test("a name that is too long for the file system is told once", () =>
  inFolder(async (folder) => {
    const long = "ф".repeat(140);
    await archive(folder, [{ path: `a/${long}.txt`, data: "x" }, { path: "ok.txt", data: "x" }]);
    const { status, stderr } = await cli(["extract", "site.jpa", "--to", "o"], { folder });
    assertEquals(status, 104);
    assertEquals([times(stderr, "too long for this file system"), times(stderr, long)], [1, 1]);
    assertMatch(stderr, /\nhint: This is no sign of damage\. .*takes longer names/);
  }));

Deno.test("files that are stored twice, identically, are one line and no warning", () =>
  inFolder(async (folder) => {
    const once = Array.from({ length: 15 }, (_, index) => ({ path: `${index}.php`, data: "x" }));
    await archive(folder, [...once, ...once]);
    const extracted = await cli(["extract", "site.jpa", "--to", "o"], { folder });
    assertEquals([extracted.status, extracted.stderr], [0, ""]);
    assertMatch(extracted.stdout, /: 15 files, .*; 15 files stored again with the same content\n$/);
    for (const [flags, what] of [[[], "content"], [["--quick"], "size"]] as const) {
      const { status, stdout, stderr } = await cli(["verify", "site.jpa", ...flags], { folder });
      assertEquals([status, stderr], [0, ""]);
      const line = `note: 15 files stored again, with the same ${what}; the last one counts\n`;
      assertEquals([stdout.startsWith(line), stdout.split("\n").length], [true, 3]);
    }
  }));

Deno.test("a file with a wrong checksum is written unless --strict is given", () =>
  inFolder(async (folder) => {
    const { zipBytes } = await import("../archive/support/zip_writer.ts");
    const bytes = zipBytes([{ path: "a.txt", data: "0123456789" }]);
    bytes[bytes.indexOf(0x39)] = 0x38;
    await Deno.writeFile(join(folder, "site.zip"), bytes);
    const args = (to: string) => ["extract", "site.zip", "--to", to];
    const kept = await cli(args("kept"), { folder });
    assertEquals(kept.status, 60);
    assertMatch(
      kept.stderr,
      /it was written as it is\nsitehaul: .*; 1 file written although damaged\n/,
    );
    assertEquals(await treeOf(join(folder, "kept")), ["a.txt"]);
    const strict = await cli([...args("strict"), "--strict"], { folder });
    assertEquals(strict.status, 60);
    assertMatch(strict.stderr, /; 1 entry left out\n/);
    assertEquals(await treeOf(join(folder, "strict")), []);
  }));

Deno.test({
  name: "a folder that its user may not write into costs what would be written there",
  ignore: Deno.build.os === "windows" || OTHER_USER === undefined && Deno.uid() === 0,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.chmod(folder, 0o755);
      const home = join(folder, "home");
      await Deno.mkdir(join(home, "site", "logs"), { recursive: true });
      await Deno.chmod(join(home, "site", "logs"), 0o555);
      if (OTHER_USER !== undefined) {
        for (const path of [home, join(home, "site")]) await Deno.chown(path, OTHER_USER, null);
      }
      const paths = ["index.php", "logs/index.html", "zzz.txt"];
      await archive(folder, [
        { path: "logs/", type: "directory", mode: 0o040700 },
        ...paths.map((path) => ({ path, data: "x" })),
      ]);
      const program = await bundleFor(folder, MAIN);
      const words = ["extract", join(folder, "site.jpa"), "--to", join(home, "site")];
      const { code, stderr } = await asOther(program, words, home).output();
      const said = new TextDecoder().decode(stderr);
      assertEquals(code, 104, said);
      assertMatch(said, /^warning: .*"logs\/index\.html": .*permission denied \(EACCES\)$/m);
      assertMatch(said, /^sitehaul: Not completely .*: 2 files.*; 1 entry left out$/m);
      if (OTHER_USER !== undefined) {
        assertMatch(said, /^warning: .*"logs": its permissions or time were not restored/m);
      }
      assertEquals(await treeOf(join(home, "site")), ["index.php", "logs", "zzz.txt"]);
      await Deno.chmod(join(home, "site", "logs"), 0o755);
    }),
});
