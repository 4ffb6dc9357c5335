/** ZIP archives with the faults of the versions that wrote them, downloaded and read. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { connect, drain } from "../../mod.ts";
import { allOf, treeOf } from "../archive/support/temporary.ts";
import { extractArchive } from "../../src/archive/mod.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";

/** Takes a backup of a Joomla site as ZIP, and downloads it. */
async function fetched(version: string, dir: string, partSize?: number) {
  const profile = { id: 1, name: "ZIP", archiver: "zip" as const, archiveName: "site" };
  const profiles = [partSize === undefined ? profile : { ...profile, partSize }];
  const { handle } = createSimulator({ product: "joomla", version, profiles });
  const site = await connect("https://a.example", { secret: DEFAULT_SECRET, transport: handle });
  const record = await drain(site.takeBackup());
  const { parts, report } = await drain(site.download(record.id, { dir }));
  const [, summary] = await allOf(
    extractArchive(join(dir, "site.zip"), { to: join(dir, "restored") }),
  );
  const problems = report?.problems.map(({ severity, code, entry = "" }) =>
    `${severity} ${code} ${entry}`.trim()
  );
  return { parts: parts.length, report, problems, summary };
}

Deno.test("checksums that are written as text are warnings: the files are those of the site", () =>
  inFolder(async (dir) => {
    const { report, problems, summary } = await fetched("9.3.3", dir);
    assertEquals([report?.ok, report?.unchecked, summary.ok], [true, 2, true]);
    assertEquals(problems, [
      "warning crc installation/index.php",
      "warning crc installation/sql/site.sql",
    ]);
    const restored = await treeOf(join(dir, "restored"));
    assertEquals(restored.includes("installation/sql/site.sql"), true);
  }));

Deno.test("a split archive with wrong parts in its directory is whole, with a warning", () =>
  inFolder(async (dir) => {
    const { parts, report, problems, summary } = await fetched("7.5.0.1", dir, 30_000);
    assertEquals(parts > 3, true);
    assertEquals([report?.ok, report?.proof, summary.ok], [true, "whole", true]);
    assertEquals(problems, ["warning directory"]);
    assertStringIncludes(report?.problems[0]?.message ?? "", "a wrong place for");
    assertEquals(summary.files, report?.files);
  }));

Deno.test("other versions have neither fault", () =>
  inFolder(async (dir) => {
    const { report, problems } = await fetched("10.2.1", dir, 30_000);
    assertEquals([report?.ok, report?.proof, problems], [true, "whole", []]);
  }));
