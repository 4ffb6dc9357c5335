/** How far a run over many sites is: how many are done, failed, at work; and how long it may take. */
import type { FleetCounts, FleetEvent } from "../../fleet/fleet_events.ts";
import { counted } from "./counted.ts";
import { formatDuration } from "./duration.ts";
import { widthOf } from "./width.ts";

/** Fewer jobs than that say nothing of how long the others will take. */
const LEAST_ENDED = 3;
/** A shorter time says nothing, either, ms. */
const LEAST_MS = 5000;

/** Counts the jobs of a run by its events. */
export class RunCounts {
  readonly #clock: () => number;
  readonly #begun: number;
  readonly #ended: Record<keyof FleetCounts, number> = {
    ok: 0,
    warnings: 0,
    failed: 0,
    skipped: 0,
    interrupted: 0,
  };
  #total = 0;
  #running = 0;

  /** @param clock ms since 1970 */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.#begun = clock();
  }

  take(event: FleetEvent): void {
    if (event.type === "run") this.#total = event.sites;
    if (event.type === "job") this.#running += 1;
    if (event.type === "again") this.#running -= 1;
    if (event.type !== "job-ended") return;
    this.#ended[event.outcome.state] += 1;
    // Who never had a turn was never at work.
    this.#running = Math.max(0, this.#running - 1);
  }

  /** Since the run began. */
  get elapsed(): string {
    return formatDuration(this.#clock() - this.#begun);
  }

  /** Such as `212 of 500 done · 3 failed · 20 running · 265 waiting · 1 h 12 min left`, or less. */
  line(columns: number): string {
    const done = this.#ended.ok + this.#ended.warnings;
    const { failed, skipped, interrupted, warnings } = this.#ended;
    const left = this.#left;
    const parts: readonly Part[] = [
      { text: `${done} of ${this.#total} done`, goes: 0 },
      ...some(failed, "failed", 0),
      ...some(skipped, "skipped", 0),
      ...some(interrupted, "interrupted", 0),
      ...some(warnings, "with warnings", 3),
      ...some(this.#running, "running", 2),
      ...some(this.#waiting, "waiting", 4),
      ...left === undefined ? [] : [{ text: `${roughly(left)} left`, goes: 1 }],
    ];
    return fitted(parts, columns - 1);
  }

  get #waiting(): number {
    const ended = Object.values(this.#ended).reduce((sum, each) => sum + each, 0);
    return Math.max(0, this.#total - ended - this.#running);
  }

  /** As those went that are over; what is at work is half done. */
  get #left(): number | undefined {
    const { ok, warnings, failed } = this.#ended;
    const [over, ms] = [ok + warnings + failed, this.#clock() - this.#begun];
    if (over < LEAST_ENDED || ms < LEAST_MS) return undefined;
    return ms / over * (this.#waiting + this.#running / 2);
  }
}

/** A part of the line; where there is no room, those with the highest number go first. */
interface Part {
  readonly text: string;
  readonly goes: number;
}

function some(count: number, what: string, goes: number): readonly Part[] {
  return count === 0 ? [] : [{ text: `${count} ${what}`, goes }];
}

function fitted(parts: readonly Part[], room: number): string {
  const line = parts.map(({ text }) => text).join(" · ");
  const most = Math.max(...parts.map(({ goes }) => goes));
  if (widthOf(line) <= room || most === 0) return line;
  return fitted(parts.filter(({ goes }) => goes < most), room);
}

/** Such as `1 h 12 min`, `12 min` or `40 s`: nobody knows it better. */
export function roughly(ms: number): string {
  if (ms < 59_500) return `${Math.max(1, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Names of sites in a sentence: the first of them, where there are many. */
export function someNames(names: readonly string[], most = 10): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${counted(names.length - most, "other")}` : shown;
}
