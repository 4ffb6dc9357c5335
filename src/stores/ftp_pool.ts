/**
 * The connections to one FTP server. One can do one thing at a time, so each call has one of its own,
 * which is used again.
 */
import type { Client } from "basic-ftp";
import { connectFtp } from "./ftp_session.ts";
import type { SettledOptions } from "./remote_settings.ts";
import { eitherOf, storeClosed } from "./until_aborted.ts";

/** A connection for one call. */
export interface Lease {
  readonly client: Client;
  /** The settings, with the signal of the call. */
  readonly settings: SettledOptions;
  /** Ends the call: its connection is kept for the next one, or dropped when it is in doubt. */
  end(isClean: boolean): void;
}

/** Connections that are made when they are needed, and kept. */
export class FtpPool {
  readonly #settings: SettledOptions;
  readonly #all = new Set<Client>();
  #idle: Client[] = [];
  #isClosed = false;

  constructor(settings: SettledOptions) {
    this.#settings = settings;
    settings.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** A connection that nobody uses, until the lease ends or the signal fires. */
  async lease(signal?: AbortSignal): Promise<Lease> {
    const settings = { ...this.#settings, signal: eitherOf(this.#settings.signal, signal) };
    settings.signal?.throwIfAborted();
    const client = await this.#take(settings);
    const abort = () => this.#drop(client);
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    const end = (isClean: boolean) => {
      signal?.removeEventListener("abort", abort);
      if (isClean && this.#all.has(client)) this.#idle.push(client);
      else this.#drop(client);
    };
    return { client, settings, end };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#settings.signal?.removeEventListener("abort", this.#abort);
    this.#abort();
    // The platform closes sockets in its next turn, and callers may count on that.
    await new Promise((resolve) => setTimeout(resolve));
  }

  readonly #abort = (): void => {
    for (const client of this.#all) this.#drop(client);
  };

  /** The server may have closed those that idled. */
  async #take(settings: SettledOptions): Promise<Client> {
    for (let client = this.#idle.pop(); client !== undefined; client = this.#idle.pop()) {
      if (!client.closed) return client;
      this.#drop(client);
    }
    if (this.#isClosed) throw storeClosed();
    const client = await connectFtp(settings);
    this.#all.add(client);
    if (!this.#isClosed) return client;
    this.#drop(client);
    throw storeClosed();
  }

  #drop(client: Client): void {
    client.close();
    this.#all.delete(client);
    this.#idle = this.#idle.filter((other) => other !== client);
  }
}
