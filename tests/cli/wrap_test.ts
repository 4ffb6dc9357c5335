import { assertEquals } from "@std/assert";
import { wrap, wrapWhole } from "../../src/cli/output/wrap.ts";

Deno.test("a text that fits is left as it is", () => {
  assertEquals(wrap("one two", 8), "one two");
  assertEquals(wrap("any  text".repeat(99), undefined), "any  text".repeat(99));
});

Deno.test("a text is broken between words, before the last column", () => {
  assertEquals(wrap("one two three four", 10), "one two\n  three\n  four");
  assertEquals(wrap("one two", 8, 1), "one\n  two");
});

Deno.test("a word wider than the terminal stays in one piece", () => {
  assertEquals(
    wrap("see https://www.example.com/administrator now", 20),
    "see\n  https://www.example.com/administrator\n  now",
  );
});

Deno.test("letters count with the columns that they take", () => {
  assertEquals(wrap("備份 完成 了", 8), "備份\n  完成\n  了");
});

Deno.test("what has to fit is broken where a part of an address ends", () => {
  assertEquals(
    wrapWhole("see https://www.example.com/index.php?option=com_x&view=api now", 30, 0, 2).split(
      "\n",
    ),
    ["see", "  https://www.example.com/", "  index.php?option=com_x&", "  view=api", "  now"],
  );
  assertEquals(wrapWhole("x".repeat(40), 20, 0, 0).split("\n").map(({ length }) => length), [
    19,
    19,
    2,
  ]);
  assertEquals(wrapWhole("one two", undefined), "one two");
});
