/**
 * What a folder on another server offers, and how it is reached.
 * @module
 */
import type { RemotePlace } from "./remote_url.ts";

/** A folder on a server. Files may be read at the same time. */
export interface RemoteStore {
  /**
   * The size of a file in bytes; `undefined` when there is no such file.
   *
   * @throws {SitehaulError} `network/…`, `auth/…`, `download/failed`, `download/path`
   */
  size(name: string): Promise<number | undefined>;
  /**
   * The bytes of a file, from the given one on; no more is taken from the server than is read.
   * After a failure the next call connects again.
   *
   * @throws {SitehaulError} `download/no-files` when there is no such file, `network/…`, `auth/…`,
   * `download/failed`, `download/path`
   */
  read(name: string, from: number): AsyncIterable<Uint8Array>;
  /** Ends all connections. What is still being read breaks off. */
  close(): Promise<void>;
}

/** How to reach a folder, in addition to its URL. */
export interface RemoteStoreOptions {
  /** The password, instead of the one in the URL. */
  readonly password?: string | undefined;
  /** For SFTP: the text of a known_hosts file, as OpenSSH writes it. @default {""} */
  readonly knownHosts?: string | undefined;
  /** For SFTP: the text of a private key (OpenSSH or PEM). It is tried before the password. */
  readonly privateKey?: string | undefined;
  /** What opens the private key. */
  readonly passphrase?: string | undefined;
  /** For FTP over TLS: certificates of authorities to trust in addition to the known ones, PEM texts. */
  readonly caCerts?: readonly string[] | undefined;
  /**
   * Accepts any host key and any certificate: whoever answers receives the password, and may send
   * anything. @default {false}
   */
  readonly insecure?: boolean | undefined;
  /** How long to wait for a connection, milliseconds. @default {10_000} */
  readonly connectMs?: number | undefined;
  /** How long the server may be silent, milliseconds. @default {60_000} */
  readonly idleMs?: number | undefined;
  /** Ends everything at once; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Takes lines about what is worth knowing. They hold no secret. */
  readonly log?: ((line: string) => void) | undefined;
}

/** The settings of a connection, all settled. */
export interface RemoteSettings extends RemoteStoreOptions {
  /** Where to. */
  readonly place: RemotePlace;
  /** How long to wait for a connection, milliseconds. */
  readonly connectMs: number;
  /** How long the server may be silent, milliseconds. */
  readonly idleMs: number;
  /** Takes lines about what is worth knowing. */
  readonly log: (line: string) => void;
}
