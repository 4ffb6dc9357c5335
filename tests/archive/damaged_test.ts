/**
 * Every broken or hostile sample: what verifying says of it, and what extracting leaves behind.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { isSitehaulError } from "../../src/base/errors.ts";
import { extractArchive } from "../../src/archive/extract.ts";
import { ArchiveError, describeProblem, type Problem } from "../../src/archive/problem.ts";
import { verificationError, type VerifyReport } from "../../src/archive/report.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { type DamagedCase, damagedCases, sampleNamed } from "./support/samples.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";

const cases = damagedCases();

/** The names that the damage itself has made illegible. */
const ILLEGIBLE = new Set([
  "jpa-truncated-in-entry-header",
  "jps-flipped-byte-in-entry-header",
  "jps-flipped-byte-signature",
]);

function optionsOf({ password }: DamagedCase) {
  return password === undefined ? {} : { password };
}

function pathOf({ folder, parts }: DamagedCase): string {
  return join(folder, parts.at(-1) ?? "");
}

function worst({ problems }: VerifyReport): string {
  const severities = problems.map(({ severity }) => severity);
  return ["error", "unsafe", "warning"].find((one) => severities.some((s) => s === one)) ?? "fine";
}

/** What the file with the cases calls it, in the words of a report. */
const EXPECTED: Readonly<Record<DamagedCase["expect"], string>> = {
  "error": "error",
  "warning": "warning",
  "unsafe": "unsafe",
  "extract-error": "error",
  "unnoticeable": "fine",
};

for (const one of cases) {
  Deno.test(`verifyArchive() judges ${one.name}: ${one.what}`, async () => {
    const report = await verifyArchive(pathOf(one), optionsOf(one));
    assertEquals(worst(report), EXPECTED[one.expect]);
    assertEquals(report.ok, worst(report) !== "error");
    checkPlace(one, report.problems);
    checkIntact(one, report);
    for (const name of one.missing ?? []) checkMissing(one, name, report.problems);
    const error = verificationError(report);
    assertEquals(
      error?.exit,
      report.ok ? undefined : one.name === "jps-flipped-byte-salt" ? 61 : 60,
    );
    assert(!/\n/.test(error?.message ?? ""));
  });

  Deno.test(`extractArchive() keeps ${one.name} inside its folder`, async () => {
    await withFolder(async (folder) => {
      const to = join(folder, "a", "b", "site");
      const problems = await extracted(one, to);
      const wanted = ["warning", "unnoticeable"].includes(one.expect);
      const refused = problems.filter(({ severity }) => severity !== "warning");
      assertEquals(refused.length === 0, wanted, JSON.stringify(problems));
      if (one.expect === "unsafe") {
        assert(refused.some(({ entry }) => entry === one.entry), JSON.stringify(refused));
      }
      const outside = (await treeOf(folder)).filter((path) => !path.startsWith("a/b/site/"));
      assertEquals(outside, ["a", "a/b", "a/b/site"].slice(0, outside.length));
      const inside = await treeOf(to).catch(() => []);
      assert(!inside.some((path) => /evil|abc|outside|xxx|\.part$/.test(path)), String(inside));
    });
  });
}

/** Extracts, and tells what was refused or damaged. */
async function extracted(one: DamagedCase, to: string): Promise<readonly Problem[]> {
  try {
    const [, summary] = await allOf(extractArchive(pathOf(one), { ...optionsOf(one), to }));
    return summary.problems;
  } catch (error) {
    assert(error instanceof ArchiveError, String(error));
    return error.problems;
  }
}

/** The entry and the place that are known must be those that are named. */
function checkPlace(
  { name, entry, offset, entry_hex, base }: DamagedCase,
  problems: readonly Problem[],
) {
  if (name === "jpa-flipped-byte-unnoticeable") return;
  const [first] = problems;
  assert(first !== undefined || (entry ?? offset ?? entry_hex) === undefined);
  if (entry !== undefined && !ILLEGIBLE.has(name)) {
    assert(problems.some((problem) => problem.entry === entry), JSON.stringify(problems));
  }
  if (ILLEGIBLE.has(name)) {
    assertStringIncludes(first?.message ?? "", 'after the entry "h/link.txt"');
  }
  if (entry_hex !== undefined) assertEquals(first?.entry, "c/f%FC%DFe1.txt");
  if (offset === undefined || first === undefined) return;
  // A problem is named where the entry, its data or what is missing begins: at or before the damage.
  assert(first.offset <= offset, `${first.offset} is behind ${offset}`);
  const longest = Math.max(...sampleNamed(base).entries.map(({ size = 0 }) => size));
  assert(offset - first.offset < longest, `${first.offset} is far from ${offset}`);
  assert(describeProblem(first).includes(`byte ${first.partOffset}`));
}

/** What can be read whole: up to the damage, or also behind it where that is certain. */
function checkIntact({ intact_entries: intact }: DamagedCase, { readable }: VerifyReport) {
  if (intact === undefined) return;
  const { before, after } = readable;
  assert(before === intact || before + after === intact, `${before} + ${after}, not ${intact}`);
}

function checkMissing(one: DamagedCase, name: string, problems: readonly Problem[]) {
  const said = problems.map(({ message }) => message).join("\n");
  // The last part alone cannot tell how many others there are.
  if (one.name === "jpa-parts-last-alone") assertStringIncludes(said, "sample-files.j01, …");
  else assertStringIncludes(said, `"${name}"`);
}

Deno.test("all that is readable behind the damage is found and counted", async () => {
  const after = async (name: string) => {
    const one = cases.find((candidate) => candidate.name === name);
    assert(one !== undefined);
    return (await verifyArchive(pathOf(one), optionsOf(one))).readable.after;
  };
  assertEquals(await after("jpa-flipped-byte-entry-signature"), 1);
  assertEquals(await after("jpa-wrong-compressed-size-both"), 1);
  assertEquals(await after("jps-flipped-byte-block-size"), 1);
  assertEquals(await after("zip-flipped-byte-local-header"), 1);
});

Deno.test("a manifest shows the damage that the archive alone cannot show", async () => {
  const one = cases.find(({ name }) => name === "jpa-flipped-byte-unnoticeable");
  assert(one !== undefined);
  const { parts } = sampleNamed(one.base);
  const report = await verifyArchive(pathOf(one), {
    manifest: {
      schema: 1,
      site: "https://www.example.com/",
      record: 1,
      parts: parts.map(({ file, size, sha256 }) => ({ name: file, size, sha256 })),
    },
  });
  assertEquals([report.ok, report.checksums], [false, "differ"]);
  assertEquals(report.problems.map(({ code, part }) => [code, part]), [
    ["part-checksum", "sample-files.jpa"],
  ]);
});

Deno.test("a wrong password is told from damage, and both causes are named", async () => {
  const { folder, parts } = sampleNamed("small-jps-single");
  const path = join(folder, parts[0]?.file ?? "");
  for (const password of ["wrong", "", undefined]) {
    const report = await verifyArchive(path, password === undefined ? {} : { password });
    const error = verificationError(report);
    assert(isSitehaulError(error, "archive/password"));
    assertEquals(error?.exit, 61);
    assertStringIncludes(error?.hint ?? "", "If it is right, the archive is damaged");
    assert(!error?.message.includes("horse"));
  }
});
