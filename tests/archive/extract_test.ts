/**
 * Extracting into one folder, and nowhere else.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { SitehaulError } from "../../src/base/errors.ts";
import { extractArchive } from "../../src/archive/extract.ts";
import type { ExtractEvent } from "../../src/archive/extract_contract.ts";
import { ArchiveError } from "../../src/archive/problem.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jpa } from "./support/writers.ts";
import { extract, inSite, refusals } from "./support/extracting.ts";

Deno.test("a file that exists is kept, unless overwriting is allowed", async () => {
  await withFolder(async (folder) => {
    await extract(folder, [{ path: "a.txt", data: "old" }]);
    const items = [{ path: "a.txt", data: "new" }, { path: "b.txt", data: "new" }];
    const error = await assertRejects(() => extract(folder, items), ArchiveError);
    assertEquals([error.code, error.exit, error.problems[0]?.code], ["file/write", 104, "exists"]);
    assertEquals([await inSite(folder, "a.txt"), await inSite(folder, "b.txt")], ["old", "new"]);
    await extract(folder, items, { overwrite: true });
    assertEquals(await inSite(folder, "a.txt"), "new");
  });
});

Deno.test("a link in the target folder is never followed, not even when overwriting", async () => {
  await withFolder(async (folder) => {
    const outside = join(folder, "outside");
    await Deno.mkdir(join(folder, "site"));
    await Deno.mkdir(outside);
    await Deno.writeTextFile(join(outside, "kept.txt"), "kept");
    await Deno.symlink(outside, join(folder, "site", "dir"));
    await Deno.symlink(join(outside, "kept.txt"), join(folder, "site", "file.txt"));
    const items = [{ path: "dir/evil.txt", data: "evil" }, { path: "file.txt", data: "new" }];
    assertEquals(await refusals(folder, items, { overwrite: true }), [
      "dir/evil.txt: target-link",
    ]);
    assertEquals(await treeOf(outside), ["kept.txt"]);
    assertEquals(await Deno.readTextFile(join(outside, "kept.txt")), "kept");
    assertEquals(await inSite(folder, "file.txt"), "new");
    assert(!(await Deno.lstat(join(folder, "site", "file.txt"))).isSymlink);
  });
});

Deno.test("setuid, setgid and sticky are not restored", async () => {
  await withFolder(async (folder) => {
    await extract(folder, [
      { path: "tool", data: "x", mode: 0o107755 },
      { path: "dir", type: "directory", mode: 0o047750 },
    ]);
    const mode = async (path: string) =>
      ((await Deno.stat(join(folder, "site", path))).mode ?? 0) & 0o7777;
    assertEquals([await mode("tool"), await mode("dir")], [0o755, 0o750]);
  });
});

Deno.test("a folder that may not be written into gets its files, its permissions and its time", async () => {
  await withFolder(async (folder) => {
    const mtime = 1_000_000_000;
    await extract(folder, [
      { path: "dir/", type: "directory", mode: 0o040555, mtime },
      { path: "dir/a.txt", data: "a", mtime },
      { path: "dir/sub/", type: "directory", mode: 0o040500, mtime },
      { path: "dir/link", type: "link", data: "a.txt" },
    ]);
    const dir = join(folder, "site", "dir");
    for (const [path, mode] of [[dir, 0o555], [join(dir, "sub"), 0o500]] as const) {
      const { mode: there, mtime: time } = await Deno.stat(path);
      assertEquals([(there ?? 0) & 0o777, time?.getTime()], [mode, mtime * 1000]);
      await Deno.chmod(path, 0o755);
    }
    assertEquals(await Deno.readLink(join(dir, "link")), "a.txt");
  });
});

Deno.test("entries that exclude each other are refused by name, and the first one stays", async () => {
  await withFolder(async (folder) => {
    const items: Item[] = [
      { path: "a", data: "a" },
      { path: "a/b", data: "below a file" },
      { path: "c/d", data: "d" },
      { path: "c", data: "a file where a folder is" },
      { path: "link", type: "link", data: "a" },
      { path: "link", data: "a file where a link is" },
      { path: "link/x", data: "through the link" },
      { path: "c", type: "directory" },
    ];
    assertEquals(await refusals(folder, items), [
      "a/b: conflict",
      "c: conflict",
      "link: conflict",
      "link/x: through-link",
    ]);
    assertEquals(await treeOf(join(folder, "site")), ["a", "c", "c/d", "link -> a"]);
    assertEquals(await inSite(folder, "a"), "a");
  });
});

Deno.test("links are made when they stay inside, and left out when they or their chains leave", async () => {
  await withFolder(async (folder) => {
    const link = (path: string, data: string): Item => ({ path, type: "link", data });
    const good = [
      link("top", "."),
      link("dir/up", ".."),
      link("dir/side", "../other/file.txt"),
      link("dir/dangling", "nowhere"),
      link("dir/through", "up/dir"),
    ];
    const bad = [
      link("a", ".."),
      link("dir/b", "../.."),
      link("dir/c", "up/.."),
      link("dir/d", "/etc"),
      link("dir/e", "x/../../.."),
      link("dir/f", "C:\\x"),
      link("dir/h", "..\\..\\x"),
    ];
    assertEquals(
      await refusals(folder, [...good, ...bad, link("dir/g", "")]),
      [...bad.map(({ path }) => `${path}: link-outside`), "dir/g: link-unsafe"],
    );
    const tree = await treeOf(join(folder, "site"));
    assertEquals(tree.length, good.length + 1);
    const root = await Deno.realPath(join(folder, "site"));
    for (const path of ["top", "dir/up", "dir/through"]) {
      assert((await Deno.realPath(join(root, path))).startsWith(root));
    }
  });
});

Deno.test("an extraction that is stopped leaves no half-written file", async () => {
  await withFolder(async (folder) => {
    const items = [{ path: "a", data: "a" }, { path: "big", data: new Uint8Array(20 << 20) }];
    const path = join(folder, "site.jpa");
    await Deno.writeFile(path, jpa(items));
    const stopping = new AbortController();
    const options = { to: join(folder, "site"), signal: stopping.signal };
    const seen: ExtractEvent[] = [];
    const error = await assertRejects(async () => {
      for await (const event of extractArchive(path, options)) {
        seen.push(event);
        if (event.type === "progress") stopping.abort();
      }
    }, SitehaulError);
    assertEquals(error.code, "interrupted");
    assert(seen.some(({ type }) => type === "progress"));
    assertEquals(await treeOf(join(folder, "site")), ["a"]);
    // The same when nobody asks for the next event.
    for await (const event of extractArchive(path, { to: join(folder, "site"), overwrite: true })) {
      if (event.type === "progress") break;
    }
    assertEquals(await treeOf(join(folder, "site")), ["a"]);
  });
});

Deno.test("patterns choose what is extracted, hidden files and whole folders too", async () => {
  await withFolder(async (folder) => {
    const paths = ["index.php", ".htaccess", "a/.env", "a/b/c.php", "a/b/d.txt", "ab/e.php"];
    const items = paths.map((path) => ({ path, data: path }));
    const chosen = async (...only: string[]) => {
      const to = join(folder, only.join("_").replaceAll(/\W/g, "-"));
      const [, summary] = await extract(folder, items, { only, to });
      assertEquals(summary.files + summary.skipped, items.length);
      return (await treeOf(to)).filter((path) => paths.includes(path));
    };
    assertEquals(await chosen("*"), paths.toSorted());
    assertEquals(await chosen("*.php"), ["index.php"]);
    assertEquals(await chosen("**/*.php", "a/.env"), [
      "a/.env",
      "a/b/c.php",
      "ab/e.php",
      "index.php",
    ]);
    assertEquals(await chosen("a"), ["a/.env", "a/b/c.php", "a/b/d.txt"]);
    assertEquals(await chosen("./a/b/"), ["a/b/c.php", "a/b/d.txt"]);
    assertEquals(await chosen(".ht*"), [".htaccess"]);
    const error = await assertRejects(() => chosen("nothing/**"), SitehaulError);
    assertEquals(error.code, "usage/value");
    assertStringIncludes(error.message, "nothing/**");
  });
});

Deno.test("that the chosen entry is damaged is not taken for a pattern that fits nothing", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.jpa");
    const archive = jpa([{ path: "a.txt", data: "a" }, { path: "b.txt", data: "b" }]);
    const signature = new TextDecoder("latin1").decode(archive).lastIndexOf("JPF");
    archive[signature] = 0;
    await Deno.writeFile(path, archive);
    const extracting = () => allOf(extractArchive(path, { to: folder, only: ["b.txt"] }));
    const error = await assertRejects(extracting, ArchiveError);
    assertEquals([error.code, error.problems[0]?.code], ["archive/damaged", "entry-header"]);
  });
});

Deno.test("a name that is not UTF-8 is spelled so that it can be turned back", async () => {
  await withFolder(async (folder) => {
    const path = new Uint8Array([0x31, 0x30, 0x30, 0x25, 0xfc, 0x2f, 0x61]);
    const [, summary] = await extract(folder, [{ path, data: "x" }]);
    assertEquals(summary.problems.map(({ code, severity }) => [code, severity]), [
      ["name-not-utf8", "warning"],
    ]);
    const [name = ""] = (await treeOf(join(folder, "site"))).toReversed();
    assertEquals(name, "100%25%FC/a");
    const back = Uint8Array.from(
      name.replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      (letter) => letter.charCodeAt(0),
    );
    assertEquals(back, path);
  });
});

Deno.test("a folder that cannot be made is an error of writing", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "x");
    const to = join(folder, "file", "site");
    const error = await assertRejects(
      () => extract(folder, [{ path: "a" }], { to }),
      SitehaulError,
    );
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assertEquals(dirname(to), join(folder, "file"));
  });
});
