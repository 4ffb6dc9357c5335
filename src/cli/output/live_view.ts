/**
 * The block of rows at the foot of a terminal: one for each site that is being worked on. What is
 * written meanwhile goes above it and stays. Between two drawings the cursor rests where the block
 * begins: whatever the terminal makes of the rows when its window becomes narrower, all of them are
 * behind the cursor, and what is behind it can be cleared without knowing how much it is.
 */
import { failedRow, liveRow } from "./live_row.ts";
import type { WorkEvent } from "./events/row.ts";
import { Work } from "./progress.ts";
import { shortName } from "./site_result.ts";
import type { Style } from "./style.ts";
import { fit } from "./table.ts";
import { widthOf } from "./width.ts";

/**
 * Clears this line, then all below it, and comes back. Not all at once: where that would be the whole
 * screen, tmux keeps what is cleared in its history.
 */
const CLEAR_BEHIND = "\r\u001b[K\u001b7\u001b[B\u001b[J\u001b8";
const LINE_UP = "\u001b[1A";
/** More often than that no eye can follow. */
const REDRAW_MS = 80;
/** The elapsed time advances even while a site is silent. */
const TICK_MS = 1000;
/** A block that is higher than the terminal cannot be drawn again in its place. */
const MOST_ROWS = 12;
/** Lines of the terminal that are left to what is above the block. */
const LEAST_ABOVE = 2;

/** What the view needs. */
export interface LiveViewOptions {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  /** The lines of the terminal. */
  readonly lines: () => number;
  /** ms since 1970. */
  readonly clock: () => number;
  readonly style: Style;
  /** Takes secrets out. */
  readonly redact: (text: string) => string;
}

/** Rows that move. */
export class LiveView {
  readonly #options: LiveViewOptions;
  readonly #works = new Map<string, Work>();
  readonly #failed = new Map<string, string>();
  #isShown = false;
  #pauses = 0;
  #foot: ((columns: number) => string) | undefined;
  #drawnAt = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  /** The work of that name has begun, before anything happens in it. */
  begin(name: string): void {
    if (this.#works.has(name)) return;
    this.#works.set(name, new Work(this.#options.clock()));
    this.#timer ??= setInterval(() => this.above(""), TICK_MS);
    this.#drawLate();
  }

  /** Something happened in the work of that name. */
  take(name: string, event: WorkEvent): void {
    const now = this.#options.clock();
    let work = this.#works.get(name);
    const isNew = work === undefined;
    work ??= new Work(now);
    this.#works.set(name, work);
    const before = work.progress.phase;
    work.take(event, now);
    this.#timer ??= setInterval(() => this.above(""), TICK_MS);
    const isDue = now - this.#drawnAt >= REDRAW_MS;
    const isNews = isNew || work.progress.phase !== before;
    // Among many sites, something is new all the time.
    if (isDue || isNews && this.#foot === undefined) this.above("");
    else this.#drawLate();
  }

  /** Below the rows, a line stays that counts those of many sites that have none; none ends that. */
  foot(line: ((columns: number) => string) | undefined): void {
    this.#foot = line;
    if (line === undefined) return;
    this.#timer ??= setInterval(() => this.above(""), TICK_MS);
    this.#drawLate();
  }

  /** The work on a site is over: its row goes. */
  remove(site: string): void {
    if (!this.#works.delete(site)) return;
    if (this.#foot === undefined) this.above("");
    else this.#drawLate();
  }

  /** The work on a site has failed: its row goes below the others, and says why. */
  fail(site: string, reason: string): void {
    this.#works.delete(site);
    this.#failed.set(site, reason);
    this.above("");
  }

  /** Writes lines above the rows. */
  above(text: string): void {
    this.#options.write(this.#clear() + text + this.#draw());
  }

  /** Takes the rows away while something else writes to the same terminal. */
  around(act: () => void): void {
    const clear = this.#clear();
    if (clear !== "") this.#options.write(clear);
    act();
    const rows = this.#draw();
    if (rows !== "") this.#options.write(rows);
  }

  /** Draws nothing until the function that it gives is called. */
  pause(): () => void {
    const clear = this.#clear();
    if (clear !== "") this.#options.write(clear);
    this.#pauses += 1;
    return () => void (this.#pauses -= 1);
  }

  /** Takes all rows away, and forgets them. */
  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#late);
    this.#timer = undefined;
    this.#late = undefined;
    this.#works.clear();
    this.#failed.clear();
    this.#foot = undefined;
    const clear = this.#clear();
    if (clear !== "") this.#options.write(clear);
  }

  /** What was not drawn is drawn soon, if nothing else comes: a step may last for long. */
  #drawLate(): void {
    this.#late ??= setTimeout(() => this.above(""), REDRAW_MS);
  }

  #clear(): string {
    if (!this.#isShown) return "";
    this.#isShown = false;
    return CLEAR_BEHIND;
  }

  #draw(): string {
    const isEmpty = this.#works.size + this.#failed.size === 0 && this.#foot === undefined;
    if (isEmpty || this.#pauses > 0) return "";
    clearTimeout(this.#late);
    this.#late = undefined;
    this.#drawnAt = this.#options.clock();
    const rows = this.#rows();
    this.#isShown = true;
    return `${rows.join("\n")}\r${LINE_UP.repeat(rows.length - 1)}`;
  }

  /** As many as there is room for, those that move first. */
  #rows(): string[] {
    const { columns: measure, lines, style, redact } = this.#options;
    const columns = measure();
    const nameOf = (site: string) => redact(shortName(site));
    const names = [...this.#works.keys(), ...this.#failed.keys()].map(nameOf);
    const nameWidth = Math.min(
      Math.max(0, ...names.map(widthOf)),
      Math.max(10, Math.floor(columns / 3)),
    );
    const place = { columns, nameWidth, now: this.#drawnAt, style };
    const all = [
      ...[...this.#works].map(([site, work]) => () => liveRow(nameOf(site), work, place)),
      ...[...this.#failed].map(([site, why]) => () => failedRow(nameOf(site), why, place)),
    ];
    const room = Math.max(1, Math.min(MOST_ROWS, lines() - LEAST_ABOVE));
    if (this.#foot !== undefined) {
      const foot = style.bold(fit(this.#foot(columns), columns - 1));
      return [...all.slice(0, room - 1).map((row) => redact(row())), foot];
    }
    const shown = all.length > room ? all.slice(0, Math.max(1, room - 1)) : all;
    const rows = shown.map((row) => redact(row()));
    const hidden = all.length - shown.length;
    if (hidden > 0 && room > 1) rows.push(style.dim(fit(`… and ${hidden} more`, columns - 1)));
    return rows;
  }
}
