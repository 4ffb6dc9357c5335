/** How far the work on one site is, over all the parts that it has. */
import { formatDuration } from "./duration.ts";
import { formatBytes } from "./bytes.ts";
import type { Progress, WorkEvent } from "./events/row.ts";
import { progressAfter } from "./events/table.ts";

/** Over how long a rate is measured, ms: what was minutes ago says nothing of now. */
const RATE_WINDOW_MS = 10_000;

interface Sample {
  readonly at: number;
  readonly bytes: number;
  readonly percent: number;
}

/** The work on one site: computes times and rates from its events. */
export class Work {
  readonly #began: number;
  #progress: Progress = { phase: "connect", text: "" };
  #samples: Sample[] = [];

  /** @param now ms since 1970 */
  constructor(now: number) {
    this.#began = now;
  }

  /** The latest event. */
  get progress(): Progress {
    return this.#progress;
  }

  /** Takes an event in; others than those of progress change nothing. */
  take(event: WorkEvent, now: number): void {
    const progress = progressAfter(event, this.#progress);
    if (progress === undefined) return;
    if (progress.phase !== this.#progress.phase) this.#samples = [];
    this.#progress = progress;
    const { bytes = 0, percent = 0 } = progress;
    this.#samples.push({ at: now, bytes, percent });
    while (this.#samples.length > 2 && now - (this.#samples[1]?.at ?? now) > RATE_WINDOW_MS) {
      this.#samples.shift();
    }
  }

  /** Since the work began. */
  elapsed(now: number): string {
    return formatDuration(now - this.#began);
  }

  /** Such as `3.1 MiB/s`; `""` while unknown. */
  rate(): string {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.bytes <= first.bytes) return "";
    const ms = last.at - first.at;
    return ms < 500 ? "" : `${formatBytes((last.bytes - first.bytes) / ms * 1000)}/s`;
  }

  /** Such as `ETA 0:12`; `""` while unknown. */
  remaining(now: number): string {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.percent <= first.percent) return "";
    const perMs = (last.percent - first.percent) / (last.at - first.at);
    if (last.at - first.at < 1000 || last.percent >= 100) return "";
    return `ETA ${formatDuration(Math.max(0, (100 - last.percent) / perMs - (now - last.at)))}`;
  }
}
