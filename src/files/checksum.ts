/** Checksums of what is on the disk. */
import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";

/** How much is read at once when a checksum is computed again. */
const BLOCK_BYTES = 1024 * 1024;

/**
 * The size of a file that is there with that size and checksum (sha256 in hex); `undefined` if it is
 * not. Without a size the checksum alone counts.
 */
export async function sizeIfSame(
  path: string,
  size: number | undefined,
  sha256: string,
): Promise<number | undefined> {
  // To open a pipe would wait for its other end.
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== (size ?? found.size)) return undefined;
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    if ((await file.stat()).size !== found.size) return undefined;
    return (await hashOf(file, found.size)).digest("hex") === sha256 ? found.size : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/** The checksum of the first bytes of a file, ready for more. */
export async function hashOf(file: FileHandle, bytes: number): Promise<Hash> {
  const hash = createHash("sha256");
  const block = new Uint8Array(Math.min(BLOCK_BYTES, bytes));
  for (let position = 0; position < bytes;) {
    const length = Math.min(block.byteLength, bytes - position);
    const { bytesRead } = await file.read(block, 0, length, position);
    if (bytesRead === 0) break;
    hash.update(block.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash;
}
