/** The archives of simulated sites: whole for the project's reader, and laid out as real ones. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { listArchive, openArchive } from "../../src/archive/mod.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { JpaWriter } from "../../src/simulator/archives/jpa_writer.ts";
import type { ArchiveEntity, ArchivePart } from "../../src/simulator/archives/parted_bytes.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder } from "../support/in_folder.ts";
import { type ArchiveLayout, type EntityLayout, type ExtraLayout, layoutOf } from "./jpa_layout.ts";

const SAMPLES = new URL("../archives/", import.meta.url);

const text = (content: string) => new TextEncoder().encode(content);

/** Small ones of every kind, and files that take several parts of 64 KiB. */
const ENTITIES: readonly ArchiveEntity[] = [
  { path: "a.txt", type: "file", content: text("line\n".repeat(400)), mtime: 1_720_503_490 },
  { path: "e/empty.txt", type: "file", content: text(""), mtime: 1_700_000_001 },
  { path: "g/empty-directory/", type: "directory", content: text(""), mtime: 1_700_000_002 },
  { path: "f/Grüße.txt", type: "file", content: text("größer\n"), mtime: 1_700_000_003 },
  { path: "h/link.txt", type: "link", content: text("../a.txt"), mtime: 1_700_000_004 },
  { path: "b/random.bin", type: "file", content: seededBytes(3000, 1), mtime: 1_700_000_005 },
  { path: "d/random-2.bin", type: "file", content: seededBytes(90_000, 2), mtime: 1_700_000_006 },
  { path: "d/random-3.bin", type: "file", content: seededBytes(70_000, 3), mtime: 1_700_000_007 },
];

function written(entities: readonly ArchiveEntity[], partSize?: number): ArchivePart[] {
  const writer = new JpaWriter({ partSize });
  for (const entity of entities) writer.add(entity);
  writer.close();
  return writer.parts();
}

function joined(parts: readonly { readonly bytes: Uint8Array }[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of parts) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

async function sample(...files: readonly string[]): Promise<ArchiveLayout> {
  const parts = await Promise.all(
    files.map(async (file) => ({ bytes: await Deno.readFile(new URL(file, SAMPLES)) })),
  );
  return layoutOf(joined(parts));
}

/** Writes the parts into a folder, and names the last one. */
async function saved(folder: string, parts: readonly ArchivePart[]): Promise<string> {
  for (const { extension, bytes } of parts) {
    await Deno.writeFile(join(folder, `site.${extension}`), bytes);
  }
  return join(folder, "site.jpa");
}

async function contents(path: string): Promise<[string, Uint8Array][]> {
  await using archive = await openArchive(path);
  const found: [string, Uint8Array][] = [];
  for await (const entry of archive.entries()) {
    const pieces = await Array.fromAsync(entry.content(), (bytes) => ({ bytes }));
    found.push([entry.path, joined(pieces)]);
  }
  return found;
}

for (const partSize of [undefined, 65_536, 10_000]) {
  const kind = partSize === undefined ? "one file" : `parts of ${partSize} bytes`;
  Deno.test(`the reader finds an archive of ${kind} whole, with every entity that was put in`, async () => {
    await inFolder(async (folder) => {
      const parts = written(ENTITIES, partSize);
      const path = await saved(folder, parts);
      const report = await verifyArchive(path);
      assertEquals(report.problems, []);
      assertEquals([report.format, report.formatVersion, report.entries], ["jpa", "1.3", 8]);
      assertEquals(report.parts, parts.map(({ extension }) => `site.${extension}`));
      const listed = await Array.fromAsync(listArchive(path));
      assertEquals(
        listed.map(({ path, type, size, mtime, target }) => [path, type, size, mtime, target]),
        ENTITIES.map(({ path, type, content, mtime }) => [
          path.replace(/\/$/, ""),
          type,
          content.length,
          type === "file" ? new Date(mtime * 1000).toISOString().replace(".000Z", "Z") : null,
          type === "link" ? "../a.txt" : null,
        ]),
      );
      assertEquals(
        await contents(path),
        ENTITIES.map(({ path, content }) => [path.replace(/\/$/, ""), content]),
      );
    });
  });
}

/** Kind and length of extra headers and fields. */
function shapes(extras: readonly ExtraLayout[]): string[] {
  return extras.map(({ kind, length }) => `${kind} ${length}`);
}

/** Everything of an entity that does not depend on its name, its size and its time. */
function shapeOf(entity: EntityLayout): unknown {
  const { path, headerLength, type, compression, mode, extras, storedSize, size, stored } = entity;
  const sizes = extras.find(({ kind }) => kind === "0002")?.content ?? new Uint8Array();
  const wide = new DataView(sizes.buffer, sizes.byteOffset);
  const content = compression === 1 ? inflateRawSync(stored) : stored;
  return {
    type,
    compression,
    mode,
    extras: shapes(extras),
    besidesTheName: headerLength - text(path).length,
    endsInASlash: path.endsWith("/"),
    wideSizes: [wide.getBigUint64(0, true), wide.getBigUint64(8, true)].map((each, index) =>
      each === BigInt([storedSize, size][index] ?? -1)
    ),
    unpacksToItsSize: content.length === size,
  };
}

/** Everything of an archive that does not depend on what is in it. */
function frameOf({ signature, length, version, totals, extras, entities }: ArchiveLayout): unknown {
  const wide = extras.at(-1)?.content ?? new Uint8Array();
  const view = new DataView(wide.buffer, wide.byteOffset);
  const sum = (key: "size" | "storedSize") => entities.reduce((sum, each) => sum + each[key], 0);
  const [count, size, stored] = totals;
  return {
    signature,
    length,
    version,
    extras: shapes(extras),
    countsEntities: count === entities.length,
    addsSizes: [size === sum("size"), Number(view.getBigUint64(0, true)) === size],
    addsStored: [stored === sum("storedSize"), Number(view.getBigUint64(8, true)) === stored],
  };
}

const KINDS = [
  ["a text", "a.txt", "a.txt"],
  ["an empty file", "e/empty.txt", "e/empty.txt"],
  ["a file that deflating makes larger", "b/random.bin", "b/random.bin"],
  ["a name beyond ASCII", "f/Grüße.txt", "f/Grüße.txt"],
  ["a folder", "g/empty-directory/", "g/empty-directory/"],
  ["a link", "h/link.txt", "h/link.txt"],
] as const;

Deno.test("a single archive is laid out field by field as one of Akeeba Backup 10.2.1", async () => {
  const real = await sample("small-jpa-single/sample-files.jpa");
  const simulated = layoutOf(joined(written(ENTITIES)));
  assertEquals(frameOf(simulated), frameOf(real));
  for (const [kind, ours, theirs] of KINDS) {
    const [a, b] = [
      simulated.entities.find(({ path }) => path === ours),
      real.entities.find(({ path }) => path === theirs),
    ];
    assert(a !== undefined && b !== undefined, kind);
    assertEquals(shapeOf(a), shapeOf(b), kind);
  }
});

Deno.test("a split archive is laid out as one of Akeeba Backup 10.2.1, and cut where it is cut", async () => {
  const names = ["j01", "j02", "jpa"];
  const files = names.map((extension) => `small-jpa-multipart/sample-files.${extension}`);
  const real = await sample(...files);
  const parts = written(ENTITIES, 65_536);
  const simulated = layoutOf(joined(parts));
  assertEquals(frameOf(simulated), frameOf(real));
  const sizes = await Promise.all(
    files.map(async (file) => (await Deno.stat(new URL(file, SAMPLES))).size),
  );
  assertEquals(parts.map(({ extension }) => extension), names);
  assertEquals(parts.slice(0, -1).map(({ bytes }) => bytes.length), sizes.slice(0, -1));
  const [partCount, realCount] = [simulated, real].map((
    { extras },
  ) => [...extras[0]?.content ?? []]);
  assertEquals([partCount, realCount], [[3, 0], [3, 0]]);
});

Deno.test("the end of a part never cuts the header of an entity", () => {
  const small = ENTITIES.slice(0, 6);
  for (let partSize = 200; partSize < 330; partSize += 7) {
    const parts = written(small, partSize);
    const { entities } = layoutOf(joined(parts));
    let at = 0;
    for (const { bytes } of parts) {
      at += bytes.length;
      const cut = entities.filter(({ header: [from, to] }) => from < at && at < to);
      assertEquals(cut.map(({ path }) => path), [], `parts of ${partSize} bytes`);
      assert(bytes.length <= partSize);
    }
  }
});

Deno.test("files of more than 1 MiB are stored as they are, as in a real archive", async () => {
  const real = await sample("jpa-v1.2-single/sample-files.jpa");
  const sizes = [1_048_576, 1_048_577];
  const entities = sizes.map((size): ArchiveEntity => ({
    path: `${size}.bin`,
    type: "file",
    content: new Uint8Array(size),
    mtime: 0,
  }));
  const compression = ({ entities }: ArchiveLayout, name: string) =>
    entities.find(({ path }) => path === name)?.compression;
  const simulated = layoutOf(joined(written(entities)));
  assertEquals(compression(simulated, "1048576.bin"), 1);
  assertEquals(compression(real, "sizes/exactly-1MiB.txt"), 1);
  assertEquals(compression(simulated, "1048577.bin"), 0);
  assertEquals(compression(real, "binary/random-1300k.bin"), 0);
});

Deno.test("until it is closed, an archive says nothing of what it holds", () => {
  const writer = new JpaWriter({ partSize: 65_536 });
  for (const entity of ENTITIES) writer.add(entity);
  const parts = writer.parts();
  const { totals, extras } = layoutOf(joined(parts));
  assertEquals(totals, [0, 0, 0]);
  assertEquals(extras.map(({ content }) => content.every((byte) => byte === 0)), [true, true]);
  assertEquals(parts.map(({ extension }) => extension), ["j01", "j02", "j03"]);
});

const URL_BASE = "https://site.test/index.php?option=com_akeebabackup&view=api&format=raw";

async function call(
  simulator: Simulator,
  method: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({ ...parameters, method });
  const headers = { "x-akeeba-auth": DEFAULT_SECRET };
  const response = await simulator.handle(new Request(`${URL_BASE}&${query}`, { headers }));
  const { status, data } = await response.json() as { status: number; data: unknown };
  assertEquals(status, 200);
  return data as Record<string, unknown>;
}

/** Drives a backup to its end; the step with that number is sent as often at once. */
async function backup(
  options: Partial<SimulatorOptions>,
  doubled?: number,
): Promise<Simulator> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", ...options });
  let news = await call(simulator, "startBackup");
  const { backupid } = news as { backupid: string };
  for (let step = 1; news["HasRun"] === true; step++) {
    const calls = Array.from(
      { length: step === doubled ? 2 : 1 },
      () => call(simulator, "stepBackup", { backupid }),
    );
    [news = {}] = await Promise.all(calls);
  }
  return simulator;
}

async function archiveOf(simulator: Simulator, folder: string): Promise<string> {
  const [record] = simulator.site.records;
  assertEquals(record?.status, "complete");
  for (const { name, size, read } of record?.parts ?? []) {
    await Deno.writeFile(join(folder, name), await read(0, size));
  }
  return join(folder, record?.archive ?? "");
}

for (const partSize of [undefined, 20_000]) {
  const kind = partSize === undefined ? "one file" : "several parts";
  Deno.test(`an undisturbed backup leaves a whole archive of ${kind}`, async () => {
    await inFolder(async (folder) => {
      const simulator = await backup({ ...(partSize === undefined ? {} : { partSize }) });
      const report = await verifyArchive(await archiveOf(simulator, folder));
      assertEquals(report.problems, []);
      assertEquals(report.parts.length > 1, partSize !== undefined);
      assertEquals(simulator.overlaps, 1);
    });
  });

  Deno.test(`overlapping steps leave a complete record with a damaged archive of ${kind}`, async () => {
    await inFolder(async (folder) => {
      // The plan: enter and pack the installer, the database, then the files; the sixth step packs files.
      const simulator = await backup({ ...(partSize === undefined ? {} : { partSize }) }, 6);
      assertEquals(simulator.overlaps, 2);
      const report = await verifyArchive(await archiveOf(simulator, folder));
      assert(!report.ok);
      assert(report.problems.some(({ severity }) => severity === "error"));
    });
  });
}
