/** How a folder on another server is reached, all settled. */
import { parseRemoteUrl, type RemotePlace } from "./remote_url.ts";
import type { StoreOptions } from "./store.ts";

/** What the URL and the options say, with every default. */
export interface SettledOptions extends StoreOptions {
  /** The URL, taken apart. */
  readonly place: RemotePlace;
  /** How long to wait for a connection, milliseconds. */
  readonly connectMs: number;
  /** How long the server may be silent, milliseconds. */
  readonly idleMs: number;
  /** Takes lines about what is worth knowing. */
  readonly log: (line: string) => void;
}

/**
 * What a URL and its options settle.
 *
 * @throws {SitehaulError} `download/url`
 */
export function settle(url: string, options: StoreOptions): SettledOptions {
  const { connectMs = 10_000, idleMs = 60_000, log = () => {} } = options;
  const found = parseRemoteUrl(url);
  const place = { ...found, password: options.password ?? found.password };
  return { ...options, place, connectMs, idleMs, log };
}
