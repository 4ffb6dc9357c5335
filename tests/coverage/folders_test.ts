import { assertEquals } from "@std/assert";
import { foldersOf, GUARDED, tooLow } from "./folders.ts";

const REPORT = `SF:/top/src/codecs/v1.ts
LF:10
LH:9
BRF:0
BRH:0
end_of_record
SF:/top/src/codecs/v2.ts
LF:90
LH:90
BRF:4
BRH:3
end_of_record
SF:/top/mod.ts
LF:1
LH:1
end_of_record
`;

Deno.test("the files of a folder count together", () => {
  assertEquals(foldersOf(REPORT, "/top/"), [
    { folder: "mod.ts", branches: 100, lines: 100 },
    { folder: "src/codecs", branches: 75, lines: 99 },
  ]);
});

Deno.test("a folder falls short by either figure, and when nothing is known of it", () => {
  const all = Object.keys(GUARDED).map((folder) => ({ folder, branches: 95, lines: 95 }));
  assertEquals(tooLow(all), []);
  const [first, second, ...rest] = all.map(({ folder }) => folder);
  const low = all.slice(0, -1).map((each) =>
    each.folder === first
      ? { ...each, branches: 94.9 }
      : each.folder === second
      ? { ...each, lines: 0 }
      : each
  );
  assertEquals(tooLow(low), [first, second, rest.at(-1)]);
});
