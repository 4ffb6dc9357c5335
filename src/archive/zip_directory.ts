/**
 * The central directory of a ZIP archive.
 * @module
 */
import { type Entry as ZipRecord, Reader, SplitDataReader, ZipReader } from "@zip.js/zip.js";
import { type EntryType, permissions } from "./entry.ts";
import type { Gaps } from "./gaps.ts";
import type { PartChain, PartFile } from "./part_chain.ts";
import { type ZipName, zipName } from "./zip_name.ts";

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
export interface ZipEntity extends ZipName {
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
  /** The part that holds it, where that is missing. */
  readonly missingPart?: string;
}

/** One part, in the form that the library reads; a missing one is empty, and counts. */
class PartReader extends Reader<PartFile | string> {
  readonly #chain: PartChain;
  readonly #part: Pick<PartFile, "start" | "size">;

  constructor(chain: PartChain, part: PartFile | string) {
    super(part);
    this.#chain = chain;
    this.#part = typeof part === "string" ? { start: chain.size, size: 0 } : part;
    this.size = this.#part.size;
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
export function openDirectory(chain: PartChain, gaps: Gaps): ZipDirectory {
  const disks = gaps.all;
  const parts = disks.map((part) => new PartReader(chain, part));
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
        yield readRecord(chain, disks, record);
      }
    },
    trailing: () => zip.appendedData?.length ?? 0,
  };
}

function readRecord(
  chain: PartChain,
  disks: readonly (PartFile | string)[],
  record: ZipRecord,
): ZipEntity {
  const { rawFilename, uncompressedSize, compressedSize, compressionMethod, encrypted } = record;
  const { versionMadeBy: madeBy, externalFileAttributes: attributes } = record;
  const about = { madeBy, attributes, name: rawFilename ?? new Uint8Array(0) };
  const disk = disks[record.diskNumberStart];
  const isHere = typeof disk === "object";
  return {
    ...zipName(about.name, record.rawBitFlag ?? 0, record.rawExtraField),
    type: entryType(about),
    size: uncompressedSize,
    storedSize: compressedSize,
    method: compressionMethod,
    isEncrypted: encrypted,
    crc: (record.signature ?? 0) >>> 0,
    mode: unixMode(about),
    mtime: dosMoment(Number(record.rawLastModDate)),
    offset: isHere ? disk.start + record.offset : chain.size,
    ...(typeof disk === "string" ? { missingPart: disk } : {}),
  };
}

/** What a record tells of the kind of an entry. */
export interface Attributes {
  /** The system that wrote it, in the upper byte. */
  readonly madeBy: number;
  /** Where that is Unix, a mode is in the upper half. */
  readonly attributes: number;
  readonly name: Uint8Array;
}

/** The library takes the noise of other systems for a mode as well, and then a file for a folder. */
export function entryType({ madeBy, attributes, name }: Attributes): EntryType {
  const system = madeBy >>> 8;
  const bits = system === UNIX ? attributes >>> 16 & TYPE_BITS : 0;
  if (bits === LINK_BITS) return "link";
  const isDosFolder = system === DOS && (attributes & DOS_DIRECTORY) !== 0;
  const isFolder = bits === DIRECTORY_BITS || isDosFolder || name.at(-1) === 0x2f;
  return isFolder ? "directory" : "file";
}

/** The permissions, where there are any. */
export function unixMode({ madeBy, attributes }: Attributes): number | undefined {
  return madeBy >>> 8 === UNIX ? permissions(attributes >>> 16) : undefined;
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
