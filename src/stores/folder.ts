/** A store in a folder of this computer, or of a disk that is mounted on it. */
import { constants, type Stats } from "node:fs";
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  stat,
  unlink,
} from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SitehaulError } from "../base/errors.ts";
import { messageOf, systemCode } from "../base/message_text.ts";
import { withWriteError } from "../files/disk.ts";
import { storableName } from "../files/file_name.ts";
import type {
  Store,
  StoreCall,
  StoredFile,
  StoreListOptions,
  StoreOptions,
  StoreReadOptions,
  StoreWriteOptions,
} from "./store.ts";
import { eitherOf, storeClosed } from "./until_aborted.ts";
import { isListed, removableName, storeWhole } from "./store_whole.ts";

/** Bytes per read and per write. */
const BLOCK_BYTES = 256 * 1024;

/** What file systems without hard links say. */
const NO_LINKS: ReadonlySet<string> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
]);

/**
 * Opens a folder, which is made when the first file is written.
 *
 * @throws {SitehaulError} `download/url`
 */
export function openFolder(url: string, { signal }: StoreOptions): Promise<Store> {
  return Promise.resolve(new FolderStore(pathOfUrl(url), signal));
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new SitehaulError("download/url", "Cannot tell which folder the URL names", {
      hint: "Write file:///FOLDER, with three slashes and the whole path.",
      cause,
    });
  }
}

class FolderStore implements Store {
  readonly #folder: string;
  readonly #closed = new AbortController();
  /** Aborts when the store is closed, or is not wanted any more. */
  readonly #over: AbortSignal;

  constructor(folder: string, signal: AbortSignal | undefined) {
    this.#folder = folder;
    this.#over = eitherOf(this.#closed.signal, signal);
  }

  async stat(name: string, { signal }: StoreCall = {}): Promise<StoredFile | undefined> {
    const path = this.#path(storableName(name));
    return await this.#asking(signal, async () => storedFile(name, await factsOf(path)));
  }

  async *list(
    { unfinished, signal }: StoreListOptions = {},
  ): AsyncGenerator<StoredFile, void, void> {
    // All at once: an open folder that is left early would stay open on Deno 2.9.
    const names = await this.#asking(signal, () => namesIn(this.#folder));
    for (const name of names) {
      if (!isListed(name, { unfinished })) continue;
      const file = await this.#asking(
        signal,
        async () => storedFile(name, await factsOf(this.#path(name))),
      );
      if (file !== undefined) yield file;
    }
  }

  async *read(
    name: string,
    { from = 0, length = Infinity, signal }: StoreReadOptions = {},
  ): AsyncGenerator<Uint8Array, void, void> {
    const path = this.#path(storableName(name));
    const file = await this.#asking(signal, () => openedFile(path, name));
    try {
      for (let position = from; position < from + length;) {
        const block = new Uint8Array(Math.min(BLOCK_BYTES, from + length - position));
        const { bytesRead } = await this.#asking(
          signal,
          () => file.read(block, 0, block.byteLength, position),
        );
        if (bytesRead === 0) return;
        position += bytesRead;
        yield block.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async write(
    name: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: StoreWriteOptions,
  ): Promise<StoredFile> {
    const signal = eitherOf(this.#over, options.signal);
    const path = (other: string) => this.#path(other);
    return await storeWhole(
      {
        place: this.#folder,
        isTaken: (other) => withWriteError(path(other), () => isThere(path(other))),
        put: async (temporary, content) => {
          const inFull = { recursive: true, mode: 0o700 } as const;
          await withWriteError(this.#folder, () => mkdir(this.#folder, inFull));
          return await withWriteError(path(name), () => putFile(path(temporary), content));
        },
        rename: async (temporary, other) => {
          const isDone = await withWriteError(
            path(other),
            () => renameToNew(path(temporary), path(other)),
          );
          await syncFolder(this.#folder);
          return isDone;
        },
        discard: (temporary) => unlink(path(temporary)),
      },
      name,
      bytes,
      { ...options, signal },
    );
  }

  async remove(name: string, { signal }: StoreCall = {}): Promise<boolean> {
    const path = this.#path(removableName(name));
    this.#refuseEnded(signal);
    try {
      await unlink(path);
    } catch (cause) {
      if (isMissing(cause)) return false;
      throw new SitehaulError("delete/files", `Cannot remove ${path}: ${messageOf(cause)}`, {
        hint: "Check the owner and the permissions of the folder.",
        cause,
      });
    }
    await syncFolder(this.#folder);
    return true;
  }

  close(): Promise<void> {
    this.#closed.abort(storeClosed());
    return Promise.resolve();
  }

  /** Asks the file system for something, and makes sense of its refusal. */
  async #asking<T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
    this.#refuseEnded(signal);
    try {
      return await ask();
    } catch (cause) {
      if (cause instanceof SitehaulError) throw cause;
      throw new SitehaulError(
        "download/failed",
        `Cannot read from ${this.#folder}: ${messageOf(cause)}`,
        { hint: "Check the folder and its permissions.", cause },
      );
    }
  }

  #refuseEnded(signal: AbortSignal | undefined): void {
    this.#over.throwIfAborted();
    signal?.throwIfAborted();
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

function storedFile(name: string, facts: Stats | undefined): StoredFile | undefined {
  return facts?.isFile() ? { name, size: facts.size, modified: facts.mtime } : undefined;
}

async function factsOf(path: string): Promise<Stats | undefined> {
  return await unlessMissing(() => stat(path));
}

/** Whatever has that name: a folder or a broken link is in the way as well. */
async function isThere(path: string): Promise<boolean> {
  return await unlessMissing(() => lstat(path)) !== undefined;
}

async function namesIn(path: string): Promise<readonly string[]> {
  return await unlessMissing(() => readdir(path)) ?? [];
}

async function openedFile(path: string, name: string): Promise<FileHandle> {
  // A pipe would be waited for.
  const facts = await factsOf(path);
  const file = facts?.isFile() ? await unlessMissing(() => open(path, constants.O_RDONLY)) : facts;
  if (file !== undefined && "read" in file) return file;
  throw new SitehaulError("download/no-files", `There is no file ${path}`, {
    hint: `Check the folder: it must contain ${name}.`,
  });
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function putFile(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, "wx", 0o600);
  try {
    let position = 0;
    for await (const piece of bytes) {
      for (let written = 0; written < piece.byteLength;) {
        const rest = Math.min(BLOCK_BYTES, piece.byteLength - written);
        written += (await file.write(piece, written, rest, position + written)).bytesWritten;
      }
      position += piece.byteLength;
    }
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** A rename would replace what is there; a second name is refused where there is one. */
async function renameToNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    if (!NO_LINKS.has(systemCode(error) ?? "")) throw error;
    if (await isThere(path)) return false;
    await rename(temporary, path);
    return true;
  }
  await unlink(temporary);
  return true;
}

/** After a power failure the name would be gone; not every system can do it. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, constants.O_RDONLY);
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows cannot open folders, and some file systems on the network cannot sync them.
  }
}

function isMissing(error: unknown): boolean {
  return systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR";
}
