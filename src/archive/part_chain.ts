/** The parts of an archive, read as one. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import type { Problem, ProblemCode, Severity } from "./problem.ts";

/** How much is read at once where reading goes straight on; blocks this big keep the disk busy. */
const BIG = 1 << 20;

/** Blocks that are larger than this are not kept in memory for the next read. */
const HUGE = 32 << 20;

/** How much is read after a jump, when it is unknown whether anything next to it will be wanted. */
const SMALL = 1 << 16;

/**
 * A gap this small is read, not skipped: then a watcher sees every byte of an archive that has something
 * between its entries, such as the descriptors of a ZIP.
 */
const GAP = 1 << 12;

/** How many parts are kept open. */
const OPEN_FILES = 32;

const NOTHING: Uint8Array = new Uint8Array(0);

/** One file of an archive. */
export interface PartFile {
  /** The file name, without its folder. */
  readonly name: string;
  /** As it was given, or found beside the file that was given. */
  readonly path: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  /** Bytes in the parts before it. */
  readonly start: number;
}

/** Called with each piece read from the disk: the part's index, the position in it, the bytes. */
export type Observer = (part: number, offset: number, bytes: Uint8Array) => void;

/** What a problem consists of, in addition to its position. */
export interface Finding {
  /** `warning` where everything can be read all the same. @default {"error"} */
  readonly severity?: Severity;
  /** The path of the entry. */
  readonly entry?: string | undefined;
}

/** The parts of an archive in data order, as one row of bytes. */
export class PartChain {
  /** The parts in data order. */
  readonly parts: readonly PartFile[];
  /** Bytes in all parts together. */
  readonly size: number;
  readonly #observer: Observer | undefined;
  readonly #files = new Map<number, Promise<FileHandle>>();
  /** Where the last reading from the disk ended. */
  #reached = 0;
  #window: { readonly start: number; readonly bytes: Uint8Array } = {
    start: 0,
    bytes: NOTHING,
  };

  private constructor(parts: readonly PartFile[], observer: Observer | undefined) {
    this.parts = parts;
    this.size = parts.reduce((sum, { size }) => sum + size, 0);
    this.#observer = observer;
  }

  /**
   * Looks at the files.
   *
   * @param paths the parts in data order
   * @param observer called with everything that is read
   * @throws {SitehaulError} `usage/value` when a file cannot be read
   */
  static async open(paths: readonly string[], observer?: Observer): Promise<PartChain> {
    const parts: PartFile[] = [];
    let start = 0;
    for (const path of paths) {
      const found = await withReadError(path, () => stat(path));
      if (!found.isFile()) throw unreadable(path, "it is not a file");
      parts.push({ name: basename(path), path, size: found.size, start });
      start += found.size;
    }
    return new PartChain(parts, observer);
  }

  /** Some bytes; fewer where the archive ends. They stay as they are when others are read. */
  async view(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const from = offset - this.#window.start;
    if (from < 0 || from + wanted > this.#window.bytes.length) {
      if (wanted > HUGE) return await this.#fill(offset, new Uint8Array(wanted));
      const gap = offset - this.#reached;
      const start = gap > 0 && gap <= GAP ? this.#reached : offset;
      this.#window = { start, bytes: await this.#read(start, offset - start + wanted) };
      return this.#window.bytes.subarray(offset - start, offset - start + wanted);
    }
    return this.#window.bytes.subarray(from, from + wanted);
  }

  /**
   * All bytes from one place up to another, in blocks. A block is good until the next one is asked
   * for: its memory is used again.
   */
  async *pieces(from: number, to: number): AsyncGenerator<Uint8Array, void, void> {
    let block: Uint8Array | undefined;
    for (let at = from; at < to;) {
      let piece = this.#fromWindow(at, to - at);
      if (piece.length === 0) {
        block ??= new Uint8Array(Math.min(BIG, to - at));
        piece = await this.#fill(at, block.subarray(0, to - at));
      }
      if (piece.length === 0) return;
      yield piece;
      at += piece.length;
    }
  }

  /** The part that holds a place, and the place in it. */
  at(offset: number): { part: string; partOffset: number; index: number } {
    const index = this.parts.findLastIndex(({ start }) => start <= offset);
    const part = this.parts[index];
    if (part === undefined) return { part: "", partOffset: offset, index: 0 };
    return { part: part.name, partOffset: offset - part.start, index };
  }

  /** Adds the part, and the position in it, to a position in the whole. */
  problem(offset: number, code: ProblemCode, message: string, finding: Finding = {}): Problem {
    const { severity = "error", entry } = finding;
    const { part, partOffset } = this.at(offset);
    const name = entry === undefined ? {} : { entry };
    return { severity, code, message, part, ...name, offset, partOffset };
  }

  /** Closes the files that were opened so far. */
  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    for (const file of files) await (await file.catch(() => undefined))?.close();
  }

  #fromWindow(offset: number, most: number): Uint8Array {
    const from = offset - this.#window.start;
    return from < 0 ? NOTHING : this.#window.bytes.subarray(from, from + most);
  }

  async #read(offset: number, wanted: number): Promise<Uint8Array> {
    const { start, bytes } = this.#window;
    const goesOn = offset >= start && offset <= start + bytes.length;
    const length = Math.min(Math.max(wanted, goesOn ? BIG : SMALL), this.size - offset);
    return await this.#fill(offset, new Uint8Array(Math.max(0, length)));
  }

  /** Fills a block, beyond the ends of parts; what is left at the end of the archive is cut off. */
  async #fill(offset: number, block: Uint8Array): Promise<Uint8Array> {
    let filled = 0;
    while (filled < block.length && offset + filled < this.size) {
      const { index, partOffset } = this.at(offset + filled);
      const read = await this.#readPart(index, partOffset, block.subarray(filled));
      if (read === 0) break;
      filled += read;
    }
    this.#reached = offset + filled;
    return block.subarray(0, filled);
  }

  async #readPart(index: number, offset: number, block: Uint8Array): Promise<number> {
    const part = this.parts[index];
    if (part === undefined) return 0;
    const file = await withReadError(part.path, () => this.#file(index, part.path));
    const length = Math.min(block.length, part.size - offset);
    const { bytesRead } = await withReadError(part.path, () => file.read(block, 0, length, offset));
    this.#observer?.(index, offset, block.subarray(0, bytesRead));
    return bytesRead;
  }

  #file(index: number, path: string): Promise<FileHandle> {
    const known = this.#files.get(index);
    if (known !== undefined) return known;
    for (const [oldest, file] of this.#files) {
      if (this.#files.size < OPEN_FILES) break;
      this.#files.delete(oldest);
      file.then((handle) => handle.close()).catch(() => {});
    }
    const file = open(path, "r");
    this.#files.set(index, file);
    return file;
  }
}

async function withReadError<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw unreadable(path, messageOf(cause), cause);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): SitehaulError {
  return new SitehaulError("usage/value", `Cannot read ${path}: ${reason}`, {
    hint: "Name any part of an archive, or its manifest; this user must be able to read it.",
    cause,
  });
}
