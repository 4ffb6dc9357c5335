/** Files of backups: real bytes, or virtual ones of any size. */

/** One file of a backup. */
export interface SitePart {
  /** The file name, without its folder. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Fewer bytes than `length` at the end, none behind it. */
  readonly read: (offset: number, length: number) => Uint8Array | Promise<Uint8Array>;
}

/** A part that lies in memory. */
export function partOf(name: string, bytes: Uint8Array): SitePart {
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return { name, size: bytes.length, read };
}

const READ_BYTES = 256 * 1024;

/** The bytes of a part as a stream that reads no more than is taken. */
export function streamOf({ size, read }: SitePart): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream({
    async pull(controller) {
      const bytes = await read(offset, Math.min(READ_BYTES, size - offset));
      offset += bytes.length;
      if (bytes.length > 0) controller.enqueue(bytes);
      if (offset >= size || bytes.length === 0) controller.close();
    },
  }, { highWaterMark: 0 });
}

/**
 * The files in the order in which the product numbers them: the main file, which holds the last
 * bytes of the archive, is number 1; then `.j01`, `.j02`, …
 */
export function numbered(parts: readonly SitePart[]): SitePart[] {
  const position = ({ name }: SitePart) => Number(/\.[jz](\d{2,})$/.exec(name)?.[1] ?? 0);
  return parts.toSorted((a, b) => position(a) - position(b));
}
