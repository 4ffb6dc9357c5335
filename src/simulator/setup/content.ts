/** The content of a simulated site: neutral texts, and bytes that look random but are not. */
import type { ArchiveEntity } from "../archives/parted_bytes.ts";
import type { SimulatedFile } from "./options.ts";

const WORDS = ("paper garden compass river lantern meadow window harbour copper thread orchard " +
  "signal marble winter kettle bridge silver morning").split(" ");

/** Numbers from 0 up to 1 that are the same each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Bytes that no packing makes smaller. */
export function seededBytes(length: number, seed: number): Uint8Array {
  const next = seeded(seed);
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = Math.floor(next() * 256);
  return bytes;
}

function prose(words: number, seed: number): string {
  const next = seeded(seed);
  const word = () => WORDS[Math.floor(next() * WORDS.length)] ?? "paper";
  return Array.from({ length: words }, (_, index) => word() + (index % 12 === 11 ? ".\n" : " "))
    .join("");
}

/** The files of a site whose files nobody has chosen: about 150 kB. */
export function defaultFiles(): readonly SimulatedFile[] {
  return [
    { path: "index.php", content: "<?php\n// The page of a simulated site.\n" },
    { path: "robots.txt", content: "User-agent: *\nDisallow: /tmp/\n" },
    { path: "texts/story.txt", content: prose(2000, 1) },
    { path: "texts/größe.txt", content: prose(300, 2) },
    { path: "texts/empty.txt", content: "" },
    { path: "images/photo.bin", content: seededBytes(70_000, 3) },
    { path: "images/small.bin", content: seededBytes(1_500, 4) },
    { path: "downloads/data.bin", content: seededBytes(60_000, 5) },
    { path: "tmp/", type: "directory" },
  ];
}

/** 1 May 2024, for what has no time of its own. */
const SOME_DAY = 1_714_550_400;

/** A file of the site as it goes into an archive. */
export function entityOf({ path, content = "", type, mtime }: SimulatedFile): ArchiveEntity {
  return {
    path,
    type: type ?? (path.endsWith("/") ? "directory" : "file"),
    content: typeof content === "string" ? new TextEncoder().encode(content) : content,
    mtime: mtime ?? SOME_DAY,
  };
}

/** What the engine itself puts into an archive: the restoration script and the database. */
export function engineFile(path: string): ArchiveEntity {
  const content = path.endsWith(".sql")
    ? `CREATE TABLE \`#__notes\` (\`id\` int, \`text\` text);\n${prose(200, 6)}`
    : `<?php\n// A restoration script stands here.\n${prose(60, 7)}`;
  return entityOf({ path, content });
}
