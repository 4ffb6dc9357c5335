/** How to download a backup. */
import type { PasswordSource } from "../archive/jps_password.ts";
import type { VerifyProgress } from "../archive/verify.ts";
import type { Store } from "../stores/store.ts";
import type { DownloadMode } from "./fetch_part.ts";

/** Where to put the parts, how to fetch them, and what to do when all are here. */
export interface DownloadOptions {
  /** The folder, created if necessary. */
  readonly dir: string;
  /**
   * Only the part with this number; absent: all. 1 is the archive itself (`site.jpa`), 2 is `site.j01`.
   * A part keeps its number when another one is lost, and can be had all the same.
   */
  readonly part?: number | undefined;
  /** How to ask for the bytes. @default {"auto"} */
  readonly mode?: DownloadMode | undefined;
  /**
   * Takes the files from a store, such as the site's folder by FTP or SFTP, instead of asking the site
   * for them. Created with `openStore()`, and closed by its creator.
   */
  readonly store?: Store | undefined;
  /**
   * Number of concurrent requests, over all parts and segments; with a `store`, of concurrent files.
   * @default {2, from a store 1}
   */
  readonly connections?: number | undefined;
  /**
   * Whether the archive is read to its end once all parts are present. Sizes and checksums of the
   * parts are always checked.
   * @default {true}
   */
  readonly verify?: boolean | undefined;
  /**
   * The password of an encrypted archive (JPS), for verifying, or a function that asks for it, called only
   * if it is needed. Without one the archive is fetched anyway, see
   * {@linkcode DownloadedBackup.isLocked}.
   */
  readonly password?: PasswordSource;
  /**
   * Whether the server's copy is deleted when everything has been verified. A locked archive stays:
   * the error is `archive/password`. A plain dump (`.sql`) is deleted when it has come the same in two
   * ways; else the error is `delete/files`. Without `verify` both are deleted.
   * @default {false}
   */
  readonly deleteRemote?: boolean | undefined;
  /** Called at most once per MiB while the archive is read. */
  readonly onVerify?: ((progress: VerifyProgress) => void) | undefined;
  /**
   * Called with the number of bytes that have come; holds the download back until it returns, such as to
   * a share of the bandwidth. Rejects when the signal is aborted.
   * @default {as fast as it goes}
   */
  readonly pace?: ((bytes: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** Aborts it. What has been downloaded is kept for the next time. */
  readonly signal?: AbortSignal | undefined;
}

/** Where to put the parts, which of them, and how to request their bytes. */
export interface PartsOptions
  extends Omit<DownloadOptions, "verify" | "password" | "deleteRemote" | "onVerify"> {
  /**
   * Checksums (sha256 in hex) by name, from an earlier download of the same record: a file that is
   * there with its size and checksum is not fetched again.
   */
  readonly checksums?: Readonly<Record<string, string>> | undefined;
}
