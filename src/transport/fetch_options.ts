/** What can be said to the platform's fetch. */
import type { Environment } from "./proxy.ts";

/** Settings of `fetchTransport()`. */
export interface FetchOptions {
  /** Certificates of authorities to trust in addition to the known ones, each a PEM text. @default {[]} */
  readonly caCerts?: readonly string[] | undefined;
  /**
   * The environment that names proxies, under Node and Bun. @default {none: no proxy is used under Node}
   */
  readonly env?: Environment | undefined;
  /** The limit for headers that holds where a request has none, in ms: Node's own is shorter than some. */
  readonly answerMs?: number | undefined;
  /** The same between two pieces of an answer, in ms. */
  readonly idleMs?: number | undefined;
}
