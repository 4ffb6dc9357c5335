/** The line in which a backup of a site ends. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { shortPath } from "../../src/cli/output/short_path.ts";
import { shownPath } from "../../src/cli/output/shown_path.ts";
import { nameColumn, resultLine, type SiteResult } from "../../src/cli/output/site_result.ts";
import { createStyle } from "../../src/cli/output/style.ts";
import { widthOf } from "../../src/cli/output/width.ts";

const PATH = "backups/site-shop.example.com-20261128-005520utc-JRGUo8kzpVJFnezp.jpa";

const RESULT: SiteResult = {
  site: "shop",
  id: 41,
  taken: { archive: "site.jpa" },
  size: 135_899,
  parts: 1,
  download: { paths: [PATH], part: undefined, proof: { files: 10 }, deletedRemote: true },
};

function lineOf(
  columns: number | undefined,
  { nameWidth, warnings = 0, ...result }: Partial<SiteResult> & {
    readonly nameWidth?: number;
    readonly warnings?: number;
  } = {},
): string {
  const style = createStyle(false, { columns });
  return resultLine({ ...RESULT, ...result }, { style, nameWidth, warnings });
}

const DOWNLOAD = { paths: [PATH], part: undefined, proof: { files: 10 }, deletedRemote: false };

Deno.test("where there is no terminal, all is in one line", () => {
  assertEquals(
    lineOf(undefined),
    `shop  backup 41, 132.7 KiB in 1 part, ${PATH}, verified (10 files), deleted on the server`,
  );
  assertEquals(
    lineOf(undefined, { download: undefined, size: undefined, parts: 2, warnings: 1 }),
    "shop  backup 41, 2 parts, on the server, 1 warning",
  );
});

Deno.test("a line that is too long goes on below, under its first fact", () => {
  assertEquals(lineOf(80).split("\n"), [
    "shop  backup 41, 132.7 KiB in 1 part,",
    `      ${PATH},`,
    "      verified (10 files), deleted on the server",
  ]);
});

Deno.test("among several sites the path is cut in its middle, and two lines suffice at 80 columns", () => {
  assertEquals(
    lineOf(80, { nameWidth: 5 }).split("\n"),
    [
      "shop   backup 41, 132.7 KiB, backups/site-shop.example.co…JRGUo8kzpVJFnezp.jpa,",
      "       verified (10 files), deleted on the server",
    ],
  );
  assertMatch(lineOf(80, { nameWidth: 5, parts: 3 }), / KiB in 3 parts, /);
});

Deno.test("three sites take less than ten lines at 50 columns, however many files they have", () => {
  const linesOf = (files: number, nameWidth: number) =>
    lineOf(50, {
      nameWidth,
      download: { ...DOWNLOAD, proof: { files }, deletedRemote: true },
    }).split("\n");
  for (const files of [1, 10, 999, 123_456]) assertEquals(linesOf(files, 9).length, 2);
  assertEquals(linesOf(1, 6)[1], "        verified (1 file), deleted on the server");
  assertEquals(linesOf(12_345, 6)[1], "  verified (12345 files), deleted on the server");
});

Deno.test("of a backup in parts the file is named that the others belong to", () => {
  const paths = ["b/a.j01", "b/a.j02", "b/a.jpa"];
  const download = { ...DOWNLOAD, paths };
  assertMatch(lineOf(undefined, { download, parts: 3 }), / in 3 parts, b\/a\.jpa, /);
  const one = { ...DOWNLOAD, paths: ["b/a.j02"], part: 2, proof: { why: "one part" } };
  assertMatch(
    lineOf(undefined, { download: one }),
    / KiB in part 2, b\/a\.j02, not verified \(one/,
  );
});

const LONG = "a-site-with-a-name-that-is-longer-than-anybody-would-type";
const WIDE = "北京的商店/备份/备份-2026-11-28-北京的商店-北京的商店-北京的商店-北京的商店.jpa";

Deno.test.each<[string, number, Parameters<typeof lineOf>[1]]>([
  ["the usual one", 50, {}],
  ["one of several", 50, { nameWidth: 6, warnings: 2 }],
  ["an address", 50, { site: "http://127.0.0.1:12345/", nameWidth: 15 }],
  ["a long name", 50, { site: LONG, nameWidth: 56 }],
  ["a long folder", 80, { download: { ...DOWNLOAD, paths: [`/${"folder/".repeat(30)}a.jpa`] } }],
  ["wide letters", 50, {
    site: "北京的商店",
    nameWidth: 10,
    download: { ...DOWNLOAD, paths: [WIDE] },
  }],
  ["a narrow window", 24, {}],
])("no word is broken by the end of the line: %s", (_, columns, given) => {
  const name = given?.site === LONG ? widthOf(LONG) : 0;
  for (const line of lineOf(columns, given).split("\n")) {
    assert(widthOf(line.trimEnd()) < Math.max(columns, name + 1), `${line} in ${columns}`);
    assertMatch(line.trimEnd(), /[,)\w…]$/);
  }
});

Deno.test.each<[string, string | undefined, string]>([
  ["/home/me/backups/a.jpa", "backups", "backups/a.jpa"],
  ["/home/me/backups/a.jpa", undefined, "backups/a.jpa"],
  ["/home/me/a.jpa", undefined, "a.jpa"],
  ["/home/a.jpa", "..", "../a.jpa"],
  ["/srv/backups/a.jpa", undefined, "/srv/backups/a.jpa"],
  ["/home/me/backups/a.jpa", "/home/me/backups", "/home/me/backups/a.jpa"],
  ["/home/me/..a/a.jpa", undefined, "..a/a.jpa"],
])("%s, with the folder typed as %s, is shown as %s", (path, typed, shown) => {
  assertEquals(shownPath(path, "/home/me", typed), shown);
});

Deno.test.each<[string, number, string]>([
  ["backups/site.jpa", 16, "backups/site.jpa"],
  ["backups/site-shop-2026.jpa", 22, "backups/site-s…026.jpa"],
  ["a/very/long/folder/site.jpa", 16, "a/very/…site.jpa"],
  ["备份/备份备份备份备份.jpa", 19, "备份/备份备…份.jpa"],
])("%s in %i columns is %s", (path, width, short) => {
  assertEquals(shortPath(path, width), short);
  assert(widthOf(short) <= width);
});

Deno.test("one long name among many makes no wide column for all", () => {
  assertEquals(nameColumn(["shop", "https://blog.example/", LONG], 80), "blog.example".length);
  assertEquals(nameColumn(["shop", "北京的商店"], undefined), 10);
  assertEquals(nameColumn([LONG], 80), 0);
});
