/** What archives are written from and to, whatever their format. */

/** What goes into an archive. */
export interface ArchiveEntity {
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
export interface ArchivePart {
  /** The extension, such as `j01` or `jpa`. */
  readonly extension: string;
  /** Its bytes. */
  readonly bytes: Uint8Array;
}

/** Writes an archive. */
export interface ArchiveWriter {
  /** Adds a file, folder or link. */
  add(entity: ArchiveEntity): void;
  /**
   * Adds entities as two writers do that do not know of each other: the second one writes into the
   * middle of what the first one wrote.
   */
  addTwice(entities: readonly ArchiveEntity[]): void;
  /**
   * Loses everything that was written, as a writer does whose file was deleted: it goes on at the place
   * where it was, and all before that is zeros.
   */
  wipe(): void;
  /** Completes the archive. Nothing can be added after that. */
  close(): void;
  /** The parts in the order of their bytes. */
  parts(): ArchivePart[];
}

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

/** Bytes in parts of a size: data fills a part to its end, a header that does not fit begins the next. */
export class PartedBytes {
  readonly #partSize: number;
  readonly #parts: Growing[] = [new Growing()];

  /** One part, where no size is given. */
  constructor(partSize: number | undefined) {
    this.#partSize = partSize ?? Infinity;
  }

  /** How many parts there are. */
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

  /** Adds what may be cut. */
  add(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      if (this.#room() <= 0) this.#parts.push(new Growing());
      const piece = bytes.subarray(offset, offset + Math.min(this.#room(), bytes.length - offset));
      this.#last().append(piece);
      offset += piece.length;
    }
  }

  /** Writes over what is at the beginning. */
  writeFirst(bytes: Uint8Array): void {
    this.#parts[0]?.writeAt(0, bytes);
  }

  /** Writes over what is at the beginning of the last part. */
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
