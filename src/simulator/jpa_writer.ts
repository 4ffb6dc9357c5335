/** Writes archives in the JPA format: real ones, whole or split. */
import { deflateRawSync } from "node:zlib";

/** What goes into an archive. */
export interface JpaEntity {
  /** The path; that of a folder ends in a slash. */
  readonly path: string;
  /** What it is. */
  readonly type: "directory" | "file" | "link";
  /** The content of a file, the target of a link, nothing for a folder. */
  readonly content: Uint8Array;
  /** The time of the last change, Unix seconds; only that of a file is kept. */
  readonly mtime: number;
}

/** A finished or growing part. */
export interface JpaPart {
  /** The extension, such as `j01` or `jpa`. */
  readonly extension: string;
  /** Its bytes. */
  readonly bytes: Uint8Array;
}

const TYPES = { directory: 0, file: 1, link: 2 } as const;
/** A link comes with the mode of what it points to (observed: 10.2.1). */
const MODES = { directory: 0o040755, file: 0o100644, link: 0o100644 } as const;

/** Larger files are stored as they are; all others are deflated, even where that makes them grow. */
const MOST_DEFLATED = 1_048_576;

/** Bytes that grow. */
class Growing {
  #buffer = new Uint8Array(4096);
  length = 0;

  append(bytes: Uint8Array): void {
    this.writeAt(this.length, bytes);
  }

  writeAt(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(end, this.#buffer.length * 2));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, offset);
    this.length = Math.max(this.length, end);
  }

  /** Zeros in the place of everything. */
  wipe(): void {
    this.#buffer.fill(0);
  }

  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.length);
  }
}

/**
 * Writes one archive, version 1.3. The header holds zeros until {@linkcode JpaWriter.close} fills
 * it in, as the product does it.
 */
export class JpaWriter {
  readonly #partSize: number | undefined;
  readonly #parts: Growing[] = [new Growing()];
  #entities = 0;
  #size = 0;
  #stored = 0;
  #closed = false;

  /** An empty archive; split where a size of parts is given. */
  constructor(options: { partSize?: number | undefined } = {}) {
    this.#partSize = options.partSize;
    this.#append(this.#header(), { whole: true });
  }

  /** Adds a file, folder or link. */
  add(entity: JpaEntity): void {
    const { content } = entity;
    const deflated = entity.type === "file" && content.length <= MOST_DEFLATED;
    const stored = deflated ? deflateRawSync(content) : content;
    this.#append(entityHeader(entity, stored.length, deflated), { whole: true });
    this.#append(stored, { whole: false });
    this.#entities += 1;
    this.#size += content.length;
    this.#stored += stored.length;
  }

  /**
   * Adds entities as two writers do that do not know of each other: the second one writes into the
   * middle of what the first one wrote.
   */
  addTwice(entities: readonly JpaEntity[]): void {
    const part = this.#last();
    const from = part.length;
    for (const entity of entities) this.add(entity);
    if (this.#last() !== part) return this.#scar(part, from);
    const bytes = part.bytes().slice(from);
    part.writeAt(from + Math.floor(bytes.length / 2) + 3, bytes);
  }

  /**
   * Loses everything that was written, as a writer does whose file was deleted: it goes on at the place
   * where it was, and all before that is zeros.
   */
  wipe(): void {
    for (const part of this.#parts) part.wipe();
  }

  /** Fills in the header. Nothing can be added after that. */
  close(): void {
    this.#closed = true;
    this.#parts[0]?.writeAt(0, this.#header());
  }

  /** The parts in the order of their bytes; the last one is the `.jpa` once the archive is closed. */
  parts(): JpaPart[] {
    const last = this.#parts.length - 1;
    return this.#parts.map((part, index) => ({
      extension: index === last && (this.#closed || this.#partSize === undefined)
        ? "jpa"
        : `j${String(index + 1).padStart(2, "0")}`,
      bytes: part.bytes(),
    }));
  }

  #scar(part: Growing, from: number): void {
    const copy = part.bytes().slice(from, part.length);
    part.writeAt(from, copy.subarray(Math.floor(copy.length / 2)));
  }

  #last(): Growing {
    const last = this.#parts.at(-1);
    if (last === undefined) throw new Error("An archive has at least one part");
    return last;
  }

  /** What is whole is never cut by the end of a part: the headers. */
  #append(bytes: Uint8Array, { whole }: { whole: boolean }): void {
    const room = () =>
      this.#partSize === undefined ? Infinity : this.#partSize - this.#last().length;
    if (whole) {
      if (room() < bytes.length) this.#parts.push(new Growing());
      this.#last().append(bytes);
      return;
    }
    for (let offset = 0; offset < bytes.length;) {
      if (room() <= 0) this.#parts.push(new Growing());
      const piece = bytes.subarray(offset, offset + Math.min(room(), bytes.length - offset));
      this.#last().append(piece);
      offset += piece.length;
    }
  }

  #header(): Uint8Array {
    const split = this.#partSize !== undefined;
    const length = 19 + (split ? 8 : 0) + 22;
    const bytes = new Uint8Array(length);
    const view = new DataView(bytes.buffer);
    bytes.set([0x4a, 0x50, 0x41]);
    view.setUint16(3, length, true);
    bytes.set([1, 3], 5);
    const [entities, size, stored] = this.#closed
      ? [this.#entities, this.#size, this.#stored]
      : [0, 0, 0];
    view.setUint32(7, entities, true);
    view.setUint32(11, size >>> 0, true);
    view.setUint32(15, stored >>> 0, true);
    let at = 19;
    if (split) {
      bytes.set([0x4a, 0x50, 0x01, 0x01], at);
      view.setUint16(at + 4, 4, true);
      view.setUint16(at + 6, this.#closed ? this.#parts.length : 0, true);
      at += 8;
    }
    bytes.set([0x4a, 0x50, 0x01, 0x02], at);
    view.setUint16(at + 4, 18, true);
    view.setBigUint64(at + 6, BigInt(size), true);
    view.setBigUint64(at + 14, BigInt(stored), true);
    return bytes;
  }
}

function entityHeader(
  { path, type, content, mtime }: JpaEntity,
  stored: number,
  deflated: boolean,
): Uint8Array {
  const name = new TextEncoder().encode(path);
  // Only files have a time (observed: 10.2.1).
  const timed = type === "file";
  const bytes = new Uint8Array(21 + name.length + (timed ? 8 : 0) + 20);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4a, 0x50, 0x46]);
  view.setUint16(3, bytes.length, true);
  view.setUint16(5, name.length, true);
  bytes.set(name, 7);
  let at = 7 + name.length;
  bytes.set([TYPES[type], deflated ? 1 : 0], at);
  view.setUint32(at + 2, stored >>> 0, true);
  view.setUint32(at + 6, content.length >>> 0, true);
  view.setUint32(at + 10, MODES[type], true);
  at += 14;
  if (timed) {
    bytes.set([0x00, 0x01, 8, 0], at);
    view.setUint32(at + 4, mtime >>> 0, true);
    at += 8;
  }
  bytes.set([0x00, 0x02, 20, 0], at);
  view.setBigUint64(at + 4, BigInt(stored), true);
  view.setBigUint64(at + 12, BigInt(content.length), true);
  return bytes;
}
