/** Comparing two files. */
import { Buffer } from "node:buffer";
import type { FileHandle } from "node:fs/promises";

const BLOCK = 1 << 18;

/** Whether two open files have the same bytes. */
export async function areSame(one: FileHandle, other: FileHandle): Promise<boolean> {
  const [left, right] = [Buffer.allocUnsafe(BLOCK), Buffer.allocUnsafe(BLOCK)];
  for (let at = 0;;) {
    const [read, alike] = [await fill(one, left, at), await fill(other, right, at)];
    if (read !== alike || left.compare(right, 0, alike, 0, read) !== 0) return false;
    if (read < BLOCK) return true;
    at += read;
  }
}

/** Reads as much as there is room for; less only at the end of the file. */
async function fill(file: FileHandle, block: Buffer, from: number): Promise<number> {
  let got = 0;
  while (got < block.length) {
    const { bytesRead } = await file.read(block, got, block.length - got, from + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got;
}
