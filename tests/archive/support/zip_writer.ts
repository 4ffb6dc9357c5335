/**
 * ZIP archives byte by byte: with gaps, descriptors, comments, 64-bit sizes and any other order.
 */
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";
import { type Item, pack } from "./writers.ts";

/** One entry to write. */
export interface ZipItem extends Pick<Item, "path" | "data" | "method" | "type"> {
  /** Bytes of nothing behind the entry. */
  readonly gap?: number;
  /** Whether sizes and checksum stand behind the data, not before it. */
  readonly hasDescriptor?: boolean;
  /** Whether the sizes are 64 bits wide, in an extra field. */
  readonly isWide?: boolean;
  /** An extra field of the local header. */
  readonly extra?: Uint8Array;
  /** The system that wrote it, and its attributes. @default {[0, 0]} */
  readonly attributes?: readonly [system: number, bits: number];
  /** What the headers say instead of the truth. */
  readonly size?: number;
  /** The checksum that the headers give instead of the right one. */
  readonly crc?: number;
  /** The checksum that the directory alone gives instead. */
  readonly recordCrc?: number;
  /** Whether the headers say that the name is UTF-8. @default {true} */
  readonly isUtf8?: boolean;
  /** An extra field of the record in the directory. */
  readonly recordExtra?: Uint8Array;
  /** The number of the part that the directory gives instead of the right one. */
  readonly disk?: number;
  /** What is stored, ready deflated. */
  readonly stored?: Uint8Array;
}

/** What is written around the entries. */
export interface ZipFrame {
  /** The order of the directory, as numbers of entries. */
  readonly order?: readonly number[];
  readonly comment?: string;
  /** Whether the end record is of 64 bits. */
  readonly isWide?: boolean;
  /** Bytes of nothing between the entries and the directory. */
  readonly gap?: number;
  /** Where the archive is cut into parts. */
  readonly cuts?: readonly number[];
  /** The number of the last part that the end gives instead of the right one. */
  readonly lastDisk?: number;
}

interface Placed {
  readonly bytes: Uint8Array;
  readonly record: (disk: number, offset: number) => Uint8Array;
}

function place(item: ZipItem): Placed {
  const { gap = 0, hasDescriptor = false, isWide = false, extra = new Uint8Array(0) } = item;
  const name = typeof item.path === "string" ? new TextEncoder().encode(item.path) : item.path;
  const content = Buffer.from(item.data ?? "");
  const method = item.method === 1 ? 8 : 0;
  const data = item.stored ?? (method === 8 ? new Uint8Array(deflateRawSync(content)) : content);
  const size = item.size ?? content.length;
  const crc = item.crc ?? crc32(content);
  const { isUtf8 = true, recordExtra = new Uint8Array(0) } = item;
  const flags = (isUtf8 ? 0x800 : 0) + (hasDescriptor ? 8 : 0);
  const sizes = pack([data.length, 4], [size, 4]);
  const wide = pack([1, 2], [16, 2], [size, 8], [data.length, 8]);
  const shown = isWide ? pack([0xffffffff, 4], [0xffffffff, 4]) : sizes;
  const before = hasDescriptor ? new Uint8Array(12) : pack([crc, 4], shown);
  const localExtra = pack(isWide && !hasDescriptor ? wide : "", extra);
  const bytes = pack(
    "PK\x03\x04",
    [isWide ? 45 : 20, 2],
    [flags, 2],
    [method, 2],
    [0x58210000, 4],
    before,
    [name.length, 2],
    [localExtra.length, 2],
    name,
    localExtra,
    data,
    hasDescriptor ? pack("PK\x07\x08", [crc, 4], sizes) : "",
    new Uint8Array(gap),
  );
  const [system, bits] = item.attributes ?? [0, item.type === "directory" ? 0x10 : 0];
  const record = (disk: number, offset: number) =>
    pack(
      "PK\x01\x02",
      [20 + system * 256, 2],
      [isWide ? 45 : 20, 2],
      [flags, 2],
      [method, 2],
      [0x58210000, 4],
      [item.recordCrc ?? crc, 4],
      shown,
      [name.length, 2],
      [(isWide ? wide.length : 0) + recordExtra.length, 2],
      [0, 2],
      [item.disk ?? disk, 2],
      [0, 2],
      [bits, 4],
      [offset, 4],
      name,
      isWide ? wide : "",
      recordExtra,
    );
  return { bytes, record };
}

/** Which part holds a place, and where in it. */
function locate(at: number, cuts: readonly number[]): [disk: number, offset: number] {
  const disk = cuts.filter((cut) => cut <= at).length;
  return [disk, at - (cuts[disk - 1] ?? 0)];
}

/** The parts of a ZIP archive; one, unless it is cut. */
export function zipParts(items: readonly ZipItem[], frame: ZipFrame = {}): Uint8Array[] {
  const { comment = "", isWide = false, gap = 0, cuts = [] } = frame;
  const placed = items.map(place);
  const starts: number[] = [];
  let at = 0;
  for (const { bytes } of placed) {
    starts.push(at);
    at += bytes.length;
  }
  const order = frame.order ?? items.map((_, index) => index);
  const directory = pack(
    ...order.map((index) =>
      placed[index]?.record(...locate(starts[index] ?? 0, cuts)) ?? new Uint8Array(0)
    ),
  );
  const [disk, offset] = locate(at + gap, cuts);
  const [last, wideOffset] = locate(at + gap + directory.length, cuts);
  const count = order.length;
  const wide = pack(
    pack("PK\x06\x06", [44, 8], [45, 2], [45, 2], [last, 4], [disk, 4]),
    pack([count, 8], [count, 8], [directory.length, 8], [offset, 8]),
    pack("PK\x06\x07", [last, 4], [wideOffset, 8], [last + 1, 4]),
  );
  const end = pack(
    pack("PK\x05\x06", [frame.lastDisk ?? last, 2], [disk, 2]),
    isWide
      ? pack([0xffff, 2], [0xffff, 2], [0xffffffff, 4], [0xffffffff, 4])
      : pack([count, 2], [count, 2], [directory.length, 4], [offset, 4]),
    [comment.length, 2],
    comment,
  );
  const all = pack(
    ...placed.map(({ bytes }) => bytes),
    new Uint8Array(gap),
    directory,
    isWide ? wide : "",
    end,
  );
  return [...cuts, all.length].map((cut, index) => all.subarray(cuts[index - 1] ?? 0, cut));
}

/** The only part of a ZIP archive. */
export function zipBytes(items: readonly ZipItem[], frame: ZipFrame = {}): Uint8Array {
  return pack(...zipParts(items, frame));
}
