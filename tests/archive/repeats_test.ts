/**
 * Names that an archive uses more than once: the last one counts.
 */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { ArchiveError } from "../../src/archive/problem.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { extract, inSite, refusals } from "./support/extracting.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jps } from "./support/writers.ts";
import { zipBytes } from "./support/zip_writer.ts";

/** As every archive of Akeeba Backup for WordPress: files at the borders of steps come twice. */
const TWICE: readonly Item[] = Array.from({ length: 15 }, (_, index) => [
  { path: `wp-content/${index}.php`, data: `<?php // ${index}`, method: index % 2 },
  { path: `wp-content/${index}.php`, data: `<?php // ${index}`, method: index % 2 },
]).flat();

const CHANGED: readonly Item[] = [
  { path: "index.php", data: "old text", mode: 0o100600 },
  { path: "other.php", data: "<?php" },
  { path: "index.php", data: "the new text", mode: 0o100644 },
];

Deno.test("files that are stored twice, identically, are counted and not complained about", async () => {
  await withFolder(async (folder) => {
    const [events, summary] = await extract(folder, TWICE);
    const { ok, files, repeated, problems, bytes } = summary;
    assertEquals([ok, files, repeated, problems], [true, 15, 15, []]);
    assertEquals(bytes, TWICE.reduce((sum, { data = "" }) => sum + data.length, 0) / 2);
    assertEquals(events.filter(({ type }) => type === "problem"), []);
    assertEquals(await inSite(folder, "wp-content/3.php"), "<?php // 3");

    const path = join(folder, "site.jpa");
    for (const quick of [false, true]) {
      const report = await verifyArchive(path, { quick });
      assertEquals([report.ok, report.repeated, report.problems], [true, 15, []]);
    }
    const encrypted = join(folder, "site.jps");
    await Deno.writeFile(encrypted, jps(TWICE, { password: "pw" }));
    const report = await verifyArchive(encrypted, { password: "pw" });
    assertEquals([report.ok, report.repeated, report.problems], [true, 15, []]);
  });
});

Deno.test("a file that is stored twice with different content is warned of, and the last one counts", async () => {
  await withFolder(async (folder) => {
    const [, { ok, files, repeated, problems, bytes }] = await extract(folder, CHANGED);
    assertEquals([ok, files, repeated, bytes], [true, 2, 0, 17]);
    assertEquals(problems.map(({ code, severity, entry }) => [code, severity, entry]), [
      ["duplicate", "warning", "index.php"],
    ]);
    assertMatch(problems[0]?.message ?? "", /other content.*the last one counts/);
    assertEquals(await inSite(folder, "index.php"), "the new text");
    const { mode } = await Deno.stat(join(folder, "site", "index.php"));
    assertEquals((mode ?? 0) & 0o777, 0o644);

    const path = join(folder, "site.jpa");
    for (const quick of [false, true]) {
      const report = await verifyArchive(path, { quick });
      const codes = report.problems.map(({ code, severity }) => [code, severity]);
      assertEquals([report.ok, report.repeated, codes], [true, 0, [["duplicate", "warning"]]]);
    }
  });
});

Deno.test("contents of the same size are told apart, wherever they differ", async () => {
  await withFolder(async (folder) => {
    const big = new Uint8Array(700_000).fill(65);
    for (const at of [0, 300_000, 699_999]) {
      const other = big.slice();
      other[at] = 66;
      const items = [{ path: "a", data: big }, { path: "a", data: other }];
      const [, { repeated, problems }] = await extract(folder, items, {
        to: join(folder, `${at}`),
      });
      assertEquals([repeated, problems.length], [0, 1]);
      const report = await verifyArchive(join(folder, "site.jpa"));
      assertEquals([report.repeated, report.problems.length], [0, 1]);
    }
  });
});

Deno.test("a file that was there before is not replaced because its name comes twice", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "site"));
    await Deno.writeTextFile(join(folder, "site", "index.php"), "mine");
    assertEquals(await refusals(folder, CHANGED), ["index.php: exists", "index.php: exists"]);
    assertEquals(await inSite(folder, "index.php"), "mine");
    const [, { files, problems }] = await extract(folder, CHANGED, { overwrite: true });
    assertEquals([files, problems.length], [2, 1]);
    assertEquals(await inSite(folder, "index.php"), "the new text");
  });
});

Deno.test("of two copies the one that can be read is kept, whichever it is", async () => {
  await withFolder(async (folder) => {
    const good: Item = { path: "a.sql", data: "all of it".repeat(50), method: 1 };
    const bad: Item = { ...good, size: 460 };
    for (const items of [[good, bad], [bad, good]]) {
      const to = join(folder, items[0] === good ? "good first" : "bad first");
      const error = await extract(folder, items, { to }).catch((thrown: unknown) => thrown);
      assertEquals(error instanceof ArchiveError && error.code, "archive/damaged");
      assertEquals(await Deno.readTextFile(join(to, "a.sql")), good.data);
    }
  });
});

Deno.test("a copy with a wrong checksum does not take the place of a good one", async () => {
  await withFolder(async (folder) => {
    const bytes = zipBytes([{ path: "a.txt", data: "good" }, { path: "a.txt", data: "0123" }]);
    bytes[bytes.indexOf(0x33)] = 0x34;
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, bytes);
    const to = join(folder, "site");
    const error = await assertRejects(() => allOf(extractArchive(path, { to })), ArchiveError);
    assertEquals(error.problems.map(({ code }) => code), ["crc"]);
    assertEquals(await inSite(folder, "a.txt"), "good");
  });
});

Deno.test("of two links with the same name the last one is made", async () => {
  await withFolder(async (folder) => {
    const link = (data: string): Item => ({ path: "link", type: "link", data });
    const [, same] = await extract(folder, [link("a"), link("a")]);
    assertEquals([same.ok, same.links, same.repeated, same.problems], [true, 1, 1, []]);
    const items = [link("a"), link("b")];
    const [, other] = await extract(folder, items, { overwrite: true });
    assertEquals([other.ok, other.links, other.repeated], [true, 1, 0]);
    assertEquals(other.problems.map(({ code, severity }) => [code, severity]), [
      ["duplicate", "warning"],
    ]);
    assertEquals(await treeOf(join(folder, "site")), ["link -> b"]);
    const report = await verifyArchive(join(folder, "site.jpa"));
    assertEquals(report.problems.map(({ code }) => code), ["duplicate"]);
  });
});
