/** Which requests a mischief is for. */

/** Conditions that a request has to meet, all of them. */
export interface MischiefMatch {
  /** The API method, by name or pattern. */
  readonly method?: string | RegExp;
  /** Matched against the whole address, with its query. */
  readonly url?: RegExp;
  /** The HTTP method. */
  readonly verb?: string;
  /** Only the nth of the requests that match otherwise, from 1. */
  readonly nth?: number;
}

/** What is known of a request before it is answered. */
export interface MischiefTarget {
  readonly verb: string;
  readonly url: string;
  readonly apiMethod: string | undefined;
  /** `null` where the request has none. */
  readonly authorization: string | null;
}

/** How many requests have matched so far. */
export interface Count {
  seen: number;
}

/** Whether a request matches; counts those that match but for their number. */
export function matches(match: MischiefMatch, target: MischiefTarget, count: Count): boolean {
  const { verb, url, apiMethod = "" } = target;
  const named = match.method === undefined ||
    (typeof match.method === "string" ? match.method === apiMethod : match.method.test(apiMethod));
  if (!named || match.url?.test(url) === false) return false;
  if (match.verb !== undefined && match.verb !== verb) return false;
  count.seen += 1;
  return match.nth === undefined || match.nth === count.seen;
}
