/**
 * What the names of an archive may cost.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Entry, EntryType } from "../../src/archive/entry.ts";
import { Ledger } from "../../src/archive/ledger.ts";
import { chooser } from "../../src/archive/selection.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { withFolder } from "./support/temporary.ts";
import { jpa } from "./support/writers.ts";

function entry(path: string, type: EntryType = "file"): Entry {
  const unknown = { size: 0, storedSize: 0, mode: undefined, mtime: undefined };
  return { path, type, ...unknown, offset: 0, part: "", content: async function* () {} };
}

/** How many letters are looked at meanwhile. */
function lettersRead(action: () => void): number {
  const { charCodeAt } = String.prototype;
  let count = 0;
  String.prototype.charCodeAt = function (at) {
    count++;
    return charCodeAt.call(this, at);
  };
  try {
    action();
  } finally {
    String.prototype.charCodeAt = charCodeAt;
  }
  return count;
}

Deno.test("each letter of a path is looked at once, however deep it leads", () => {
  const ledger = new Ledger();
  const path = "a/".repeat(2000) + "x";
  assertEquals(
    lettersRead(() => assertEquals(ledger.check(entry(path)).findings, [])),
    path.length,
  );
});

Deno.test("a path beyond what systems take is refused before its folders are looked at", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "site.jpa");
    const items = [1, 2].map((first) => ({ path: `${first}/` + "a/".repeat(30_000) + "x" }));
    await Deno.writeFile(file, jpa(items));
    const { ok, problems } = await verifyArchive(file);
    assertEquals([ok, problems.map(({ code }) => code)], [true, [
      "name-too-long",
      "name-too-long",
    ]]);
    assertStringIncludes(problems[0]?.message ?? "", "longer than 4096 bytes");
  });
});

Deno.test("patterns look at no more folders of a path than a system takes", () => {
  const isChosen = chooser(["b/**", "a"]);
  const { test } = RegExp.prototype;
  let tried = 0;
  RegExp.prototype.test = function (text) {
    tried++;
    return test.call(this, text);
  };
  try {
    assertEquals(isChosen("c/".repeat(30_000)), false);
    assert(tried < 5000, String(tried));
  } finally {
    RegExp.prototype.test = test;
  }
  assert(isChosen("a/" + "c/".repeat(30_000)));
});

Deno.test("a path through several links and files is refused for the first of them", () => {
  const ledger = new Ledger();
  for (const path of ["a", "a/b", "a/b/c"]) ledger.check({ ...entry(path, "link"), target: "x" });
  const codes = ledger.check(entry("a/b/c/d")).findings.map(({ code, message }) => [code, message]);
  assertEquals(codes, [["through-link", 'the path leads through the link "a"']]);
});

Deno.test("an archive with more names than any site has is refused, not kept in memory", () => {
  const ledger = new Ledger({}, 3);
  assertEquals(["a", "b/c"].flatMap((path) => ledger.check(entry(path)).findings), []);
  const [finding] = ledger.check(entry("d")).findings;
  assertEquals([finding?.severity, finding?.code], ["error", "unsupported"]);
});
