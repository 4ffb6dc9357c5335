import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { planParts } from "../../src/download/plan.ts";
import { SitehaulError } from "../../src/errors.ts";
import type { BackupRecord, Part } from "../../src/replies.ts";

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
  ["that differs in case alone", ["a.jpa", "A.JPA"]],
])("a name %s is refused before anything is fetched", (_, names) => {
  assertEquals(failure(recordOf(names)).code, "download/path");
});
