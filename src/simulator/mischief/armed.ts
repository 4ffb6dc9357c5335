/** Which mischiefs are armed, and which of them a request meets. */
import type { Mischief } from "./mischief.ts";
import { type Count, matches, type MischiefTarget } from "./mischief_match.ts";

interface Armed {
  readonly mischief: Mischief;
  readonly matched: Count;
  readonly began: Count & { at: number | undefined };
  used: number;
}

/** What has been armed, and how often each of it was met. */
export class Mischiefs {
  readonly #now: () => number;
  #armed: Armed[] = [];

  /** @param now tells the site's time, ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** From now on; several can meet in one request. */
  arm(mischief: Mischief): void {
    const began = { seen: 0, at: undefined };
    this.#armed.push({ mischief, matched: { seen: 0 }, began, used: 0 });
  }

  /** The site behaves again. */
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
