/**
 * Files that are damaged: what is kept of them, and what is said.
 */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { extractArchive } from "../../src/archive/extract.ts";
import type { ExtractOptions } from "../../src/archive/extract_contract.ts";
import { ArchiveError } from "../../src/archive/problem.ts";
import { treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jpa } from "./support/writers.ts";
import { zipBytes } from "./support/zip_writer.ts";

const LONG = Array.from({ length: 90_000 }, (_, line) => `INSERT ${line};\n`).join("");

/** Deflated data whose middle is destroyed. */
const BROKEN = (() => {
  const stored = new Uint8Array(deflateRawSync(LONG));
  return stored.fill(0xff, stored.length / 2);
})();

async function extracted(
  folder: string,
  [name, bytes]: readonly [string, Uint8Array],
  options: Partial<ExtractOptions> = {},
) {
  const path = join(folder, name);
  await Deno.writeFile(path, bytes);
  const to = options.to ?? join(folder, "site");
  const events: Awaited<ReturnType<typeof Array.fromAsync>> = [];
  const error = await assertRejects(async () => {
    for await (const event of extractArchive(path, { to, ...options })) events.push(event);
  }, ArchiveError);
  const summary = events.at(-1) as { files: number; damaged: number; leftOut: number };
  const { files, damaged, leftOut } = summary;
  return { error, counts: { files, damaged, leftOut } };
}

function wrongChecksum(): Uint8Array {
  const bytes = zipBytes([{ path: "index.php", data: "<?php // 1" }, { path: "b", data: "b" }]);
  const at = bytes.findIndex((_, place) => bytes[place] === 0x2f && bytes[place + 1] === 0x2f);
  bytes[at + 3] = 0x32;
  return bytes;
}

Deno.test("a file with a wrong checksum is written and reported", async () => {
  await withFolder(async (folder) => {
    const { error, counts } = await extracted(folder, ["site.zip", wrongChecksum()]);
    assertEquals([error.code, error.exit], ["archive/damaged", 60]);
    assertEquals(error.problems.map(({ code, entry }) => [code, entry]), [["crc", "index.php"]]);
    assertMatch(error.message, /checksum is .*; it was written as it is$/);
    assertEquals(counts, { files: 1, damaged: 1, leftOut: 0 });
    assertEquals(await Deno.readTextFile(join(folder, "site", "index.php")), "<?php // 2");
    const { mode } = await Deno.stat(join(folder, "site", "index.php"));
    assertEquals((mode ?? 0) & 0o400, 0o400);
  });
});

Deno.test("whoever is strict gets no file with a wrong checksum", async () => {
  await withFolder(async (folder) => {
    const { error, counts } = await extracted(folder, ["site.zip", wrongChecksum()], {
      strict: true,
    });
    assertEquals(error.problems.map(({ code, entry }) => [code, entry]), [["crc", "index.php"]]);
    assertEquals(counts, { files: 1, damaged: 0, leftOut: 1 });
    assertEquals(await treeOf(join(folder, "site")), ["b"]);
  });
});

Deno.test("of a file whose end is lost the rest is kept, under a name that says so", async () => {
  await withFolder(async (folder) => {
    const items: Item[] = [
      { path: "sql/site.sql", data: LONG, stored: BROKEN, method: 1, mode: 0o100600 },
      { path: "b", data: "b" },
    ];
    const bytes = jpa(items);
    const { error, counts } = await extracted(folder, ["site.jpa", bytes]);
    assertEquals([error.code, error.problems.length], ["archive/damaged", 1]);
    assertMatch(error.message, /; its first \d+ bytes are in "sql\/site\.incomplete\.sql"$/);
    assertEquals(counts, { files: 1, damaged: 1, leftOut: 0 });
    const tree = await treeOf(join(folder, "site"));
    assertEquals(tree, ["b", "sql", "sql/site.incomplete.sql"]);
    const part = join(folder, "site", "sql", "site.incomplete.sql");
    const kept = await Deno.readTextFile(part);
    assertEquals([LONG.startsWith(kept), kept.length > LONG.length / 4], [true, true]);
    assertEquals(((await Deno.stat(part)).mode ?? 0) & 0o777, 0o600);

    const strict = await extracted(folder, ["site.jpa", bytes], {
      strict: true,
      to: join(folder, "strict"),
    });
    assertEquals(strict.counts, { files: 1, damaged: 0, leftOut: 1 });
    assertEquals(await treeOf(join(folder, "strict")), ["b", "sql"]);
  });
});

Deno.test("an incomplete file takes the place of no other", async () => {
  await withFolder(async (folder) => {
    const items: Item[] = [{ path: "site.sql", data: LONG, stored: BROKEN, method: 1 }];
    const to = join(folder, "site");
    await Deno.mkdir(to);
    await Deno.writeTextFile(join(to, "site.incomplete.sql"), "mine");
    const { error, counts } = await extracted(folder, ["site.jpa", jpa(items)]);
    assertEquals([error.code, counts.leftOut], ["archive/damaged", 1]);
    assertEquals(await treeOf(to), ["site.incomplete.sql"]);
    assertEquals(await Deno.readTextFile(join(to, "site.incomplete.sql")), "mine");
    // A good file of that name stays, too, where files may be overwritten.
    await Deno.writeTextFile(join(to, "site.sql"), "the good one");
    await extracted(folder, ["site.jpa", jpa(items)], { overwrite: true });
    assertEquals(await Deno.readTextFile(join(to, "site.sql")), "the good one");
  });
});
