/**
 * Archives to measure with.
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { createDeflateRaw } from "node:zlib";
import type { Manifest } from "../src/files/manifest.ts";
import { MIB } from "./measure.ts";

/** The size of a file in them, bytes. */
export const FILE: number = 64 * MIB;

/** Text as sites have it: words in no order, so that it deflates to about a third. */
export function* words(bytes: number): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const stock = Array.from(
    { length: 5000 },
    () => random().toString(36).slice(2, 4 + random() * 8),
  );
  for (let made = 0; made < bytes;) {
    let text = "";
    while (text.length < MIB) text += stock[Math.floor(random() * stock.length)] + " ";
    const piece = encoder.encode(text).subarray(0, Math.min(MIB, bytes - made));
    made += piece.length;
    yield piece;
  }
}

/** Random bytes, MiB by MiB: deflating them saves nothing. */
export function* noise(bytes: number): Generator<Uint8Array> {
  const block = new Uint8Array(MIB);
  for (let at = 0; at < MIB; at += 65536) crypto.getRandomValues(block.subarray(at, at + 65536));
  for (let made = 0; made < bytes; made += MIB) {
    new DataView(block.buffer).setUint32(0, made);
    yield block.slice();
  }
}

export async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  await Deno.writeFile(path, ReadableStream.from(pieces));
}

/** Writes a JPA archive of files of 64 MiB each. */
export async function writeArchive(
  path: string,
  megabytes: number,
  content: (bytes: number) => Iterable<Uint8Array>,
  isDeflated: boolean,
): Promise<Manifest> {
  const body = `${path}-body`;
  const entities: { header: Uint8Array; path: string; stored: number }[] = [];
  for (let index = 0; index < megabytes / 64; index++) {
    const data = `${body}${index}`;
    const source = ReadableStream.from(content(FILE));
    const pieces: AsyncIterable<Uint8Array> = isDeflated ? deflate(source) : source;
    await write(data, pieces);
    const stored = (await Deno.stat(data)).size;
    entities.push({ header: entity(`file-${index}`, stored, isDeflated), path: data, stored });
  }
  const stored = entities.reduce((sum, entity) => sum + entity.stored, 0);
  const hash = createHash("sha256");
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head(entities.length, entities.length * FILE, stored);
    for (const { header, path } of entities) {
      yield header;
      yield* (await Deno.open(path)).readable;
      await Deno.remove(path);
    }
  }
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const piece of all()) {
      hash.update(piece);
      yield piece;
    }
  }
  await write(path, hashed());
  const { size } = await Deno.stat(path);
  const part = { name: basename(path), size, sha256: hash.digest("hex") };
  return { schema: 1, site: "https://www.example.com/", record: 1, parts: [part] };
}

async function* deflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createDeflateRaw({ level: 6 });
  const feeding = (async () => {
    for await (const piece of source) {
      await new Promise<void>((done) => stream.write(piece, () => done()));
    }
    stream.end();
  })();
  for await (const piece of stream) yield piece;
  await feeding;
}

function head(count: number, size: number, stored: number): Uint8Array {
  const bytes = new Uint8Array(41);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("JPA"));
  view.setUint16(3, 41, true);
  bytes.set([1, 3], 5);
  view.setUint32(7, count, true);
  bytes.set([0x4a, 0x50, 1, 2, 18, 0], 19);
  view.setBigUint64(25, BigInt(size), true);
  view.setBigUint64(33, BigInt(stored), true);
  return bytes;
}

function entity(path: string, stored: number, isDeflated: boolean): Uint8Array {
  const name = new TextEncoder().encode(path);
  const bytes = new Uint8Array(21 + name.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("JPF"));
  view.setUint16(3, bytes.length, true);
  view.setUint16(5, name.length, true);
  bytes.set(name, 7);
  const at = 7 + name.length;
  bytes.set([1, isDeflated ? 1 : 0], at);
  view.setUint32(at + 2, stored, true);
  view.setUint32(at + 6, FILE, true);
  view.setUint32(at + 10, 0o100644, true);
  return bytes;
}
