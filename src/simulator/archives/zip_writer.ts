/** Writes archives in the ZIP format, with the faults that some versions have in them. */
import { crc32 } from "node:zlib";
import {
  type ArchiveEntity,
  type ArchivePart,
  ArchiveWriter,
  joined,
  numbers,
  storedForm,
} from "./parted_bytes.ts";

/**
 * What is wrong in the archives of a version. `text-checksums`: those of the engine's own files are
 * the first four of the eight hexadecimal digits, as text (observed: 9.3.3). `wrong-parts`: in split
 * archives the directory gives a wrong part for most entries (observed: 7.5.0.1).
 */
export type ZipFault = "text-checksums" | "wrong-parts";

/** The attributes of what is no link: noise (observed: 10.2.1). */
const NOISE = 0xfe49ffe0;
const LINK_MODE = 0o120777 * 2 ** 16;

/** Version 2.0, a name in UTF-8. */
const VERSION = 20;
const FLAGS = 0x800;

/** One entry, as the directory tells of it. */
interface Placed {
  /** What both headers have in common. */
  readonly fields: Uint8Array;
  readonly name: Uint8Array;
  readonly isLink: boolean;
  readonly part: number;
  readonly offset: number;
}

/** Writes one archive. The directory comes with {@linkcode ZipWriter.close}. */
export class ZipWriter extends ArchiveWriter {
  readonly #fault: ZipFault | undefined;
  readonly #entries: Placed[] = [];

  /** An empty archive; split where a size of parts is given. */
  constructor(options: { partSize?: number | undefined; fault?: ZipFault | undefined } = {}) {
    super(options.partSize);
    this.#fault = options.fault;
    if (options.partSize !== undefined) this.bytes.addWhole(numbers([0x08074b50, 4]));
  }

  override add(entity: ArchiveEntity): void {
    const { path, type, content } = entity;
    const { stored, isDeflated } = storedForm(entity);
    const name = new TextEncoder().encode(path);
    const fields = joined(
      numbers([VERSION, 2], [FLAGS, 2], [isDeflated ? 8 : 0, 2], [dosTime(entity), 4]),
      numbers([this.#checksum(entity), 4], [stored.length, 4], [content.length, 4]),
      numbers([name.length, 2], [0, 2]),
    );
    const place = this.bytes.addWhole(joined(numbers([0x04034b50, 4]), fields, name));
    this.bytes.add(stored);
    this.#entries.push({ fields, name, isLink: type === "link", ...place });
  }

  /** Writes the directory. Nothing can be added after that. */
  override close(): void {
    this.isClosed = true;
    const records = this.#entries.map((entry) => this.#record(entry));
    const size = records.reduce((sum, { length }) => sum + length, 0);
    const [first = new Uint8Array(0), ...others] = records;
    const { part, offset } = this.bytes.addWhole(first);
    for (const record of others) this.bytes.addWhole(record);
    const count = records.length;
    const end = (last: number) =>
      joined(
        numbers([0x06054b50, 4], [last, 2], [part, 2], [count, 2], [count, 2]),
        numbers([size, 4], [offset, 4], [0, 2]),
      );
    // The record itself may begin another part.
    const at = this.bytes.addWhole(end(this.bytes.place.part));
    if (at.offset === 0) this.bytes.writeLast(end(at.part));
  }

  /** The parts in the order of their bytes; the last one is the `.zip` once the archive is closed. */
  override parts(): ArchivePart[] {
    return this.bytes.parts("z", "zip", this.isClosed);
  }

  #record({ fields, name, isLink, part, offset }: Placed): Uint8Array {
    const told = this.#fault === "wrong-parts" ? 0 : part;
    return joined(
      numbers([0x02014b50, 4], [VERSION + (isLink ? 3 * 256 : 0), 2]),
      fields,
      numbers([0, 2], [told, 2], [0, 2], [isLink ? LINK_MODE : NOISE, 4], [offset, 4]),
      name,
    );
  }

  #checksum({ path, content }: ArchiveEntity): number {
    const crc = crc32(content);
    if (this.#fault !== "text-checksums" || !path.startsWith("installation/")) return crc;
    const digits = new TextEncoder().encode(crc.toString(16).padStart(8, "0").slice(0, 4));
    return new DataView(digits.buffer).getUint32(0, true);
  }
}

/** Date and time of a file, in UTC; nothing else has one. */
function dosTime({ type, mtime }: ArchiveEntity): number {
  if (type !== "file") return 0x00210000;
  const time = new Date(mtime * 1000);
  const date = (time.getUTCFullYear() - 1980) * 512 + (time.getUTCMonth() + 1) * 32 +
    time.getUTCDate();
  const seconds = Math.floor(time.getUTCSeconds() / 2);
  return date * 65536 + time.getUTCHours() * 2048 + time.getUTCMinutes() * 32 + seconds;
}
