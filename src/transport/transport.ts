/** The seam to the network. */

/**
 * Sends one request and returns the response as soon as its headers are there.
 * `fetch` is one; so is every wrapper around it, and the simulator's handler.
 *
 * A transport throws `SitehaulError` (`network/…`, `redirect/…`) or, for the innermost one,
 * whatever the platform throws. It never judges the HTTP status.
 */
export type Transport = (request: Request) => Promise<Response>;

/** Milliseconds since some fixed moment; only differences count. Passed in, so that tests own time. */
export type Clock = () => number;

/** Waits for so many milliseconds; rejects with the signal's reason when it aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;
