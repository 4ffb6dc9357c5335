/**
 * How far the work on one site is, over all the parts that it has.
 * @module
 */
import { formatDuration } from "./duration.ts";
import { formatBytes } from "./bytes.ts";
import type { DownloadProgress } from "../../../mod.ts";
import type { Phase, WorkEvent } from "./output.ts";

/** How far it is. */
export interface Progress {
  readonly phase: Phase;
  /** Per cent, 0–100; none if unknown. */
  readonly percent?: number | undefined;
  /** Bytes that have been worked on. */
  readonly bytes?: number | undefined;
  /** A few words. */
  readonly text: string;
}

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
  readonly #parts = new Map<number, Pick<DownloadProgress, "received" | "size">>();
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
    const progress = this.#read(event);
    if (progress !== undefined) this.show(progress, now);
  }

  /** Takes in how far it is. */
  show(progress: Progress, now: number): void {
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

  #read(event: WorkEvent): Progress | undefined {
    switch (event.type) {
      case "started":
        return { phase: "backup", percent: 0, text: `profile ${event.profile}` };
      case "resumed":
        return { phase: "backup", text: `profile ${event.profile}` };
      case "holding":
        return { phase: "backup", text: "waiting until the last step is over" };
      case "step": {
        const { domain, detail, progress: percent } = event;
        return { phase: "backup", percent, text: detail === "" ? domain : `${domain}, ${detail}` };
      }
      case "waiting":
        return { ...this.#progress, text: `${event.reason}; waiting` };
      case "recovering":
        return { ...this.#progress, text: `${event.reason}; watching the backup` };
      case "progress":
        return this.#readPart(event);
      case "checking": {
        const { done: bytes, total } = event;
        const percent = total === 0 ? 100 : bytes / total * 100;
        return {
          phase: "verify",
          percent,
          bytes,
          text: `${formatBytes(bytes)} read`,
        };
      }
      case "stage":
        return { phase: "update", text: `${event.version}, ${event.stage}` };
      default:
        return undefined;
    }
  }

  /**
   * The parts are of about the same size, so those that nobody has asked for yet count as much. Of a
   * part of unknown size nobody knows how far it is.
   */
  #readPart(event: DownloadProgress): Progress {
    const { index, count, name, received, size } = event;
    this.#parts.set(index, { received, size });
    const parts = [...this.#parts.values()];
    const bytes = parts.reduce((sum, part) => sum + part.received, 0);
    const shares = parts.map((part) => part.size === 0 ? 1 : part.received / (part.size ?? NaN));
    const share = shares.reduce((sum, each) => sum + each, 0) / Math.max(1, count);
    const percent = Number.isNaN(share) ? undefined : share * 100;
    const text = count === 1 ? name : `part ${index} of ${count}, ${name}`;
    return { phase: "download", percent, bytes, text };
  }
}
