import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { planParts } from "../../src/download/plan.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import type { BackupRecord, Part } from "../../src/protocol/replies.ts";

function recordOf(names: readonly string[], rest: Partial<BackupRecord> = {}): BackupRecord {
  const files: Part[] = names.map((name, index) => ({ part: index + 1, name, size: 10 }));
  return {
    id: 7,
    description: "",
    comment: "",
    status: "complete",
    profile: 1,
    type: "full",
    origin: "json",
    backupId: "",
    archive: "a.jpa",
    parts: names.length,
    frozen: false,
    files,
    ...rest,
  };
}

function failure(record: BackupRecord, wanted?: number): SitehaulError {
  return assertThrows(() => planParts(record, wanted), SitehaulError);
}

Deno.test("a download is about all parts, or about the one that is wanted", () => {
  const record = recordOf(["a.jpa", "a.j01", "a.j02"]);
  assertEquals(planParts(record).map(({ name }) => name), ["a.jpa", "a.j01", "a.j02"]);
  assertEquals(planParts(record, 2).map(({ name }) => name), ["a.j01"]);
  assertEquals(failure(record, 4).code, "download/no-such-part");
});

Deno.test("a record without files says so", () => {
  assertEquals([failure(recordOf([])).code, failure(recordOf([])).exit], [
    "download/no-files",
    103,
  ]);
});

Deno.test("a part that was lost is named, though the server's numbers close up", () => {
  const error = failure(recordOf(["a.jpa", "a.j01", "a.j03"], { parts: 4 }));
  assertEquals(error.code, "download/no-files");
  assertStringIncludes(error.message, "a.j02");
});

Deno.test("the parts that are left keep their numbers when one is lost", () => {
  const lost = recordOf(["a.jpa", "a.j02", "a.j03"], { parts: 4 });
  for (const [wanted, name, now] of [[1, "a.jpa", 1], [3, "a.j02", 2], [4, "a.j03", 3]] as const) {
    assertEquals(planParts(lost, wanted).map((part) => [part.name, part.part]), [[name, now]]);
  }
  const error = failure(lost, 2);
  assertEquals([error.code, error.exit], ["download/no-files", 103]);
  assertStringIncludes(error.message, "Part 2 of backup 7, a.j01, is lost");
  assertStringIncludes(error.hint ?? "", "1, 3, 4");
  assertEquals(failure(lost, 5).code, "download/no-such-part");
});

Deno.test("the archive's own name is part 1, also when it is the lost one", () => {
  const lost = recordOf(["a.j01", "a.j02"], { parts: 3 });
  assertEquals(planParts(lost, 2).map((part) => [part.name, part.part]), [["a.j01", 1]]);
  assertStringIncludes(failure(lost, 1).message, "Part 1 of backup 7, a.jpa, is lost");
});

Deno.test("where a name tells nothing, the number of the server counts", () => {
  const odd = recordOf(["a.jpa", "b.j02"], { parts: 3 });
  assertEquals(planParts(odd, 2).map(({ name }) => name), ["b.j02"]);
  const dumps = recordOf(["a.sql", "b.sql"], { parts: 3, archive: "a.sql" });
  assertEquals(planParts(dumps, 2).map(({ name }) => name), ["b.sql"]);
  assertStringIncludes(failure(dumps).message, "1 of 3");
});

Deno.test("a backup whose files were uploaded names the place", () => {
  const error = failure(recordOf([], { parts: 3, remote: "s3://bucket/a.jpa" }));
  assertEquals([error.code, error.exit], ["download/no-files", 103]);
  assertStringIncludes(error.message, "s3://bucket/a.jpa");
});

Deno.test("as many parts as there should be, with a wrong one among them, are not all of them", () => {
  const error = failure(recordOf(["a.jpa", "a.j01", "b.j02"]));
  assertEquals(error.code, "download/no-files");
  assertStringIncludes(error.message, "a.j02");
});

Deno.test("the parts after the ninety-ninth have three digits", () => {
  const names = Array.from({ length: 120 }, (_, i) => `a.j${String(i + 1).padStart(2, "0")}`);
  assertEquals(planParts(recordOf(["a.jpa", ...names])).length, 121);
});

Deno.test("a backup that is still running has no lost parts", () => {
  assertEquals(planParts(recordOf(["a.j01"], { status: "run", parts: 1 })).length, 1);
});

Deno.test.each([
  ["that leaves the folder", ["../a.jpa"]],
  ["that stands twice", ["a.jpa", "a.jpa"]],
  ["that stands twice with its accent apart", ["\u00e4.j01", "a\u0308.j01"]],
  ["that stands twice in other letters", ["stra\u00dfe.j01", "STRASSE.j01"]],
  ["that is the configuration of sitehaul", ["a.j01", "sitehaul.yaml"]],
  ["that differs in case alone", ["a.jpa", "A.JPA"]],
])("a name %s is refused before anything is fetched", (_, names) => {
  assertEquals(failure(recordOf(names)).code, "download/path");
});
