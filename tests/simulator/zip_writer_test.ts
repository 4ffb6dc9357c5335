/** ZIP archives of simulated sites, read by other implementations. */
import { assert, assertEquals } from "@std/assert";
import { SplitDataReader, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import type { ArchiveEntity } from "../../src/simulator/archives/parted_bytes.ts";
import { ZipWriter } from "../../src/simulator/archives/zip_writer.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";

const file = (path: string, content: Uint8Array): ArchiveEntity => ({
  path,
  type: "file",
  content,
  mtime: 1_714_550_400,
});
const text = new TextEncoder().encode("Said again and again. ".repeat(50));
const ENTITIES: readonly ArchiveEntity[] = [
  file("installation/index.php", text),
  file("größe.txt", text),
  ...[1, 2, 3].map((seed) => file(`${seed}.bin`, seededBytes(9000, seed))),
  { path: "tmp/", type: "directory", content: new Uint8Array(0), mtime: 0 },
  { path: "link", type: "link", content: new TextEncoder().encode("1.bin"), mtime: 0 },
  file("empty.txt", new Uint8Array(0)),
];

function written(options: ConstructorParameters<typeof ZipWriter>[0] = {}) {
  const writer = new ZipWriter(options);
  for (const entity of ENTITIES) writer.add(entity);
  writer.close();
  return writer.parts();
}

/** What another reader of split archives makes of it. */
async function readAgain(parts: ReturnType<typeof written>) {
  const readers = parts.map(({ bytes }) => new Uint8ArrayReader(bytes));
  const options = { useWebWorkers: false, checkCrc32: true };
  const zip = new ZipReader(new SplitDataReader(readers), options);
  const found: Record<string, number> = {};
  for (const entry of await zip.getEntries()) {
    if (entry.directory) found[entry.filename] = 0;
    else found[entry.filename] = (await entry.arrayBuffer()).byteLength;
  }
  return found;
}

const SIZES = Object.fromEntries(ENTITIES.map(({ path, content }) => [path, content.length]));

Deno.test("another reader finds everything in a ZIP archive of a simulated site", async () => {
  assertEquals(await readAgain(written()), SIZES);
  for (const partSize of [2000, 5000, 9500, 20_000]) {
    const parts = written({ partSize });
    assert(parts.length > 1);
    for (const { bytes } of parts) assert(bytes.length <= partSize);
    const names = parts.map(({ extension }) => extension);
    assertEquals([names[0], names.at(-1)], ["z01", "zip"]);
    assertEquals(await readAgain(parts), SIZES);
  }
});

Deno.test("the faults of some versions are in the archives, and nowhere else", () => {
  const changes = (fault: "text-checksums" | "wrong-parts") => {
    const partSize = 9500;
    const [good, bad] = [written({ partSize }), written({ partSize, fault })];
    assertEquals(good.map(({ bytes }) => bytes.length), bad.map(({ bytes }) => bytes.length));
    return good.map(({ bytes }, index) =>
      bytes.reduce((count, byte, at) => byte === bad[index]?.bytes[at] ? count : count + 1, 0)
    );
  };
  // Four bytes in the local header of one entry, and in its record.
  const texts = changes("text-checksums");
  assertEquals([texts[0], texts.at(-1), texts.slice(1, -1).some(Boolean)], [4, 4, false]);
  // The part numbers of all entries that do not begin in the first part.
  const parts = changes("wrong-parts");
  const last = parts.at(-1) ?? 0;
  assertEquals(parts.slice(0, -1).some(Boolean), false);
  assert(last >= 4 && last < ENTITIES.length, String(last));
});
