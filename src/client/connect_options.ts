/**
 * How to connect to a site.
 * @module
 */
import type { Waiting } from "../connection/patience.ts";
import type { ApiVersion } from "../protocol/endpoint.ts";
import type { Attempt } from "../negotiate/probe.ts";
import type { Memory } from "../negotiate/remember.ts";
import type { Product } from "../product/product.ts";
import type { TransportOptions } from "../transport/standard.ts";
import type { Transport } from "../transport/transport.ts";
import type { RunMemory } from "./run_memory.ts";

/** How to find a site, and the credential to use. */
export interface ConnectOptions
  extends Omit<TransportOptions, "inner" | "basicAuth" | "redactor" | "site"> {
  /** The Secret Word. A value that looks like a Joomla API Token is tried as one first. */
  readonly secret?: string | undefined;
  /** A Joomla API Token. */
  readonly token?: string | undefined;
  /** Only this API version. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, such as WordPress' plugin `folder`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Only sites with these products are found. */
  readonly products: readonly Product[];
  /** Remembers what was found; without it, every connect searches again. */
  readonly memory?: Memory | undefined;
  /**
   * Notes the backups that are being taken, so that one that was interrupted is taken up again; without
   * it, a backup that was left behind counts as somebody else's.
   */
  readonly runs?: RunMemory | undefined;
  /**
   * How long a step of a backup can last on this site, ms; see {@linkcode BackupOptions}.
   * @default {STEP_LIMIT_MS}
   */
  readonly stepLimitMs?: number | undefined;
  /** Used instead of fetch, such as a simulated site. */
  readonly transport?: Transport | undefined;
  /** Called when an attempt is over: the rows of the table that `--explain` prints. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Called with a sentence about anything that looks wrong before anything is sent. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /**
   * How long backups and downloads wait for a site that has answered and then is in trouble, ms:
   * down, blocked, in maintenance. @default {1_800_000}
   */
  readonly patienceMs?: number | undefined;
  /** Called before each pause of that kind. */
  readonly onWait?: ((waiting: Waiting) => void) | undefined;
  /** Ends the search; calls of the site take a signal of their own. */
  readonly signal?: AbortSignal | undefined;
}
