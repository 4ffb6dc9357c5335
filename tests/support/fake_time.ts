import { setImmediate } from "node:timers";

/**
 * Time that passes only when everybody waits for it: whoever sleeps longest wakes last, and nobody
 * waits for real.
 */
export class FakeTime {
  #now: number;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  #pumping = false;

  constructor(now: number = Date.parse("2026-11-24T04:00:00Z")) {
    this.#now = now;
  }

  /** The time, ms since 1970. */
  readonly clock = (): number => this.#now;

  readonly date = (): Date => new Date(this.#now);

  /** Lets time pass until so many ms are over. */
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#sleepers.push({ at: this.#now + ms, wake: resolve });
      this.#pump();
    });

  /** Everybody else runs first, as far as they get; then the earliest sleeper wakes. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    const turn = (idle: number): void => {
      if (idle > 0) return void setImmediate(() => turn(idle - 1));
      this.#sleepers.sort((a, b) => a.at - b.at);
      const next = this.#sleepers.shift();
      this.#pumping = false;
      if (next === undefined) return;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      if (this.#sleepers.length > 0) this.#pump();
    };
    turn(3);
  }
}
