/**
 * Files that are damaged: what is kept of them, and what is said.
 */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { extractArchive } from "../../src/archive/extract.ts";
import type { ExtractOptions } from "../../src/archive/extract_contract.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { ArchiveError } from "../../src/archive/problem.ts";
import { treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jpa, jps, writeParts } from "./support/writers.ts";
import { zipBytes, type ZipItem } from "./support/zip_writer.ts";

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

const SMALL = LONG.slice(0, 4000);

/** Text that hardly compresses. */
const NOISE = Array.from(seededBytes(3000, 5), (byte) => byte.toString(36)).join(" ");

const ENDINGS: readonly Item[] = [
  { path: "sql/site.sql", data: NOISE },
  { path: "sql/site.sql", data: NOISE, method: 1 },
  { path: "sql/site.sql", data: NOISE.repeat(100), method: 1 },
];

const WRITERS = {
  "site.jpa": (items: readonly Item[]) => jpa(items),
  "site.jps": (items: readonly Item[]) => jps(items, { password: "pw" }),
  "site.zip": (items: readonly Item[]) => zipBytes(items as ZipItem[]),
} as const;

/** The incomplete file, which must be the beginning of the whole one. */
async function beginningIn(folder: string, whole: Item): Promise<number> {
  const kept = await Deno.readTextFile(join(folder, "site", "sql", "site.incomplete.sql"));
  assertEquals(String(whole.data).startsWith(kept), true);
  return kept.length;
}

for (const [name, write] of Object.entries(WRITERS)) {
  Deno.test(`what there is of the last file of a ${name} that is cut off is kept`, async () => {
    for (const item of ENDINGS) {
      await withFolder(async (folder) => {
        const bytes = write([{ path: "first.txt", data: "first" }, item]);
        // Half of the file is lost, and everything that follows it.
        const cut = bytes.subarray(0, bytes.length - dataSize(item) / 2);
        const { error, counts } = await extracted(folder, [name, cut], { password: "pw" });
        assertEquals([error.code, counts.files, counts.damaged], ["archive/damaged", 1, 1]);
        const told = error.problems.filter(({ entry }) => entry === item.path);
        assertMatch(told[0]?.message ?? "", /; its first \d+ bytes are in "sql\/site\.incomp/);
        assert(await beginningIn(folder, item) > String(item.data).length / 10);
        assertEquals(await treeOf(join(folder, "site")), [
          "first.txt",
          "sql",
          "sql/site.incomplete.sql",
        ]);
      });
    }
  });
}

function dataSize({ data = "", method }: Item): number {
  return method === 1 ? deflateRawSync(data).length : data.length;
}

Deno.test("what there is of a file that continues in a missing part is kept", async () => {
  await withFolder(async (folder) => {
    const item: Item = { path: "sql/site.sql", data: NOISE };
    const last: Item = { path: "z.txt", data: "z" };
    const bytes = jpa([{ path: "first.txt", data: "first" }, item, last], 3);
    const pieces = [bytes.subarray(0, 2000), bytes.subarray(2000, 4000), bytes.subarray(4000)];
    const [first = "", second = ""] = await writeParts(folder, "site", pieces);
    await Deno.remove(second);
    const to = join(folder, "site");
    const error = await assertRejects(
      () => Array.fromAsync(extractArchive(first, { to })),
      ArchiveError,
    );
    assertMatch(
      error.problems.find(({ entry }) => entry === item.path)?.message ?? "",
      /"site\.j02", which is missing; its first \d+ bytes are in "sql\/site\.incomplete\.sql"/,
    );
    assert(await beginningIn(folder, item) > 1500);
    assertEquals(await Deno.readTextFile(join(to, "z.txt")), "z");
  });
});

Deno.test("a file that only claims to be longer does not take in what follows it", async () => {
  await withFolder(async (folder) => {
    const items: Item[] = [
      { path: "liar.txt", data: "short", size: 1e6, storedSize: 1e6 },
      ...["a.txt", "b.txt"].map((path) => ({ path, data: path })),
    ];
    const { error } = await extracted(folder, ["site.jpa", jpa(items)]);
    assertEquals(error.problems[0]?.entry, "liar.txt");
    assertEquals(await treeOf(join(folder, "site")), ["a.txt", "b.txt"]);
  });
});

Deno.test("of a file that was not chosen, or by whoever is strict, nothing is kept", async () => {
  await withFolder(async (folder) => {
    const bytes = jpa([{ path: "first.txt", data: "first" }, { path: "b.sql", data: NOISE }]);
    const cut = bytes.subarray(0, bytes.length - 1000);
    for (const options of [{ only: ["*.txt"] }, { strict: true }]) {
      const to = join(folder, Object.keys(options).join());
      const { error } = await extracted(folder, ["site.jpa", cut], { ...options, to });
      assertEquals(error.problems.map(({ entry, code }) => [entry, code]), [
        ["b.sql", "truncated"],
      ]);
      assertEquals(await treeOf(to), ["first.txt"]);
    }
  });
});

Deno.test("the beginning of a small file that is damaged in its middle is kept", async () => {
  await withFolder(async (folder) => {
    const stored = new Uint8Array(deflateRawSync(SMALL));
    stored.fill(0xff, stored.length / 2);
    const item: Item = { path: "sql/site.sql", data: SMALL, stored, method: 1 };
    const { counts } = await extracted(folder, ["site.jpa", jpa([item])]);
    assertEquals(counts, { files: 0, damaged: 1, leftOut: 0 });
    // What stands for the damaged bytes is anybody's guess.
    const kept = await Deno.readTextFile(join(folder, "site", "sql", "site.incomplete.sql"));
    assertEquals(kept.slice(0, 1000), SMALL.slice(0, 1000));
  });
});
