/** Which mischiefs are armed, and which of them a request meets. */
import type { Mischief } from "./mischief.ts";

/** Which calls a mischief is for. */
export interface MischiefMatch {
  /** The API method, by name or pattern. */
  readonly method?: string | RegExp;
  /** The URL. */
  readonly url?: RegExp;
  /** The HTTP method. */
  readonly verb?: string;
  /** Only the nth of the requests that match otherwise, from 1. */
  readonly nth?: number;
}

/** What a mischief is matched with. */
export interface MischiefTarget {
  readonly verb: string;
  readonly url: string;
  readonly apiMethod: string | undefined;
}

/** How many requests have matched so far. */
interface Count {
  seen: number;
}

interface Armed {
  readonly mischief: Mischief;
  readonly matched: Count;
  readonly began: Count & { at: number | undefined };
  used: number;
}

/** The mischiefs that are armed. */
export class Mischiefs {
  readonly #now: () => number;
  #armed: Armed[] = [];

  /** @param now tells the site's time, ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Arms one more. */
  arm(mischief: Mischief): void {
    const began = { seen: 0, at: undefined };
    this.#armed.push({ mischief, matched: { seen: 0 }, began, used: 0 });
  }

  /** Disarms all. */
  disarm(): void {
    this.#armed = [];
  }

  /** Those for one request, put together; counts them as used. */
  take(target: MischiefTarget): Mischief {
    const due = this.#armed.filter((armed) => isDue(armed, target, this.#now()));
    return Object.assign({}, ...due.map(({ mischief }) => mischief)) as Mischief;
  }
}

function isDue(armed: Armed, target: MischiefTarget, now: number): boolean {
  const { match = {}, since = {}, forMs = Infinity, isProlonged, times = Infinity } =
    armed.mischief;
  if (armed.began.at === undefined && !matches(since, target, armed.began)) return false;
  if (!matches(match, target, armed.matched)) return false;
  armed.began.at ??= now;
  if (now - armed.began.at >= forMs) return false;
  if (isProlonged) armed.began.at = now;
  if (armed.used >= times) return false;
  armed.used += 1;
  return true;
}

function matches(match: MischiefMatch, target: MischiefTarget, count: Count): boolean {
  const { verb, url, apiMethod = "" } = target;
  const named = match.method === undefined ||
    (typeof match.method === "string" ? match.method === apiMethod : match.method.test(apiMethod));
  if (!named || match.url?.test(url) === false) return false;
  if (match.verb !== undefined && match.verb !== verb) return false;
  count.seen += 1;
  return match.nth === undefined || match.nth === count.seen;
}
