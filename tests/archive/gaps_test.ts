/**
 * Where things end that reach into missing parts.
 */
import { assertEquals } from "@std/assert";
import { Gaps, missingText } from "../../src/archive/gaps.ts";

/** Parts of these sizes; `?` stands for one that is missing. */
function gapsOf(...sizes: readonly (number | "?")[]): Gaps {
  const parts: { name: string; path: string; size: number; start: number }[] = [];
  const gaps: { index: number; names: string[]; size: undefined }[] = [];
  let start = 0;
  for (const [index, size] of sizes.entries()) {
    const name = `site.j0${index + 1}`;
    if (size !== "?") {
      parts.push({ name, path: name, size, start });
      start += size;
    } else if (gaps.at(-1)?.index === parts.length) gaps.at(-1)?.names.push(name);
    else gaps.push({ index: parts.length, names: [name], size: undefined });
  }
  return new Gaps(parts, gaps);
}

Deno.test("what fills missing parts ends where its length says", () => {
  const gaps = gapsOf(100, "?", "?", 100, "?", 50);
  const exact = (at: number) => ({ at, isExact: true, hidesMore: false });
  // In all parts together: 0 to 100 are here, 300 to 400, and 500 to 550.
  assertEquals(gaps.beyond(20, 50), exact(70));
  assertEquals(gaps.beyond(20, 80), exact(100));
  assertEquals(gaps.beyond(20, 280), exact(100));
  assertEquals(gaps.beyond(20, 300), exact(120));
  assertEquals(gaps.beyond(20, 480), exact(200));
  assertEquals(gaps.beyond(20, 500), exact(220));
  assertEquals(gaps.beyond(120, 190), exact(210));
});

Deno.test("what begins where a part is missing lies in it", () => {
  const gaps = gapsOf(100, "?", 100);
  assertEquals(gaps.beyond(100, 30).isExact, false);
  assertEquals(gaps.beyond(100, 130), { at: 130, isExact: true, hidesMore: false });
});

Deno.test("what ends in a missing part is searched from the next one on", () => {
  const gaps = gapsOf(100, "?", 100);
  assertEquals(gaps.beyond(20, 81), { at: 100, isExact: false, hidesMore: false });
  const large = gapsOf(20_000, "?", 100);
  assertEquals(large.beyond(0, 21_000), { at: 20_000, isExact: false, hidesMore: true });
});

Deno.test("a seam is within bytes that reach across it, not at their ends", () => {
  const gaps = gapsOf(100, "?", 100);
  assertEquals(gaps.within(20, 100), undefined);
  assertEquals(gaps.within(100, 120), undefined);
  assertEquals(gaps.within(20, 101)?.names, ["site.j02"]);
});

Deno.test("missing parts are named, up to a number", () => {
  const text = (count: number) =>
    missingText({ index: 0, names: Array.from({ length: count }, (_, at) => `${at}`), size: 1 });
  assertEquals(text(1), 'the part "0" is missing');
  assertEquals(text(2), 'the parts "0" and "1" are missing');
  assertEquals(text(3), 'the parts "0", "1" and "2" are missing');
  assertEquals(/"18", "19" and 5 more are missing$/.test(text(25)), true);
});

Deno.test("all parts are in order, those that are missing by their names", () => {
  const all = gapsOf("?", 100, "?", "?", 100, "?").all;
  const names = all.map((part) => typeof part === "string" ? `(${part})` : part.name);
  assertEquals(names, [
    "(site.j01)",
    "site.j02",
    "(site.j03)",
    "(site.j04)",
    "site.j05",
    "(site.j06)",
  ]);
});
