/** What archives are written from and to, whatever their format. */
import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";

/** A file, folder or link of the site, on its way into an archive. */
export interface ArchiveEntity {
  /** The path; that of a folder ends in a slash. */
  readonly path: string;
  /** A link keeps its target as its content. */
  readonly type: "directory" | "file" | "link";
  /** The content of a file, the target of a link, nothing for a folder. */
  readonly content: Uint8Array;
  /** The time of the last change, Unix seconds; only that of a file is kept. */
  readonly mtime: number;
}

/** A finished or growing part. */
export interface ArchivePart {
  /** The extension, such as `j01` or `jpa`. */
  readonly extension: string;
  /** A copy: it grows no more. */
  readonly bytes: Uint8Array;
}

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

/** Bytes in parts of a size: data fills a part to its end, a header that does not fit begins the next. */
export class PartedBytes {
  readonly #partSize: number;
  readonly #parts: Growing[] = [new Growing()];

  /** @param partSize bytes; all are one part when left out */
  constructor(partSize: number | undefined) {
    this.#partSize = partSize ?? Infinity;
  }

  /** Parts so far, the one that is written to included. */
  get count(): number {
    return this.#parts.length;
  }

  /** The place where the next byte goes: the number of the part, from 0, and the place in it. */
  get place(): { readonly part: number; readonly offset: number } {
    return { part: this.#parts.length - 1, offset: this.#last().length };
  }

  /** Adds what is never cut, and returns where it is. */
  addWhole(bytes: Uint8Array): { readonly part: number; readonly offset: number } {
    if (this.#room() < bytes.length) this.#parts.push(new Growing());
    const { place } = this;
    this.#last().append(bytes);
    return place;
  }

  /** Fills the part to its end, and goes on in the next one. */
  add(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      if (this.#room() <= 0) this.#parts.push(new Growing());
      const piece = bytes.subarray(offset, offset + Math.min(this.#room(), bytes.length - offset));
      this.#last().append(piece);
      offset += piece.length;
    }
  }

  /** Replaces bytes at the start of the first part, such as sums that are known at the end. */
  writeFirst(bytes: Uint8Array): void {
    this.#parts[0]?.writeAt(0, bytes);
  }

  /** Replaces bytes at the start of the last part. */
  writeLast(bytes: Uint8Array): void {
    this.#last().writeAt(0, bytes);
  }

  /** Does something twice: what the second one writes lands in the middle of the first. */
  scar(action: () => void): void {
    const part = this.#last();
    const from = part.length;
    action();
    const bytes = part.bytes().slice(from, part.length);
    const half = Math.floor(bytes.length / 2);
    if (this.#last() === part) part.writeAt(from + half + 3, bytes);
    else part.writeAt(from, bytes.subarray(half));
  }

  /** Zeros in the place of everything. */
  wipe(): void {
    for (const part of this.#parts) part.wipe();
  }

  /** The parts in the order of their bytes; the last one has an ending of its own once all is there. */
  parts(letter: string, last: string, isClosed: boolean): ArchivePart[] {
    return this.#parts.map((part, index) => ({
      extension: index === this.#parts.length - 1 && (isClosed || this.#partSize === Infinity)
        ? last
        : `${letter}${String(index + 1).padStart(2, "0")}`,
      bytes: part.bytes(),
    }));
  }

  #last(): Growing {
    const last = this.#parts.at(-1);
    if (last === undefined) throw new Error("An archive has at least one part");
    return last;
  }

  #room(): number {
    return this.#partSize - this.#last().length;
  }
}

/** Writes an archive, whole or split, in one of the formats. */
export abstract class ArchiveWriter {
  protected readonly bytes: PartedBytes;
  protected isClosed = false;

  /** An empty archive; split where a size of parts is given. */
  constructor(partSize: number | undefined) {
    this.bytes = new PartedBytes(partSize);
  }

  /** Adds a file, folder or link. */
  abstract add(entity: ArchiveEntity): void;

  /** Ends the archive: nothing can be added after that. */
  abstract close(): void;

  /** The parts in the order of their bytes. */
  abstract parts(): ArchivePart[];

  /**
   * Adds entities as two writers do that do not know of each other: the second one writes into the
   * middle of what the first one wrote.
   */
  addTwice(entities: readonly ArchiveEntity[]): void {
    this.bytes.scar(() => entities.forEach((entity) => this.add(entity)));
  }

  /**
   * Loses everything that was written, as a writer does whose file was deleted: it goes on at the place
   * where it was, and all before that is zeros.
   */
  wipe(): void {
    this.bytes.wipe();
  }
}

/** Larger files are stored as they are; all others are deflated, even where that makes them grow. */
const MOST_DEFLATED = 1_048_576;

/** The content as it is stored. */
export function storedForm(
  { type, content }: ArchiveEntity,
): { readonly stored: Uint8Array; readonly isDeflated: boolean } {
  const isDeflated = type === "file" && content.length <= MOST_DEFLATED;
  return { stored: isDeflated ? deflateRawSync(content) : content, isDeflated };
}

/** Numbers as little-endian bytes; what does not fit into them is left out. */
export function numbers(
  ...fields: readonly (readonly [value: number, bytes: number])[]
): Uint8Array {
  return joined(
    ...fields.map(([value, bytes]) =>
      Uint8Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256)
    ),
  );
}

/** One array for several; a Buffer would show the pool that it comes from. */
export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
