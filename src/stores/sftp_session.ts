/** A connection to an SSH server through which files are asked for. */
import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { timerMs } from "../base/abort.ts";
import { SitehaulError } from "../base/errors.ts";
import { storeClosed } from "./until_aborted.ts";
import type { Classify } from "./remote_failure.ts";
import type { SettledOptions } from "./remote_settings.ts";
import { describePlace } from "./remote_url.ts";
import type { Callback, FileFacts, FolderEntry, Sftp, SshClient } from "./ssh2_types.ts";
import { logIn } from "./ssh_login.ts";

/** SSH_FX_EOF. */
const END_OF_FILE = 1;

/** Rejects a call that waits for its reply. */
type Fail = (error: unknown) => void;

/** One connection. When it breaks, everything that waits for a reply fails. */
export class SftpSession {
  readonly #client: SshClient;
  readonly #sftp: Sftp;
  readonly #classify: Classify;
  readonly #waiting = new Set<Fail>();
  #broken: Error | undefined;

  private constructor(client: SshClient, sftp: Sftp, classify: Classify) {
    [this.#client, this.#sftp, this.#classify] = [client, sftp, classify];
  }

  /**
   * Connects, verifies the host and logs in.
   *
   * @throws {SitehaulError} see `openStore`
   */
  static async open(settings: SettledOptions, classify: Classify): Promise<SftpSession> {
    const { client, socket, sftp } = await logIn(settings, classify);
    const session = new SftpSession(client, sftp, classify);
    session.#watch(socket, settings);
    return session;
  }

  /** Whether the connection is gone. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Ends the connection, and everything that waits for it. */
  end(reason: Error): void {
    if (this.#broken !== undefined) return;
    this.#broken = reason;
    for (const fail of this.#waiting) fail(reason);
    this.#waiting.clear();
    this.#client.destroy();
  }

  /** Size and type of a file. */
  stat(path: string): Promise<FileFacts> {
    return this.#ask((sftp, done) => sftp.stat(path, done));
  }

  /** Opens a file for reading. */
  open(path: string): Promise<Buffer> {
    return this.#ask((sftp, done) => sftp.open(path, "r", done));
  }

  /** Makes a new file, which nobody else may read. */
  create(path: string): Promise<Buffer> {
    return this.#ask((sftp, done) => sftp.open(path, "wx", 0o600, done));
  }

  /** The size of an open file. */
  fstat(handle: Buffer): Promise<FileFacts> {
    return this.#ask((sftp, done) => sftp.fstat(handle, done));
  }

  /** Gives the handle of a file or a folder back. */
  close(handle: Buffer): Promise<void> {
    return this.#ask((sftp, done) => sftp.close(handle, done));
  }

  /** Reads into a buffer; gives the number of bytes, 0 at the end of the file. */
  read(handle: Buffer, into: Buffer, position: number): Promise<number> {
    return this.#ask((sftp, done) => sftp.read(handle, into, 0, into.length, position, done));
  }

  /** Writes all of a piece; it may change as soon as this returns. */
  write(handle: Buffer, piece: Buffer, position: number): Promise<void> {
    return this.#ask((sftp, done) => sftp.write(handle, piece, 0, piece.length, position, done));
  }

  /** Has the server bring a file to its disk, if it can be told to. */
  async sync(handle: Buffer): Promise<void> {
    try {
      await this.#ask<void>((sftp, done) => sftp.ext_openssh_fsync(handle, done));
    } catch (error) {
      if (!(error instanceof Error && /does not support/.test(error.message))) throw error;
    }
  }

  /** Opens a folder for reading. */
  openFolder(path: string): Promise<Buffer> {
    return this.#ask((sftp, done) => sftp.opendir(path, done));
  }

  /** Some more entries of a folder; none at its end. */
  async entries(handle: Buffer): Promise<readonly FolderEntry[]> {
    try {
      return await this.#ask<FolderEntry[]>((sftp, done) => sftp.readdir(handle, done));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === END_OF_FILE) return [];
      throw error;
    }
  }

  /** Makes a folder that nobody else may enter. */
  makeFolder(path: string): Promise<void> {
    return this.#ask((sftp, done) => sftp.mkdir(path, { mode: 0o700 }, done));
  }

  /** Gives a file another name; refused where that is taken. */
  rename(from: string, to: string): Promise<void> {
    return this.#ask((sftp, done) => sftp.rename(from, to, done));
  }

  /** The path is that of a file; of a folder it is an error. */
  remove(path: string): Promise<void> {
    return this.#ask((sftp, done) => sftp.unlink(path, done));
  }

  #ask<T>(send: (sftp: Sftp, done: Callback<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      this.#waiting.add(reject);
      const fail = (error: unknown) => {
        this.#waiting.delete(reject);
        reject(error);
      };
      try {
        send(this.#sftp, (error, value) => {
          if (error) return fail(error);
          this.#waiting.delete(reject);
          resolve(value as T);
        });
      } catch (error) {
        fail(error);
      }
    });
  }

  #watch(socket: Socket, { idleMs, place }: SettledOptions): void {
    const broke = (error?: unknown) =>
      this.end(this.#classify(error ?? new Error("Connection lost")));
    this.#client.on("error", broke);
    this.#client.on("close", () => broke());
    this.#sftp.on("error", broke);
    this.#sftp.on("close", () => broke());
    socket.setTimeout(timerMs(idleMs), () => {
      // Nobody waits when the reader is slow: that is no fault of the server.
      if (this.#waiting.size === 0) return;
      const silence = `${describePlace(place)} was silent for ${idleMs / 1000} s`;
      broke(
        new SitehaulError("network/timeout", silence, {
          hint: "Run the same command again: it resumes.",
        }),
      );
    });
  }
}

/** One connection for all; when it breaks, whoever needs it next makes a new one. */
export class SharedSession {
  readonly #settings: SettledOptions;
  readonly #classify: Classify;
  #session: Promise<SftpSession> | undefined;
  #isClosed = false;

  constructor(settings: SettledOptions, classify: Classify) {
    [this.#settings, this.#classify] = [settings, classify];
    settings.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** The connection; callers that come at the same time get the same one. */
  get(): Promise<SftpSession> {
    const before = this.#session;
    this.#session = this.#reuseOrOpen(before);
    return this.#session;
  }

  async #reuseOrOpen(before: Promise<SftpSession> | undefined): Promise<SftpSession> {
    const session = await before?.catch(() => undefined);
    if (session !== undefined && !session.isBroken) return session;
    this.#settings.signal?.throwIfAborted();
    if (this.#isClosed) throw storeClosed();
    return await SftpSession.open(this.#settings, this.#classify);
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#settings.signal?.removeEventListener("abort", this.#abort);
    await this.#end(storeClosed());
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
}
