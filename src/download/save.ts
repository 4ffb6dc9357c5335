/**
 * Bytes to a file, never half a file under its final name.
 * @module
 */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SitehaulError } from "../errors.ts";

/**
 * Writes a stream of bytes to a temporary file beside the target, syncs it to the disk, and gives
 * it its name only when the size is right. What stood there before is untouched until then. Leaving
 * the loop early removes the temporary file.
 *
 * @param target the path of the finished file
 * @param bytes what to write
 * @param size how many bytes there must be
 * @returns a generator of the number of bytes written so far
 * @throws {SitehaulError} `download/failed` when the size is wrong, `file/write` when the disk refuses
 */
export async function* save(
  target: string,
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<number, void, void> {
  const name = `.${basename(target)}.${randomBytes(4).toString("hex")}.part`;
  const temporary = join(dirname(target), name);
  const file = await disk(target, () => open(temporary, "wx", 0o600));
  let isWhole = false;
  try {
    yield* pour(target, file, bytes, size);
    await disk(target, () => file.sync());
    await disk(target, () => file.close());
    await disk(target, () => rename(temporary, target));
    isWhole = true;
  } finally {
    if (!isWhole) {
      await file.close().catch(() => {});
      await rm(temporary, { force: true }).catch(() => {});
    }
  }
}

async function* pour(
  target: string,
  file: FileHandle,
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<number, void, void> {
  let written = 0;
  for await (const piece of bytes) {
    if (written + piece.byteLength > size) {
      throw new SitehaulError(
        "download/failed",
        `Cannot finish ${target}: the site sends more than the ${size} bytes it announced`,
        { hint: "The file may be changing on the server. Look at the backup record again." },
      );
    }
    await disk(target, () => file.writeFile(piece));
    written += piece.byteLength;
    yield written;
  }
  if (written === size) return;
  throw new SitehaulError(
    "download/failed",
    `Cannot finish ${target}: received ${written} of ${size} bytes`,
    { hint: "The connection was cut. Run the same command again." },
  );
}

async function disk<T>(target: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SitehaulError("file/write", `Cannot write ${target}: ${reason}`, {
      hint: "Check that the folder exists, that it may be written, and that the disk is not full.",
      cause,
    });
  }
}
