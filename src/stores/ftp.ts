/**
 * A store on an FTP server: in the clear, with TLS from the first byte, or with TLS before the login.
 */
import type { Client, FileInfo } from "basic-ftp";
import { SitehaulError } from "../base/errors.ts";
import { storableName } from "../files/file_name.ts";
import { entriesOf, makeFolder, modifiedOf, receive, sizeOf } from "./ftp_files.ts";
import { FtpPool, type Lease } from "./ftp_pool.ts";
import { send } from "./ftp_send.ts";
import { ftpFailure } from "./ftp_session.ts";
import { type Asked, noSuchFile, REMOVE_HINT, WRITE_HINT } from "./remote_failure.ts";
import { settle, type SettledOptions } from "./remote_settings.ts";
import { describePlace, pathOf } from "./remote_url.ts";
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

const WRITE: Asked = {
  code: "file/write",
  says: "does not store the file",
  hint: WRITE_HINT,
  unless: /local file|space|quota|disk|storage|exceed/i,
};

const REMOVE: Asked = {
  code: "delete/files",
  says: "does not remove the file",
  hint: REMOVE_HINT,
};

/**
 * Connects by FTP and logs in.
 *
 * @throws {SitehaulError} see `openStore`
 */
export async function openFtp(url: string, options: StoreOptions): Promise<Store> {
  const settings = settle(url, options);
  warn(settings);
  const store = new FtpStore(settings);
  await store.connect();
  return store;
}

function warn({ place, insecure, log }: SettledOptions): void {
  const server = describePlace(place);
  if (place.scheme !== "ftp") {
    if (insecure) log(`The certificate of ${server} is not verified.`);
    return;
  }
  log(
    `${server} is not encrypted: anyone on the path can read the password and the files. ` +
      "Use ftpes:// or sftp:// if the server supports it.",
  );
}

class FtpStore implements Store {
  readonly #settings: SettledOptions;
  readonly #pool: FtpPool;
  #hasFolder = false;

  constructor(settings: SettledOptions) {
    this.#settings = settings;
    this.#pool = new FtpPool(settings);
  }

  /** Opens a connection ahead, so that what is wrong shows at once. */
  async connect(): Promise<void> {
    try {
      (await this.#pool.lease()).end(true);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async stat(name: string, { signal }: StoreCall = {}): Promise<StoredFile | undefined> {
    const path = this.#path(storableName(name));
    return await this.#use(signal, async (client) => {
      const size = await sizeOf(client, path);
      if (size === "untold") throw sizeUntold(this.#settings, name);
      if (size === undefined) return undefined;
      return { name, size, modified: await modifiedOf(client, path) };
    });
  }

  async *list(
    { unfinished, signal }: StoreListOptions = {},
  ): AsyncGenerator<StoredFile, void, void> {
    const { folder } = this.#settings.place;
    const entries = await this.#use(signal, (client) => entriesOf(client, folder));
    for (const entry of entries ?? []) {
      if (!isListed(entry.name, { unfinished })) continue;
      const file = await this.#listed(entry, signal);
      if (file !== undefined) yield file;
    }
  }

  async #listed(entry: FileInfo, signal: AbortSignal | undefined): Promise<StoredFile | undefined> {
    const { name, size, modifiedAt: modified } = entry;
    if (entry.isFile) return { name, size, modified };
    // What a link leads to only the server knows.
    if (!entry.isSymbolicLink) return undefined;
    const there = await this.#use(signal, (client) => sizeOf(client, this.#path(name)));
    return typeof there === "number" ? { name, size: there } : undefined;
  }

  async *read(
    name: string,
    { from = 0, length = Infinity, signal }: StoreReadOptions = {},
  ): AsyncGenerator<Uint8Array, void, void> {
    const path = this.#path(storableName(name));
    const lease = await this.#pool.lease(signal);
    const { client, settings } = lease;
    let isClean = false;
    try {
      const size = await sizeOf(client, path);
      if (size === undefined) throw noSuchFile(settings, name);
      const isEmpty = length <= 0 || (size !== "untold" && from >= size);
      if (!isEmpty) {
        const bytes = untilAborted(receive(client, path, { from, size }), settings.signal);
        isClean = yield* firstOf(bytes, length);
      } else isClean = true;
    } catch (error) {
      throw ftpFailure(error, settings);
    } finally {
      lease.end(isClean);
    }
  }

  async write(
    name: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: StoreWriteOptions,
  ): Promise<StoredFile> {
    const signal = eitherOf(this.#settings.signal, options.signal);
    const path = (other: string) => this.#path(other);
    const isThere = async (client: Client, other: string) =>
      await sizeOf(client, path(other)) !== undefined;
    return await storeWhole(
      {
        place: describePlace(this.#settings.place),
        isTaken: (other) => this.#use(signal, (client) => isThere(client, other)),
        put: (temporary, content) =>
          this.#use(signal, (client) => this.#put(client, path(temporary), content), WRITE),
        // The server would replace what is there, and knows no way to forbid it.
        rename: (temporary, other) =>
          this.#use(signal, async (client) => {
            if (await isThere(client, other)) return false;
            await client.rename(path(temporary), path(other));
            return true;
          }, WRITE),
        discard: discardFrom(this),
      },
      name,
      bytes,
      { ...options, signal },
    );
  }

  async #put(client: Client, path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    if (!this.#hasFolder) await makeFolder(client, this.#settings.place.folder);
    this.#hasFolder = true;
    let count = 0;
    const counted = async function* () {
      for await (const piece of bytes) {
        count += piece.byteLength;
        yield piece;
      }
    };
    await send(client, path, counted());
    const size = await sizeOf(client, path);
    // Without that command, what the server has confirmed to have received is all that is known.
    return size === "untold" ? count : size ?? 0;
  }

  async remove(name: string, { signal }: StoreCall = {}): Promise<boolean> {
    const path = this.#path(removableName(name));
    return await this.#use(signal, async (client) => {
      if (await sizeOf(client, path) === undefined) return false;
      await client.remove(path);
      return true;
    }, REMOVE);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #use<T>(
    signal: AbortSignal | undefined,
    work: (client: Client) => Promise<T>,
    asked?: Asked,
  ): Promise<T> {
    const lease: Lease = await this.#pool.lease(signal);
    let isClean = false;
    try {
      const result = await work(lease.client);
      isClean = true;
      return result;
    } catch (error) {
      throw ftpFailure(error, lease.settings, asked);
    } finally {
      lease.end(isClean);
    }
  }

  #path(name: string): string {
    return pathOf(this.#settings.place, name);
  }
}

/** As many bytes as are wanted; gives whether the source has ended by itself. */
async function* firstOf(
  bytes: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array, boolean, void> {
  let left = length;
  for await (const piece of bytes) {
    if (piece.byteLength > left) {
      yield piece.subarray(0, left);
      return false;
    }
    left -= piece.byteLength;
    yield piece;
    if (left === 0) return false;
  }
  return true;
}

function sizeUntold({ place }: SettledOptions, name: string): SitehaulError {
  return new SitehaulError(
    "download/failed",
    `${describePlace(place)} does not report the size of ${name}`,
    { hint: "The FTP server has no SIZE command; try sftp://." },
  );
}
