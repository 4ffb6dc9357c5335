/**
 * Fetches files by SFTP.
 * @module
 */
import { Buffer } from "node:buffer";
import { SitehaulError } from "../base/errors.ts";
import { safeFileName } from "../files/file_name.ts";
import { classifier, type Classify, noSuchFile, redactorOf, wordsOf } from "./remote_failure.ts";
import type { RemoteSettings, RemoteStore } from "./remote_settings.ts";
import { describePlace, pathOf } from "./remote_url.ts";
import { SftpSession } from "./sftp_session.ts";

/** Bytes per request: every server sends at least this much. */
const BLOCK_BYTES = 32 * 1024;

/** Concurrent requests, which hide the latency of the network: 2 MiB in memory. */
const REQUESTS = 64;

/** SSH_FX_NO_SUCH_FILE. */
const NO_SUCH_FILE = 2;

/**
 * Connects by SSH and logs in.
 *
 * @throws {SitehaulError} see `openRemoteStore`
 */
export async function openSftp(settings: RemoteSettings): Promise<RemoteStore> {
  const store = new SftpStore(settings);
  try {
    await store.connect();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** All readers share one connection; when it breaks, the next one makes a new one. */
class SftpStore implements RemoteStore {
  readonly #settings: RemoteSettings;
  readonly #classify: Classify;
  #session: Promise<SftpSession> | undefined;
  #isClosed = false;

  constructor(settings: RemoteSettings) {
    this.#settings = settings;
    this.#classify = classifier(settings);
    settings.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** The connection; callers that come at the same time get the same one. */
  connect(): Promise<SftpSession> {
    const before = this.#session;
    this.#session = this.#reuseOrOpen(before);
    return this.#session;
  }

  async #reuseOrOpen(before: Promise<SftpSession> | undefined): Promise<SftpSession> {
    const session = await before?.catch(() => undefined);
    if (session !== undefined && !session.isBroken) return session;
    this.#settings.signal?.throwIfAborted();
    if (this.#isClosed) throw closed();
    return await SftpSession.open(this.#settings, this.#classify);
  }

  async size(name: string): Promise<number | undefined> {
    const path = this.#path(name);
    try {
      const session = await this.connect();
      const facts = await session.stat(path);
      return facts.isDirectory() ? undefined : facts.size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#failure(error, name);
    }
  }

  async *read(name: string, from: number): AsyncGenerator<Uint8Array, void, void> {
    const path = this.#path(name);
    try {
      const session = await this.connect();
      const handle = await session.open(path);
      try {
        const { size } = await session.fstat(handle);
        yield* blocks(session, handle, { from, size });
      } finally {
        // Where the connection is gone, so is the handle.
        session.close(handle).catch(() => {});
      }
    } catch (error) {
      throw this.#failure(error, name);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#settings.signal?.removeEventListener("abort", this.#abort);
    await this.#end(closed());
    // The platform closes sockets in its next turn, and callers may count on that.
    await new Promise((resolve) => setTimeout(resolve));
  }

  readonly #abort = (): void => {
    this.#end(this.#settings.signal?.reason);
  };

  async #end(reason: Error): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    session?.end(reason);
  }

  #path(name: string): string {
    return pathOf(this.#settings.place, safeFileName(name));
  }

  #failure(error: unknown, name: string): Error {
    if (this.#settings.signal?.aborted === true) return this.#classify(error);
    if (isMissing(error)) return noSuchFile(this.#settings, name);
    if (!isReply(error)) return this.#classify(error);
    const words = wordsOf(error.message, redactorOf(this.#settings));
    return new SitehaulError(
      "download/failed",
      `${describePlace(this.#settings.place)} does not send ${name}: ${words}`,
      { hint: "Check that the account can read the folder in the URL.", cause: error },
    );
  }
}

function closed(): SitehaulError {
  return new SitehaulError("internal", "The remote store was closed while it was in use");
}

/** Which bytes are wanted. */
interface Extent {
  readonly from: number;
  readonly size: number;
}

async function* blocks(
  session: SftpSession,
  handle: Buffer,
  { from, size }: Extent,
): AsyncGenerator<Uint8Array, void, void> {
  const asked: Promise<Uint8Array>[] = [];
  let next = from;
  const ask = () => {
    if (next >= size) return;
    const length = Math.min(BLOCK_BYTES, size - next);
    const block = readBlock(session, handle, { from: next, size: length });
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
  { from, size }: Extent,
): Promise<Uint8Array> {
  const block = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const count = await session.read(handle, block.subarray(filled), from + filled);
    if (count === 0) break;
    filled += count;
  }
  return block.subarray(0, filled);
}

/** Whether it is an answer of the SFTP server: those have a number. */
function isReply(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && "code" in error && typeof error.code === "number";
}

function isMissing(error: unknown): boolean {
  return isReply(error) && error.code === NO_SUCH_FILE;
}
