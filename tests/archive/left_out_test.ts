/**
 * What cannot be written costs only itself: the rest is extracted, and all that is missing is named.
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { listArchive } from "../../src/archive/list.ts";
import { ArchiveError } from "../../src/archive/problem.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { FILE_NAMES } from "../../src/config/find.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { extract, inSite } from "./support/extracting.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jpa } from "./support/writers.ts";

/** What Windows alone objects to. */
const WINDOWS_NAMES = [
  "includes/con.php",
  "js/aux.js",
  "up\\photo.jpg",
  "ab:c/d",
  "dots./d",
  "blank /e",
  "what?.html",
].toSorted();

/** The error in which extracting some items ends. */
async function failure(
  folder: string,
  items: readonly Item[],
  options: Parameters<typeof extract>[2] = {},
): Promise<ArchiveError> {
  return await assertRejects(() => extract(folder, items, options), ArchiveError);
}

function named({ problems }: ArchiveError): string[] {
  return problems.map(({ entry, code }) => `${entry}: ${code}`);
}

Deno.test("names that Windows alone objects to are plain names on Linux and macOS", async () => {
  await withFolder(async (folder) => {
    const items = ["index.php", ...WINDOWS_NAMES].map((path) => ({ path, data: path }));
    for (const platform of ["linux", "darwin"]) {
      const to = join(folder, platform);
      const [, { ok, files, problems }] = await extract(folder, items, { platform, to });
      assertEquals([ok, files, problems], [true, items.length, []]);
      assertEquals(await Deno.readTextFile(join(to, "up\\photo.jpg")), "up\\photo.jpg");
    }
    const report = await verifyArchive(join(folder, "site.jpa"));
    assertEquals([report.ok, report.problems], [true, []]);
  });
});

Deno.test("names that Windows objects to are left out there, and nobody is accused", async () => {
  await withFolder(async (folder) => {
    const items = ["index.php", ...WINDOWS_NAMES].map((path) => ({ path, data: path }));
    const error = await failure(folder, items, { platform: "win32" });
    assertEquals(named(error).toSorted(), WINDOWS_NAMES.map((path) => `${path}: name-windows`));
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assertMatch(error.hint ?? "", /no sign of damage/);
    assertEquals(await treeOf(join(folder, "site")), ["index.php"]);
    const [, { files }] = await extract(folder, [{ path: "aux/con.php" }], {
      platform: "win32",
      allowDeviceNames: true,
    });
    assertEquals(files, 1);
  });
});

Deno.test("components of a path that mean nothing are dropped", async () => {
  await withFolder(async (folder) => {
    const items: Item[] = [
      { path: "./", type: "directory", mode: 0o040700 },
      { path: "./a//b/./c.txt", data: "c" },
      { path: "a/d//", type: "directory" },
      { path: ".//e.txt", data: "e" },
    ];
    const [, { ok, files, directories }] = await extract(folder, items);
    assertEquals([ok, files, directories], [true, 2, 2]);
    const wanted = ["a", "a/b", "a/b/c.txt", "a/d", "e.txt"];
    assertEquals(await treeOf(join(folder, "site")), wanted);
    const listed = await Array.fromAsync(listArchive(join(folder, "site.jpa")));
    assertEquals(listed.map(({ path }) => path), [".", "a/b/c.txt", "a/d", "e.txt"]);
    const [, { files: chosen }] = await extract(folder, items, {
      only: ["a/b"],
      to: join(folder, "other"),
    });
    assertEquals(chosen, 1);
    const nameless = await failure(folder, [{ path: "./", data: "a file" }], { overwrite: true });
    assertEquals(named(nameless), [".: name-unsafe"]);
  });
});

Deno.test("the permissions of the target folder are not those of the archive's own root", async () => {
  await withFolder(async (folder) => {
    const to = join(folder, "site");
    await Deno.mkdir(to, { mode: 0o750 });
    await extract(folder, [{ path: "./", type: "directory", mode: 0o040777, mtime: 1000 }]);
    const { mode, mtime } = await Deno.stat(to);
    assertEquals((mode ?? 0) & 0o777, 0o750);
    assert((mtime?.getTime() ?? 0) > 1_000_000);
  });
});

Deno.test("a name that is too long for the file system is told once, in a few words", async () => {
  await withFolder(async (folder) => {
    const long = `a/${"ф".repeat(140)}.txt`;
    const error = await failure(folder, [{ path: long }, { path: "ok.txt" }]);
    assertEquals(named(error), [`${long}: name-too-long`]);
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assertEquals(error.problems[0]?.message, "the name is too long for this file system");
    assertMatch(error.hint ?? "", /no sign of damage.*takes longer names/);
    assertEquals(await treeOf(join(folder, "site")), ["a", "ok.txt"]);
  });
});

Deno.test("a link in the target folder costs what would be written through it", async () => {
  await withFolder(async (folder) => {
    const outside = join(folder, "volume");
    await Deno.mkdir(outside);
    await Deno.mkdir(join(folder, "site"));
    await Deno.symlink(outside, join(folder, "site", "images"));
    const items: Item[] = [
      { path: "images/", type: "directory", mode: 0o040700, mtime: 1000 },
      { path: "images/a.jpg", data: "j" },
      { path: "index.php", data: "<?php" },
    ];
    const before = await Deno.stat(outside);
    const error = await failure(folder, items, { overwrite: true });
    assertEquals(named(error), ["images: target-link", "images/a.jpg: target-link"]);
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assertStringIncludes(error.message, 'the target folder has a link "images"');
    assertStringIncludes(error.hint ?? "", "Extract into an empty folder");
    assertEquals(await inSite(folder, "index.php"), "<?php");
    const after = await Deno.stat(outside);
    assertEquals([after.mode, after.mtime], [before.mode, before.mtime]);
    assertEquals(await treeOf(outside), []);
  });
});

Deno.test("a file or a folder in the way costs what it is in the way of", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "site", "index.php"), { recursive: true });
    await Deno.writeTextFile(join(folder, "site", "logs"), "a file");
    const items = ["index.php", "logs/a.log", "zzz.txt"].map((path) => ({ path }));
    const error = await failure(folder, items, { overwrite: true });
    assertEquals(named(error), ["index.php: target-conflict", "logs/a.log: target-conflict"]);
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assertEquals(await treeOf(join(folder, "site")), ["index.php", "logs", "zzz.txt"]);
  });
});

Deno.test("a target folder that goes away ends the extraction", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    const to = join(folder, "site");
    const items = Array.from({ length: 50 }, (_, index) => ({ path: `${index}`, data: "x" }));
    await Deno.writeFile(path, jpa(items));
    let seen = 0;
    const error = await assertRejects(async () => {
      for await (const { type } of extractArchive(path, { to })) {
        if (type === "entry" && ++seen === 3) await Deno.remove(to, { recursive: true });
      }
    }, SitehaulError);
    assertEquals([error.code, error.exit, seen], ["file/write", 104, 3]);
  });
});

Deno.test("damage matters more than what was not written, and that more than what was left out", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "site", "b"), { recursive: true });
    const link: Item = { path: "a", type: "link", data: "/elsewhere" };
    const blocked: Item = { path: "b", data: "x" };
    const broken: Item = { path: "c", data: "x".repeat(500), method: 1, size: 600 };
    const hostile: Item = { path: "../d", data: "x" };
    const codeOf = async (...items: Item[]) =>
      (await failure(folder, items, { overwrite: true })).code;
    assertEquals(await codeOf(link), "archive/left-out");
    assertEquals(await codeOf(link, hostile), "archive/unsafe");
    assertEquals(await codeOf(link, hostile, blocked), "file/write");
    assertEquals(await codeOf(link, hostile, blocked, broken), "archive/damaged");
  });
});

Deno.test("a link that leads out is left out, created or not mentioned, as is wished", async () => {
  await withFolder(async (folder) => {
    const outside = join(folder, "outside");
    await Deno.mkdir(outside);
    const items: Item[] = [
      { path: "images", type: "link", data: outside },
      { path: "up", type: "link", data: "../outside" },
      { path: "inner", type: "link", data: "index.php" },
      { path: "images/evil.txt", data: "evil" },
      { path: "index.php", data: "<?php" },
    ];
    const tree = async (links: "inside" | "all" | "none") => {
      const to = join(folder, links);
      const error = await failure(folder, items, { links, to });
      return [...named(error), ...await treeOf(to)];
    };
    const refused = "images/evil.txt: through-link";
    assertEquals(await tree("inside"), [
      "images: link-outside",
      "up: link-outside",
      refused,
      "index.php",
      "inner -> index.php",
    ]);
    assertEquals(await tree("all"), [
      refused,
      `images -> ${outside}`,
      "index.php",
      "inner -> index.php",
      "up -> ../outside",
    ]);
    assertEquals(await tree("none"), [refused, "index.php"]);
    assertEquals(await treeOf(outside), []);

    const healthy = items.filter(({ path }) => path !== "images/evil.txt");
    const to = (name: string) => ({ to: join(folder, `${name} again`) });
    const error = await failure(folder, healthy, to("inside"));
    assertEquals([error.code, error.exit], ["archive/left-out", 63]);
    assertMatch(error.hint ?? "", /no sign of damage.*`links: "all"`/);
    const [, all] = await extract(folder, healthy, { links: "all", ...to("all") });
    assertEquals([all.ok, all.links, all.skipped], [true, 3, 0]);
    const [, none] = await extract(folder, healthy, { links: "none", ...to("none") });
    assertEquals([none.ok, none.links, none.skipped], [true, 0, 3]);
    // What is extracted over such links later goes through none of them.
    const over = await failure(folder, [{ path: "images/evil.txt", data: "evil" }], {
      overwrite: true,
      ...to("all"),
    });
    assertEquals(named(over), ["images/evil.txt: target-link"]);
    assertEquals(await treeOf(outside), []);
  });
});

Deno.test("an archive with links that lead out is no damaged archive", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    await Deno.writeFile(path, jpa([{ path: "images", type: "link", data: "/shared/images" }]));
    const { ok, problems } = await verifyArchive(path);
    assertEquals([ok, problems.map(({ code, severity }) => [code, severity])], [
      true,
      [["link-outside", "unsafe"]],
    ]);
    await allOf(extractArchive(path, { to: join(folder, "site"), links: "all" }));
  });
});

Deno.test("an entry that would be taken for a configuration of sitehaul is warned of", async () => {
  await withFolder(async (folder) => {
    const planted = [
      ...FILE_NAMES,
      ...FILE_NAMES.map((name) => `a/b/${name.toUpperCase()}`),
      ".akeebaremotecli",
    ];
    const items: Item[] = [
      ...planted.map((path) => ({ path, data: "sites: {}" })),
      { path: "d/sitehaul.yaml", type: "link", data: "../harmless.txt" },
      { path: "sitehaul.yaml.dist" },
      { path: "sitehaul.yaml/", type: "directory" },
    ];
    const [, { ok, problems }] = await extract(folder, items.slice(0, -1));
    assertEquals(ok, true);
    assertEquals(
      problems.map(({ entry, code, severity }) => [entry, code, severity]),
      [...planted, "d/sitehaul.yaml"].map((path) => [path, "configuration", "warning"]),
    );
    // What stays in the archive is no danger.
    const [, { problems: none }] = await extract(folder, items, {
      only: ["*.dist"],
      to: join(folder, "other"),
    });
    assertEquals(none, []);
  });
});
