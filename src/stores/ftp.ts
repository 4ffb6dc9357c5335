/**
 * Fetches files by FTP: in the clear, with TLS from the first byte, or with TLS before the login.
 * @module
 */
import type { Client } from "basic-ftp";
import { PassThrough } from "node:stream";
import { SitehaulError } from "../base/errors.ts";
import { safeFileName } from "../files/file_name.ts";
import { connectFtp, ftpFailure, replyCode } from "./ftp_session.ts";
import { classifier, type Classify, noSuchFile } from "./remote_failure.ts";
import type { RemoteSettings, RemoteStore } from "./remote_settings.ts";
import { describePlace, pathOf } from "./remote_url.ts";

/** "No such file", which may also mean that it must not be seen. */
const NOT_THERE = 550;

/** The replies of servers that do not know a command. */
const UNKNOWN_COMMAND: ReadonlySet<number> = new Set([500, 502, 504]);

/**
 * Connects by FTP and logs in.
 *
 * @throws {SitehaulError} see `openRemoteStore`
 */
export async function openFtp(settings: RemoteSettings): Promise<RemoteStore> {
  warn(settings);
  const store = new FtpStore(settings);
  await store.connect();
  return store;
}

function warn({ place, insecure, log }: RemoteSettings): void {
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

/** A connection can do one thing at a time: each reader has one of its own, which is used again. */
class FtpStore implements RemoteStore {
  readonly #settings: RemoteSettings;
  readonly #classify: Classify;
  readonly #all = new Set<Client>();
  #idle: Client[] = [];
  #isClosed = false;

  constructor(settings: RemoteSettings) {
    this.#settings = settings;
    this.#classify = classifier(settings);
    settings.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** Opens a connection ahead, so that what is wrong shows at once. */
  async connect(): Promise<void> {
    try {
      this.#idle.push(await this.#take());
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  size(name: string): Promise<number | undefined> {
    return this.#use(async (client) => {
      const size = await sizeOf(client, this.#path(name));
      if (size !== "untold") return size;
      throw new SitehaulError(
        "download/failed",
        `${describePlace(this.#settings.place)} does not report the size of ${name}`,
        { hint: "The FTP server has no SIZE command; try sftp://." },
      );
    });
  }

  async *read(name: string, from: number): AsyncGenerator<Uint8Array, void, void> {
    const path = this.#path(name);
    const client = await this.#take();
    let isWhole = false;
    try {
      const size = await sizeOf(client, path);
      if (size === undefined) throw noSuchFile(this.#settings, name);
      if (size === "untold" || from < size) yield* receive(client, path, { from, size });
      isWhole = true;
    } catch (error) {
      throw ftpFailure(error, this.#settings, this.#classify);
    } finally {
      if (isWhole) this.#idle.push(client);
      else this.#drop(client);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#settings.signal?.removeEventListener("abort", this.#abort);
    for (const client of this.#all) this.#drop(client);
    // The platform closes sockets in its next turn, and callers may count on that.
    await new Promise((resolve) => setTimeout(resolve));
  }

  readonly #abort = (): void => {
    for (const client of this.#all) this.#drop(client);
  };

  async #use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#take();
    try {
      const result = await work(client);
      this.#idle.push(client);
      return result;
    } catch (error) {
      this.#drop(client);
      throw ftpFailure(error, this.#settings, this.#classify);
    }
  }

  /** A connection that nobody uses. The server may have closed those that idled. */
  async #take(): Promise<Client> {
    this.#settings.signal?.throwIfAborted();
    for (let client = this.#idle.pop(); client !== undefined; client = this.#idle.pop()) {
      if (!client.closed) return client;
      this.#drop(client);
    }
    const client = await connectFtp(this.#settings, this.#classify);
    this.#all.add(client);
    if (!this.#isClosed) return client;
    this.#drop(client);
    throw new SitehaulError("internal", "The remote store was closed while it was in use");
  }

  #drop(client: Client): void {
    client.close();
    this.#all.delete(client);
    this.#idle = this.#idle.filter((other) => other !== client);
  }

  #path(name: string): string {
    return pathOf(this.#settings.place, safeFileName(name));
  }
}

async function sizeOf(client: Client, path: string): Promise<number | "untold" | undefined> {
  try {
    return await client.size(path);
  } catch (error) {
    const code = replyCode(error) ?? 0;
    if (code === NOT_THERE) return undefined;
    if (UNKNOWN_COMMAND.has(code)) return "untold";
    throw error;
  }
}

/** Which bytes are wanted. */
interface Extent {
  readonly from: number;
  readonly size: number | "untold";
}

async function* receive(
  client: Client,
  path: string,
  { from, size }: Extent,
): AsyncGenerator<Uint8Array, void, void> {
  const pipe = new PassThrough();
  const begin = from > 0 && await canBeginAt(client, from) ? from : 0;
  const done = client.downloadTo(pipe, path, begin);
  done.catch((error) => pipe.destroy(error));
  let position = begin;
  for await (const bytes of pipe) {
    const known = Math.max(0, from - position);
    position += bytes.byteLength;
    if (known < bytes.byteLength) yield bytes.subarray(known);
    if (position === size) endOfTls(client);
  }
  await done;
}

/** Servers that cannot begin in the middle send the whole file: its beginning is passed over. */
async function canBeginAt(client: Client, from: number): Promise<boolean> {
  try {
    await client.send(`REST ${from}`);
    return true;
  } catch (error) {
    if ((replyCode(error) ?? 0) >= 500) return false;
    throw error;
  }
}

/**
 * A TLS socket that had to wait in between does not tell its end (observed: Deno 2.9.6); the server
 * does, so that what it announced being there is the end.
 */
function endOfTls(client: Client): void {
  const socket = client.ftp.dataSocket;
  if (socket !== undefined && "encrypted" in socket && !socket.readableEnded) socket.push(null);
}
