/**
 * Small archives made on the spot, independent of the readers.
 */
import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { ZipWriter } from "@zip.js/zip.js";

const encoder = new TextEncoder();

/** One entry to write. */
export interface Item {
  readonly path: string | Uint8Array;
  readonly type?: "file" | "directory" | "link";
  readonly data?: string | Uint8Array;
  /** 0 stored, 1 deflate; anything else is written as it is, stored. */
  readonly method?: number;
  readonly mode?: number;
  readonly mtime?: number;
  /** What the header says instead of the truth. */
  readonly size?: number;
  /** What the header says of the stored data instead of the truth. */
  readonly storedSize?: number;
  /** What is stored, ready deflated. */
  readonly stored?: Uint8Array;
}

/** Little-endian numbers and bytes, joined. */
export function pack(...pieces: (readonly [value: number, bytes: number] | Uint8Array | string)[]) {
  const chunks = pieces.map((piece) => {
    if (typeof piece === "string") return encoder.encode(piece);
    if (piece instanceof Uint8Array) return piece;
    const [value, bytes] = piece;
    return Uint8Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);
  });
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

const KINDS = ["directory", "file", "link"];

function dataOf({ data = "" }: Item): Uint8Array {
  return typeof data === "string" ? encoder.encode(data) : data;
}

function kindOf({ type = "file" }: Item): number {
  return KINDS.indexOf(type);
}

function pathOf({ path }: Item): Uint8Array {
  return typeof path === "string" ? encoder.encode(path) : path;
}

/** One entity of a JPA archive: its header, and its data. */
export function jpaEntity(item: Item): { header: Uint8Array; data: Uint8Array; size: number } {
  const path = pathOf(item);
  const content = dataOf(item);
  const method = item.method ?? 0;
  const data = item.stored ??
    (method === 1 ? new Uint8Array(deflateRawSync(content)) : content);
  const size = item.size ?? content.length;
  const header = pack(
    "JPF",
    [21 + path.length + 8, 2],
    [path.length, 2],
    path,
    [kindOf(item), 1],
    [method, 1],
    [item.storedSize ?? data.length, 4],
    [size, 4],
    [item.mode ?? 0o100644, 4],
    pack([0x0100, 2], [8, 2], [item.mtime ?? 1_700_000_000, 4]),
  );
  return { header, data, size };
}

/** The header of a JPA archive 1.2. */
export function jpaHeader(entries: number, size: number, stored: number, parts = 1): Uint8Array {
  const extra = parts > 1 ? pack("JP", [0x0101, 2], [4, 2], [parts, 2]) : new Uint8Array(0);
  return pack(
    "JPA",
    [19 + extra.length, 2],
    [1, 1],
    [2, 1],
    [entries, 4],
    [size, 4],
    [stored, 4],
    extra,
  );
}

/** A JPA archive 1.2. */
export function jpa(items: readonly Item[], parts = 1): Uint8Array {
  const entities = items.map(jpaEntity);
  const sum = (of: (entity: (typeof entities)[number]) => number) =>
    entities.reduce((total, entity) => total + of(entity), 0);
  return pack(
    jpaHeader(items.length, sum(({ size }) => size), sum(({ data }) => data.length), parts),
    ...entities.flatMap(({ header, data }) => [header, data]),
  );
}

/** How to encrypt a JPS archive. */
export interface Encryption {
  readonly password: string;
  readonly digest?: "sha1" | "sha256" | "sha512";
  readonly iterations?: number;
  /** One salt for all, or one for each blob. */
  readonly isStatic?: boolean;
}

/** A JPS archive 2.0, each file in blocks of 600 bytes. */
export function jps(items: readonly Item[], encryption: Encryption): Uint8Array {
  const { digest = "sha1", iterations = 3, isStatic = true } = encryption;
  const salt = new Uint8Array(64).fill(7);
  const encrypt = encrypter(encryption, salt);
  const blob = (plain: Uint8Array) => {
    const bytes = encrypt(plain);
    return { bytes, plain };
  };
  const body: Uint8Array[] = [];
  let [size, stored] = [0, 0];
  for (const item of items) {
    const [path, content] = [pathOf(item), dataOf(item)];
    const head = blob(pack(
      [path.length, 2],
      path,
      [kindOf(item), 1],
      [item.method ?? 0, 1],
      [item.size ?? content.length, 4],
      [item.mode ?? 0o100644, 4],
      [item.mtime ?? 1_700_000_000, 4],
    ));
    body.push(pack("JPF", [head.bytes.length, 2], [head.plain.length, 2], head.bytes));
    for (let at = 0; at < content.length; at += 600) {
      const piece = content.subarray(at, at + 600);
      const block = blob(item.method === 1 ? new Uint8Array(deflateRawSync(piece)) : piece);
      body.push(pack([block.bytes.length, 4], [block.plain.length, 4], block.bytes));
      stored += block.plain.length;
    }
    size += item.size ?? content.length;
  }
  const algorithm = ["sha1", "sha256", "sha512"].indexOf(digest);
  const key = pack([algorithm, 1], [iterations, 4], [isStatic ? 1 : 0, 1]);
  const shown = isStatic ? salt : new Uint8Array(64);
  return pack(
    pack("JPS", [2, 1], [0, 1], [0, 1], [76, 2], "JH", [0x0100, 2], [76, 2], key, shown),
    ...body,
    pack("JPE", [1, 2], [items.length, 4], [size, 4], [stored, 4]),
  );
}

function encrypter(encryption: Encryption, fixed: Uint8Array): (plain: Uint8Array) => Uint8Array {
  const { password, digest = "sha1", iterations = 3, isStatic = true } = encryption;
  let counter = 0;
  return (plain) => {
    counter++;
    const salt = isStatic ? fixed : new Uint8Array(64).fill(counter % 251);
    const key = pbkdf2Sync(password, salt, iterations, 16, digest);
    const vector = new Uint8Array(16).fill(counter % 256);
    const cipher = createCipheriv("aes-128-cbc", key, vector).setAutoPadding(false);
    const padded = new Uint8Array(Math.ceil(plain.length / 16) * 16);
    padded.set(plain);
    const marked = isStatic ? new Uint8Array(0) : pack("JPST", salt);
    return pack(new Uint8Array(cipher.update(padded)), marked, "JPIV", vector, [plain.length, 4]);
  };
}

/** A ZIP archive of files. */
export async function zip(items: readonly Item[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => void chunks.push(chunk.slice()),
  });
  const writer = new ZipWriter(sink, { useWebWorkers: false, extendedTimestamp: false });
  for (const item of items) {
    const name = typeof item.path === "string" ? item.path : new TextDecoder().decode(item.path);
    await writer.add(name, ReadableStream.from([dataOf(item)]), {
      level: item.method === 1 ? 6 : 0,
      dataDescriptor: false,
      directory: item.type === "directory",
      useWebWorkers: false,
    });
  }
  await writer.close();
  return pack(...chunks);
}

/** Cuts bytes into files: `NAME.j01`, `NAME.j02`, …, last `NAME.jpa`. */
export async function writeParts(
  folder: string,
  name: string,
  pieces: readonly Uint8Array[],
  [letter, last]: readonly [string, string] = ["j", "jpa"],
): Promise<string[]> {
  const paths: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    const ending = isLast ? last : letter + String(index + 1).padStart(2, "0");
    const path = `${folder}/${name}.${ending}`;
    await Deno.writeFile(path, piece);
    paths.push(path);
  }
  return paths;
}
