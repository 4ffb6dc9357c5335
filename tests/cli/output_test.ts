import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { cacheFolder } from "../../src/cli/context/folders.ts";
import { formatBytes } from "../../src/cli/output/bytes.ts";
import { oneLine, printable } from "../../src/cli/output/plain.ts";
import { createStyle } from "../../src/cli/output/style.ts";
import { type Column, fit, table } from "../../src/cli/output/table.ts";
import { widthOf } from "../../src/cli/output/width.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { ALL_TERMINALS, cli } from "./fake_world.ts";

Deno.test.each<[number, string]>([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [1_048_524, "1023.9 KiB"],
  [1_048_575, "1.0 MiB"],
  [1.5e9, "1.4 GiB"],
  [2 ** 60, "1024.0 PiB"],
])("%i bytes are %s", (bytes, text) => assertEquals(formatBytes(bytes), text));

Deno.test.each<[string, number]>([
  ["plain", 5],
  ["", 0],
  ["é", 1],
  ["e\u0301", 1],
  ["数据", 4],
  ["한국어", 6],
  ["ｶﾅ", 2],
  ["Ａ", 2],
  ["👩‍👩‍👧", 2],
  ["❤️", 2],
  ["\u200b", 0],
])("%j takes %i columns", (text, width) => assertEquals(widthOf(text), width));

Deno.test("the quick way to measure a text agrees with the thorough one, letter by letter", () => {
  // In between are marks and signs that join their neighbours.
  for (let point = 0x20; point < 0x2600; point = point === 0x2ff ? 0x2010 : point + 1) {
    const letter = String.fromCodePoint(point);
    // A star of two columns sends the whole text the thorough way.
    assertEquals(widthOf(letter), widthOf(`${letter}\u2b50`) - 2, point.toString(16));
  }
});

Deno.test("a text is cut where the line ends, never in the middle of a letter", () => {
  assertEquals(["abcdef", "abcde", "数据库"].map((text) => fit(text, 5)), [
    "abcd…",
    "abcde",
    "数据…",
  ]);
  assertEquals(fit("e\u0301e\u0301e\u0301", 2), "e\u0301…");
});

Deno.test("tables align letters of any width, numbers at the right", () => {
  const rows = [{ name: "数", size: 5 }, { name: "abc", size: 1234 }];
  const columns = [
    { title: "NAME", cell: ({ name }: typeof rows[0]) => name },
    { title: "SIZE", cell: ({ size }: typeof rows[0]) => size, right: true as const },
  ];
  assertEquals(table(columns, rows, createStyle(false)), "NAME  SIZE\n数       5\nabc   1234");
});

const RECORDS = [
  { id: 7, start: "2026-01-31T23:59:59Z", text: "A description of some length" },
  { id: 123, start: null, text: "short" },
];
const RECORD_COLUMNS: readonly Column<typeof RECORDS[number]>[] = [
  { title: "ID", cell: ({ id }) => id, right: true },
  { title: "START", cell: ({ start }) => start, isTime: true },
  { title: "TEXT", cell: ({ text }) => text, canShrink: true, canGo: 1 },
];

Deno.test.each<[number | undefined, string[]]>([
  [undefined, [
    " ID  START (UTC)          TEXT",
    "  7  2026-01-31 23:59:59  A description of some length",
  ]],
  [45, [" ID  START (UTC)          TEXT", "  7  2026-01-31 23:59:59  A description of …"]],
  [30, [" ID  START (UTC)", "  7  2026-01-31 23:59:59"]],
  [10, [" ID  START (UTC)", "  7  2026-01-31 23:59:59"]],
])("a table for %j columns cuts texts, then leaves columns out", (columns, expected) => {
  const style = createStyle(false, { columns, timeZone: "UTC" });
  const lines = table(RECORD_COLUMNS, RECORDS, style).split("\n");
  assertEquals(lines.slice(0, 2), expected);
  assertEquals(lines[2]?.slice(0, 3), "123");
});

Deno.test("an address stands below its row before a column is left out", () => {
  const columns = [
    { title: "NAME", cell: () => "shop" },
    { title: "ADDRESS", cell: () => "https://www.example.com/", canHang: true as const },
    { title: "PROFILE", cell: () => 3, right: true as const, canGo: 2 },
  ];
  const titles = (width: number) =>
    table(columns, [undefined], createStyle(false, { columns: width })).split("\n")
      .slice(0, -1).map((line) => line.trim());
  assertEquals(titles(60)[0], "NAME  ADDRESS                   PROFILE");
  for (const width of [36, 28, 16]) {
    assertEquals(titles(width).slice(0, 2), ["NAME  PROFILE", "ADDRESS"], `${width}`);
  }
  assertEquals(titles(10).slice(0, 2), ["NAME", "ADDRESS"]);
});

Deno.test("times are those of the zone that is wanted", () => {
  const time = "2026-01-31T23:59:59Z";
  const inTokyo = createStyle(false, { timeZone: "Asia/Tokyo" });
  assertEquals(inTokyo.time(time), "2026-02-01 08:59:59");
  assertEquals(["not a time", null, undefined].map(inTokyo.time), ["not a time", "", ""]);
});

Deno.test("list shows the times of this computer's zone, and those of UTC when asked", async () => {
  const { handle, site } = createSimulator({ product: "joomla", version: "10.2.1" });
  const { start } = site.addRecord({ parts: [] });
  const hour = start.slice(0, 13).replace("T", " ");
  const secret = ["--secret", DEFAULT_SECRET];
  const around = { transport: handle, timeZone: "Asia/Tokyo" };
  const local = await cli(["list", "example.com", ...secret], around);
  assertStringIncludes(local.stdout, "START (Asia/Tokyo)");
  assert(!local.stdout.includes(hour));
  const utc = await cli(["list", "example.com", "--utc", ...secret], around);
  assertStringIncludes(utc.stdout, "START (UTC)");
  assertStringIncludes(utc.stdout, hour);
});

Deno.test.each<[string, string]>([
  ["\u001b[31mred\u001b[0m", "red"],
  ["\u001b]0;title\u0007text", "text"],
  ["two\r\nlines\u2028three", "two lines three"],
  ["\u009b2Jclear", "clear"],
  ["txt.\u202egpj.exe", "txt.gpj.exe"],
  ["bell\u0007 null\u0000", "bell  null"],
])("%j is printed as %j", (text, expected) => assertEquals(oneLine(text), expected));

Deno.test("a text of several lines keeps them and its indents", () => {
  assertEquals(printable("a\u001b[1m\n    at b\r\n"), "a\n    at b\n");
});

Deno.test.each<[string, Record<string, string>, string | undefined]>([
  ["linux", { HOME: "/home/me" }, "/home/me/.cache/sitehaul"],
  ["linux", { HOME: "/home/me", XDG_CACHE_HOME: "/var/c" }, "/var/c/sitehaul"],
  ["linux", { HOME: "/home/me", XDG_CACHE_HOME: "relative" }, "/home/me/.cache/sitehaul"],
  ["linux", {}, undefined],
  ["darwin", { HOME: "/Users/me", XDG_CACHE_HOME: "/x" }, "/Users/me/Library/Caches/sitehaul"],
  ["windows", { LOCALAPPDATA: "C:\\Local" }, "C:\\Local\\sitehaul\\cache"],
  ["windows", { HOME: "/x" }, undefined],
  ["freebsd", { HOME: "/home/me", SITEHAUL_CACHE: "/own" }, "/own"],
])("on %s with %j the cache is in %j", (os, variables, folder) => {
  assertEquals(cacheFolder({ os, env: (name) => variables[name] }), folder);
});

Deno.test("errors have colours on a terminal only, and there only when they are wanted", async () => {
  const args = ["endpoints", "--product", "none"];
  // deno-lint-ignore no-control-regex -- that is what colours are
  const colours = /\u001b\[\d+m/;
  assertMatch((await cli(args, { terminal: ALL_TERMINALS })).stderr, colours);
  assertMatch((await cli(args, { variables: { FORCE_COLOR: "1" } })).stderr, colours);
  for (
    const ran of [
      await cli(args),
      await cli([...args, "--no-color"], { terminal: ALL_TERMINALS }),
      await cli(args, { terminal: ALL_TERMINALS, variables: { NO_COLOR: "1" } }),
      await cli(args, { terminal: ALL_TERMINALS, variables: { TERM: "dumb" } }),
      await cli([...args, "--json"], { terminal: ALL_TERMINALS }),
      await cli(args, { variables: { FORCE_COLOR: "0" } }),
      await cli(args, { variables: { FORCE_COLOR: "1", NO_COLOR: "1" } }),
      await cli([...args, "--no-color"], { variables: { FORCE_COLOR: "1" } }),
    ]
  ) assert(!colours.test(ran.stdout + ran.stderr));
});

Deno.test("a fault of the program is one line, says how to report it, and ends with 70", async () => {
  const args = ["delete", "a.example", "1"];
  const around = {
    terminal: ALL_TERMINALS,
    width: 200,
    ask: () => {
      throw new TypeError("cannot\nask");
    },
  };
  const human = await cli([...args, "--no-color"], around);
  const [message, hint, ...more] = human.stderr.split("\n");
  assertEquals(human.status, 70);
  assertEquals([message, more], ["sitehaul: internal error: TypeError: cannot ask", [""]]);
  assertStringIncludes(hint ?? "", "Please report it");
  const { code, exit } = JSON.parse((await cli([...args, "--json"], around)).stdout);
  assertEquals([code, exit], ["internal", 70]);
  assertStringIncludes((await cli([...args, "--debug"], around)).stderr, "output_test.ts");
});
