/** A store on an SSH server, by SFTP. */
import { unlessAborted } from "../base/abort.ts";
import { SitehaulError } from "../base/errors.ts";
import { storableName } from "../files/file_name.ts";
import {
  type Asked,
  classifier,
  type Classify,
  noSuchFile,
  READ_HINT,
  redactorOf,
  REMOVE_HINT,
  wordsOf,
  WRITE_HINT,
} from "./remote_failure.ts";
import { settle, type SettledOptions } from "./remote_settings.ts";
import { describePlace, pathOf, pathsTo } from "./remote_url.ts";
import { receive, send } from "./sftp_files.ts";
import { type SftpSession, SharedSession } from "./sftp_session.ts";
import type { FileFacts } from "./ssh2_types.ts";
import type {
  Store,
  StoreCall,
  StoredFile,
  StoreListOptions,
  StoreOptions,
  StoreReadOptions,
  StoreWriteOptions,
} from "./store.ts";
import { eitherOf, untilAborted } from "./until_aborted.ts";
import { discardFrom, isListed, removableName, storeWhole } from "./store_whole.ts";

/** SSH_FX_NO_SUCH_FILE. */
const NO_SUCH_FILE = 2;

const LIST: Asked = {
  code: "download/failed",
  says: "does not list the folder",
  hint: READ_HINT,
};

/**
 * Connects by SSH and logs in.
 *
 * @throws {SitehaulError} see `openStore`
 */
export async function openSftp(url: string, options: StoreOptions): Promise<Store> {
  const store = new SftpStore(settle(url, options));
  try {
    await store.connect();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class SftpStore implements Store {
  readonly #settings: SettledOptions;
  readonly #classify: Classify;
  readonly #shared: SharedSession;

  constructor(settings: SettledOptions) {
    this.#settings = settings;
    this.#classify = classifier(settings);
    this.#shared = new SharedSession(settings, this.#classify);
  }

  /** The connection that all calls share. */
  connect(): Promise<SftpSession> {
    return this.#shared.get();
  }

  async stat(name: string, { signal }: StoreCall = {}): Promise<StoredFile | undefined> {
    const path = this.#path(storableName(name));
    const facts = await this.#use(signal, reading(name), (session) => factsOf(session, path));
    return storedFile(name, facts);
  }

  async *list(
    { unfinished, signal }: StoreListOptions = {},
  ): AsyncGenerator<StoredFile, void, void> {
    const folder = this.#settings.place.folder || ".";
    try {
      signal?.throwIfAborted();
      const session = await unlessAborted(this.connect(), signal);
      const opened = unlessMissing(() => session.openFolder(folder));
      const handle = await unlessAborted(opened, signal);
      if (handle === undefined) return;
      try {
        while (true) {
          const entries = await unlessAborted(session.entries(handle), signal);
          if (entries.length === 0) return;
          for (const { filename: name, attrs } of entries) {
            if (!isListed(name, { unfinished })) continue;
            // What a link leads to is asked for.
            const facts = attrs.isSymbolicLink()
              ? await unlessAborted(factsOf(session, this.#path(name)), signal)
              : attrs;
            const file = storedFile(name, facts);
            if (file !== undefined) yield file;
          }
        }
      } finally {
        // Where the connection is gone, so is the handle.
        session.close(handle).catch(() => {});
      }
    } catch (error) {
      throw this.#failure(error, LIST, signal);
    }
  }

  async *read(
    name: string,
    { from = 0, length = Infinity, signal }: StoreReadOptions = {},
  ): AsyncGenerator<Uint8Array, void, void> {
    const path = this.#path(storableName(name));
    try {
      const session = await unlessAborted(this.connect(), signal);
      const handle = await unlessAborted(session.open(path), signal);
      try {
        const { size } = await unlessAborted(session.fstat(handle), signal);
        const end = Math.min(size, from + length);
        yield* untilAborted(receive(session, handle, { from, end }), signal);
      } finally {
        // Where the connection is gone, so is the handle.
        session.close(handle).catch(() => {});
      }
    } catch (error) {
      if (isMissing(error)) throw noSuchFile(this.#settings, name);
      throw this.#failure(error, reading(name), signal);
    }
  }

  async write(
    name: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: StoreWriteOptions,
  ): Promise<StoredFile> {
    const signal = eitherOf(this.#settings.signal, options.signal);
    const path = (other: string) => this.#path(other);
    const asked = {
      code: "file/write",
      says: `does not store ${name}`,
      hint: WRITE_HINT,
    } as const;
    const use = <T>(work: (session: SftpSession) => Promise<T>) => this.#use(signal, asked, work);
    const isThere = async (session: SftpSession, other: string) =>
      await factsOf(session, path(other)) !== undefined;
    return await storeWhole(
      {
        place: describePlace(this.#settings.place),
        isTaken: (other) => use((session) => isThere(session, other)),
        put: (temporary, content) => use((session) => this.#put(session, path(temporary), content)),
        rename: (temporary, other) =>
          use(async (session) => {
            if (await isThere(session, other)) return false;
            try {
              await session.rename(path(temporary), path(other));
            } catch (error) {
              // The server refuses a name that is taken, without saying that it is.
              if (isReply(error) && await isThere(session, other)) return false;
              throw error;
            }
            return true;
          }),
        discard: discardFrom(this),
      },
      name,
      bytes,
      { ...options, signal },
    );
  }

  async #put(
    session: SftpSession,
    path: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const handle = await unlessMissing(() => session.create(path)) ??
      await this.#createInNewFolder(session, path);
    try {
      await send(session, handle, bytes);
      await session.sync(handle);
      return (await session.fstat(handle)).size;
    } finally {
      // Where the connection is gone, so is the handle.
      session.close(handle).catch(() => {});
    }
  }

  async #createInNewFolder(session: SftpSession, path: string): ReturnType<SftpSession["create"]> {
    for (const above of pathsTo(this.#settings.place.folder)) {
      // Most of them are there.
      await session.makeFolder(above).catch((error) => {
        if (!isReply(error)) throw error;
      });
    }
    return await session.create(path);
  }

  async remove(name: string, { signal }: StoreCall = {}): Promise<boolean> {
    const path = this.#path(removableName(name));
    const asked = {
      code: "delete/files",
      says: `does not remove ${name}`,
      hint: REMOVE_HINT,
    } as const;
    return await this.#use(signal, asked, async (session) => {
      const removed = await unlessMissing(async () => {
        await session.remove(path);
        return true;
      });
      return removed ?? false;
    });
  }

  close(): Promise<void> {
    return this.#shared.close();
  }

  #path(name: string): string {
    return pathOf(this.#settings.place, name);
  }

  async #use<T>(
    signal: AbortSignal | undefined,
    asked: Asked,
    work: (session: SftpSession) => Promise<T>,
  ): Promise<T> {
    try {
      signal?.throwIfAborted();
      const session = await unlessAborted(this.connect(), signal);
      return await unlessAborted(work(session), signal);
    } catch (error) {
      throw this.#failure(error, asked, signal);
    }
  }

  #failure(error: unknown, asked: Asked, signal: AbortSignal | undefined): Error {
    if (signal?.aborted === true) return signal.reason;
    const isOver = this.#settings.signal?.aborted === true;
    if (isOver || !isReply(error)) return this.#classify(error);
    const words = wordsOf(error.message, redactorOf(this.#settings));
    const { code, says, hint } = asked;
    const message = `${describePlace(this.#settings.place)} ${says}: ${words}`;
    return new SitehaulError(code, message, { hint, cause: error });
  }
}

function reading(name: string): Asked {
  return { code: "download/failed", says: `does not send ${name}`, hint: READ_HINT };
}

function storedFile(name: string, facts: FileFacts | undefined): StoredFile | undefined {
  if (facts === undefined || facts.isDirectory()) return undefined;
  const { size, mtime } = facts;
  return { name, size, modified: mtime === undefined ? undefined : new Date(mtime * 1000) };
}

function factsOf(session: SftpSession, path: string): Promise<FileFacts | undefined> {
  return unlessMissing(() => session.stat(path));
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether it is an answer of the SFTP server: those have a number. */
function isReply(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && "code" in error && typeof error.code === "number";
}

function isMissing(error: unknown): boolean {
  return isReply(error) && error.code === NO_SUCH_FILE;
}
