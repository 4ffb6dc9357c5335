/**
 * The central directory of a ZIP archive.
 * @module
 */
import { type Entry as ZipRecord, Reader, SplitDataReader, ZipReader } from "@zip.js/zip.js";
import { type EntryType, permissions } from "./entry.ts";
import type { PartChain, PartFile } from "./part_chain.ts";

/** How much may follow the archive before it counts as damage, bytes. */
const MOST_TRAILING = 1 << 20;

/** The largest directory that is read, bytes: that of some millions of entries. */
const LARGEST_DIRECTORY = 256 << 20;

/** The systems that "made by" names: with Unix the upper attribute bits are a mode, else noise. */
const DOS = 0;
const UNIX = 3;

const DOS_DIRECTORY = 0x10;
const TYPE_BITS = 0o170000;
const LINK_BITS = 0o120000;
const DIRECTORY_BITS = 0o040000;

/** One record of the directory. */
export interface ZipEntity {
  readonly name: Uint8Array;
  readonly type: EntryType;
  readonly size: number;
  readonly storedSize: number;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly mode: number | undefined;
  readonly mtime: Date | undefined;
  /** Where the local header is, in the joined parts. */
  readonly offset: number;
}

/** One part, in the form that the library reads. */
class PartReader extends Reader<PartFile> {
  readonly #chain: PartChain;
  readonly #part: PartFile;

  constructor(chain: PartChain, part: PartFile) {
    super(part);
    this.#chain = chain;
    this.#part = part;
    this.size = part.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const { start, size } = this.#part;
    const bytes = await this.#chain.view(
      start + index,
      Math.max(0, Math.min(length, size - index)),
    );
    // A small piece would keep all of the memory that it is a part of.
    return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
  }
}

/** All parts. The end of the archive says how long the directory is, and may say anything. */
class BoundedReader extends SplitDataReader {
  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    if (Math.min(length, this.size - offset) > LARGEST_DIRECTORY) {
      throw new Error(`it claims ${length} bytes, at most ${LARGEST_DIRECTORY} are read`);
    }
    return await super.readUint8Array(offset, length);
  }
}

/** The directory, record by record, and what follows the archive. */
export interface ZipDirectory {
  /** All records; may be called again. */
  records(): AsyncGenerator<ZipEntity, void, void>;
  /** Bytes after the archive; known when all records are read. */
  trailing(): number;
}

/**
 * Opens the directory. The library finds and reads it; names, links, local headers and contents are
 * checked here, so its own checks of names are off.
 */
export function openDirectory(chain: PartChain): ZipDirectory {
  const parts = chain.parts.map((part) => new PartReader(chain, part));
  const zip = new ZipReader(new BoundedReader(parts), {
    extractAppendedData: true,
    useWebWorkers: false,
  });
  return {
    async *records() {
      const options = {
        filenameValidation: "tolerant",
        maxAppendedDataSize: MOST_TRAILING,
      } as const;
      for await (const record of zip.getEntriesGenerator(options)) {
        yield readRecord(chain, record);
      }
    },
    trailing: () => zip.appendedData?.length ?? 0,
  };
}

function readRecord(chain: PartChain, record: ZipRecord): ZipEntity {
  const { rawFilename, uncompressedSize, compressedSize, compressionMethod, encrypted } = record;
  const attributes = record.externalFileAttributes >>> 16;
  const isUnix = record.versionMadeBy >>> 8 === UNIX;
  const start = chain.parts[record.diskNumberStart]?.start ?? chain.size;
  return {
    name: rawFilename ?? new Uint8Array(0),
    type: typeOf(record),
    size: uncompressedSize,
    storedSize: compressedSize,
    method: compressionMethod,
    isEncrypted: encrypted,
    crc: (record.signature ?? 0) >>> 0,
    mode: isUnix ? permissions(attributes) : undefined,
    mtime: dosMoment(Number(record.rawLastModDate)),
    offset: start + record.offset,
  };
}

/** The library takes the noise of other systems for a mode as well, and then a file for a folder. */
function typeOf({ rawFilename, versionMadeBy, externalFileAttributes }: ZipRecord): EntryType {
  const system = versionMadeBy >>> 8;
  const bits = system === UNIX ? externalFileAttributes >>> 16 & TYPE_BITS : 0;
  if (bits === LINK_BITS) return "link";
  const isDosFolder = system === DOS && (externalFileAttributes & DOS_DIRECTORY) !== 0;
  const isFolder = bits === DIRECTORY_BITS || isDosFolder || rawFilename?.at(-1) === 0x2f;
  return isFolder ? "directory" : "file";
}

/**
 * A DOS date and time. It has no zone: the server wrote its local time, which is taken for UTC, so
 * that everybody reads the same. The first moment of 1980 means none.
 */
export function dosMoment(stamp: number): Date | undefined {
  const [date, time] = [stamp >>> 16, stamp & 0xffff];
  if (date <= 0x21 && time === 0) return undefined;
  const [year, month, day] = [1980 + (date >>> 9), (date >>> 5) & 15, date & 31];
  const found = Date.UTC(year, month - 1, day, time >>> 11, (time >>> 5) & 63, (time & 31) * 2);
  return Number.isFinite(found) ? new Date(found) : undefined;
}
