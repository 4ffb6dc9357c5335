/** How to connect to a site. */
import type { Waiting } from "../connection/patience.ts";
import type { ApiVersion } from "../protocol/endpoint.ts";
import type { Attempt } from "../negotiate/probe.ts";
import type { Memory } from "../negotiate/remember.ts";
import type { Product } from "../product/product.ts";
import type { Clock, Sleep, Transport } from "../transport/transport.ts";
import type { LogLine } from "../transport/with_log.ts";
import type { RunMemory } from "./run_memory.ts";

/** How to find a site, and the credential to use. */
export interface ConnectOptions {
  /** The Secret Word. A value that looks like a Joomla API Token is tried as one first. */
  readonly secret?: string | undefined;
  /** A Joomla API Token. */
  readonly token?: string | undefined;
  /** Until the host takes a connection, ms. @default {10_000} */
  readonly connectMs?: number | undefined;
  /** Until the headers of an answer are there, ms. @default {30_000, in a search 20_000} */
  readonly answerMs?: number | undefined;
  /** Between two pieces of an answer, ms. @default {60_000} */
  readonly idleMs?: number | undefined;
  /**
   * How long a step of a backup can last on this site, ms; see {@linkcode BackupOptions}.
   * @default {ten minutes: 600_000}
   */
  readonly stepLimitMs?: number | undefined;
  /**
   * How long backups and downloads wait for a site that has answered and then is in trouble, ms:
   * down, blocked, in maintenance. @default {1_800_000}
   */
  readonly patienceMs?: number | undefined;
  /** Ends the search; calls of the site take a signal of their own. */
  readonly signal?: AbortSignal | undefined;
  /** Remembers what was found; without it, every connect searches again. */
  readonly memory?: Memory | undefined;
  /**
   * Notes the backups that are being taken, so that one that was interrupted is taken up again; without
   * it, a backup that was left behind counts as somebody else's.
   */
  readonly runs?: RunMemory | undefined;
  /** Only sites with these products are found. @default {those that come with sitehaul} */
  readonly products?: readonly Product[] | undefined;
  /** Only this API version. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, such as WordPress' plugin `folder`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** More headers for every request, such as those of a firewall in front of the site. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The `User-Agent`. @default {sitehaul and its version} */
  readonly userAgent?: string | undefined;
  /** Certificates of authorities to trust in addition to the known ones, each a PEM text. */
  readonly caCerts?: readonly string[] | undefined;
  /**
   * The environment, to know about proxies. Without it a proxy may be there, so that `connectMs`
   * cannot be watched: `answerMs` is the limit then.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How often a repeatable request is sent at most. @default {3} */
  readonly attempts?: number | undefined;
  /** Used instead of fetch, such as a simulated site. */
  readonly transport?: Transport | undefined;
  /** Called when an attempt is over: how a search went, address by address. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Called with a sentence about anything that looks wrong before anything is sent. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Called before each pause in which a site in trouble is waited for. */
  readonly onWait?: ((waiting: Waiting) => void) | undefined;
  /** Takes a line for every request and every response, without secrets. */
  readonly log?: ((line: LogLine) => void) | undefined;
  /** The time of day, ms since 1970. @default {Date.now} */
  readonly clock?: Clock | undefined;
  /** Waits between two attempts. */
  readonly sleep?: Sleep | undefined;
  /** From 0 to 1, for the pauses between attempts. @default {Math.random} */
  readonly random?: (() => number) | undefined;
}

/** The same for the core, which comes without products. */
export interface CoreConnectOptions extends ConnectOptions {
  /** Only sites with these products are found. */
  readonly products: readonly Product[];
}
