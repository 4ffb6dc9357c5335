/** Writes archives in the JPA format: real ones, whole or split. */
import { deflateRawSync } from "node:zlib";
import {
  type ArchiveEntity,
  type ArchivePart,
  type ArchiveWriter,
  PartedBytes,
} from "./parted_bytes.ts";

const TYPES = { directory: 0, file: 1, link: 2 } as const;
/** A link comes with the mode of what it points to (observed: 10.2.1). */
const MODES = { directory: 0o040755, file: 0o100644, link: 0o100644 } as const;

/** Larger files are stored as they are; all others are deflated, even where that makes them grow. */
const MOST_DEFLATED = 1_048_576;

/**
 * Writes one archive, version 1.3. The header holds zeros until {@linkcode JpaWriter.close} fills
 * it in, as the product does it.
 */
export class JpaWriter implements ArchiveWriter {
  readonly #isSplit: boolean;
  readonly #bytes: PartedBytes;
  #entities = 0;
  #size = 0;
  #stored = 0;
  #closed = false;

  /** An empty archive; split where a size of parts is given. */
  constructor(options: { partSize?: number | undefined } = {}) {
    this.#isSplit = options.partSize !== undefined;
    this.#bytes = new PartedBytes(options.partSize);
    this.#bytes.addWhole(this.#header());
  }

  /** Adds a file, folder or link. */
  add(entity: ArchiveEntity): void {
    const { content } = entity;
    const deflated = entity.type === "file" && content.length <= MOST_DEFLATED;
    const stored = deflated ? deflateRawSync(content) : content;
    this.#bytes.addWhole(entityHeader(entity, stored.length, deflated));
    this.#bytes.add(stored);
    this.#entities += 1;
    this.#size += content.length;
    this.#stored += stored.length;
  }

  /** Adds entities as two writers do that do not know of each other. */
  addTwice(entities: readonly ArchiveEntity[]): void {
    this.#bytes.scar(() => entities.forEach((entity) => this.add(entity)));
  }

  /** Loses everything that was written. */
  wipe(): void {
    this.#bytes.wipe();
  }

  /** Fills in the header. Nothing can be added after that. */
  close(): void {
    this.#closed = true;
    this.#bytes.writeFirst(this.#header());
  }

  /** The parts in the order of their bytes; the last one is the `.jpa` once the archive is closed. */
  parts(): ArchivePart[] {
    return this.#bytes.parts("j", "jpa", this.#closed);
  }

  #header(): Uint8Array {
    const split = this.#isSplit;
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
      view.setUint16(at + 6, this.#closed ? this.#bytes.count : 0, true);
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
  { path, type, content, mtime }: ArchiveEntity,
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
