/**
 * What every store can do, wherever it lies: a folder of files that are there whole or not at all.
 */

/** What a store tells of a file without reading it. */
export interface StoredFile {
  /** Its name: a plain one, without a folder. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** When it was last written, where the server tells it exactly. */
  readonly modified?: Date | undefined;
}

/**
 * A folder of files, on this computer or elsewhere. It has no folders in it: a name with a separator,
 * `..`, a hidden name, a device's name and the like are refused (`download/path`), and files with such
 * names are not listed. Calls may overlap. A signal ends its call at once, and its reason is thrown;
 * the store can be used on.
 *
 * All of them throw {@linkcode SitehaulError}: `network/…` and `auth/…` when the server cannot be
 * reached, and `download/failed` when it refuses to tell or to send something. After a failure the
 * next call connects again.
 *
 * @example
 * ```ts
 * import { openStore } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 * import { createHash } from "node:crypto";
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { pathToFileURL } from "node:url";
 *
 * const folder = await mkdtemp(join(tmpdir(), "store-"));
 * const store = await openStore(pathToFileURL(folder).href);
 * const bytes = new TextEncoder().encode("an archive");
 * const sha256 = createHash("sha256").update(bytes).digest("hex");
 * await store.write("site.jpa", [bytes], { size: bytes.length, sha256 });
 * assertEquals((await store.stat("site.jpa"))?.size, 10);
 * await store.close();
 * await rm(folder, { recursive: true });
 * ```
 */
export interface Store {
  /** What is known of a file; `undefined` when there is none of that name. */
  stat(
    name: string,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<StoredFile | undefined>;
  /** The files, in no order. A folder that does not exist is empty. */
  list(options?: {
    /**
     * Lists what writes that broke off have left behind, and those that are under way, instead of
     * the files. Their names are good for `remove()` alone. @default {false}
     */
    readonly unfinished?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
  }): AsyncIterable<StoredFile>;
  /**
   * The bytes of a file; no more is taken from the server than is read, but for a little ahead.
   *
   * @throws {SitehaulError} `download/no-files` when there is no such file
   */
  read(name: string, options?: {
    /** Where to begin, bytes from the beginning of the file. @default {0} */
    readonly from?: number | undefined;
    /** How many bytes to give, at most. @default {all that follow} */
    readonly length?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  }): AsyncIterable<Uint8Array>;
  /**
   * Writes a file: under a temporary name first, and under its own once all of it is there, has the
   * given size and had the given checksum on its way. Whatever happens before leaves no file of that
   * name, and what was written is removed where the server still answers. A folder that does not exist
   * is made. A file that is there already stays as it is.
   *
   * @param name its name
   * @param bytes its content; a piece must not change any more once it was given
   * @param options its size and checksum
   * @throws {SitehaulError} `file/exists` when the name is taken; `file/write` when the server takes no
   * files or has no room, and when the content is not what was announced
   */
  write(
    name: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: {
      /** The size of the file, bytes. */
      readonly size: number;
      /** Its checksum: sha256 in hex. */
      readonly sha256: string;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<StoredFile>;
  /**
   * Removes a file, and gives whether there was one.
   *
   * @throws {SitehaulError} `delete/files` when it must not be removed
   */
  remove(name: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /** Ends all connections. What is under way breaks off. */
  close(): Promise<void>;
}

/** What any call takes, to be called off. */
export type StoreCall = NonNullable<Parameters<Store["stat"]>[1]>;

/** The files that are there, or what broken writes have left. */
export type StoreListOptions = NonNullable<Parameters<Store["list"]>[0]>;

/** A range of bytes, for what continues where something stopped. */
export type StoreReadOptions = NonNullable<Parameters<Store["read"]>[1]>;

/** Size and checksum, by which a file is known to be whole. */
export type StoreWriteOptions = Parameters<Store["write"]>[2];

/** How a store is reached, in addition to its URL. */
export interface StoreOptions {
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

/**
 * Opens stores of one kind, by URL. It connects, so that what is wrong shows at once.
 *
 * @throws {SitehaulError} `download/url`, `network/…`, `auth/…`
 */
export type StoreOpener = (url: string, options: StoreOptions) => Promise<Store>;
