/**
 * How the bytes of files come and go by SFTP: in many small requests, of which several are under way.
 */
import { Buffer } from "node:buffer";
import type { SftpSession } from "./sftp_session.ts";

/** Bytes per request: every server sends and takes at least this much. */
const BLOCK_BYTES = 32 * 1024;

/** Concurrent requests, which hide the latency of the network: 2 MiB in memory. */
const REQUESTS = 64;

/** Which bytes are wanted. */
export interface Extent {
  readonly from: number;
  /** Bytes from the start of the file; this one is wanted no more. */
  readonly end: number;
}

/** The bytes of an open file. */
export async function* receive(
  session: SftpSession,
  handle: Buffer,
  { from, end }: Extent,
): AsyncGenerator<Uint8Array, void, void> {
  const asked: Promise<Uint8Array>[] = [];
  let next = from;
  const ask = () => {
    if (next >= end) return;
    const length = Math.min(BLOCK_BYTES, end - next);
    const block = readBlock(session, handle, next, length);
    // It is handled when its turn comes, if it comes.
    block.catch(() => {});
    asked.push(block);
    next += length;
  };
  for (let count = 0; count < REQUESTS; count++) ask();
  for (let block = asked.shift(); block !== undefined; block = asked.shift()) {
    const bytes = await block;
    if (bytes.byteLength === 0) return;
    ask();
    yield bytes;
    if (bytes.byteLength < BLOCK_BYTES) return;
  }
}

/** A block, which is shorter at the end of the file only; servers may give less than asked for. */
async function readBlock(
  session: SftpSession,
  handle: Buffer,
  from: number,
  length: number,
): Promise<Uint8Array> {
  const block = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = await session.read(handle, block.subarray(filled), from + filled);
    if (count === 0) break;
    filled += count;
  }
  return block.subarray(0, filled);
}

/** Writes all bytes to an open file. */
export async function send(
  session: SftpSession,
  handle: Buffer,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const sent: Promise<void>[] = [];
  let position = 0;
  for await (const piece of bytes) {
    for (let at = 0; at < piece.byteLength; at += BLOCK_BYTES) {
      const length = Math.min(BLOCK_BYTES, piece.byteLength - at);
      const block = Buffer.from(piece.buffer, piece.byteOffset + at, length);
      const written = session.write(handle, block, position);
      // It is handled when its turn comes, if it comes.
      written.catch(() => {});
      sent.push(written);
      position += length;
      if (sent.length >= REQUESTS) await sent.shift();
    }
  }
  await Promise.all(sent);
}
