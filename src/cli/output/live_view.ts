/**
 * The block of rows at the foot of a terminal: one for each site that is being worked on. What is
 * written meanwhile goes above it and stays.
 */
import { liveRow } from "./live_row.ts";
import type { WorkEvent } from "./events/row.ts";
import { Work } from "./progress.ts";
import type { Style } from "./style.ts";
import { widthOf } from "./width.ts";

const CLEAR_LINE = "\r\u001b[2K";
const LINE_UP = "\u001b[1A";
/** More often than that no eye can follow. */
const REDRAW_MS = 80;
/** The elapsed time advances even while a site is silent. */
const TICK_MS = 1000;
/** A block that is higher than the terminal cannot be drawn again in its place. */
const MOST_ROWS = 12;

/** What the view needs. */
export interface LiveViewOptions {
  readonly write: (text: string) => void;
  readonly columns: () => number;
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
  #shown = 0;
  #pauses = 0;
  #drawnAt = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveViewOptions) {
    this.#options = options;
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
    if (isDue || isNew || work.progress.phase !== before) this.above("");
    // What was not drawn is drawn soon, if nothing else comes: a step may last for long.
    else this.#late ??= setTimeout(() => this.above(""), REDRAW_MS);
  }

  /** The work on a site is over: its row goes. */
  remove(site: string): void {
    if (!this.#works.delete(site)) return;
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
    const clear = this.#clear();
    if (clear !== "") this.#options.write(clear);
  }

  #clear(): string {
    if (this.#shown === 0) return "";
    const text = CLEAR_LINE + `${LINE_UP}${CLEAR_LINE}`.repeat(this.#shown - 1);
    this.#shown = 0;
    return text;
  }

  #draw(): string {
    const { columns: measure, clock, style, redact } = this.#options;
    if (this.#works.size === 0 || this.#pauses > 0) return "";
    clearTimeout(this.#late);
    this.#late = undefined;
    const now = this.#drawnAt = clock();
    const columns = measure();
    const names = [...this.#works.keys()].map((name) => redact(shortName(name)));
    const widest = Math.max(...names.map(widthOf));
    const nameWidth = Math.min(widest, Math.max(10, Math.floor(columns / 3)));
    const rows = [...this.#works.values()].slice(0, MOST_ROWS)
      .map((work, index) =>
        redact(liveRow(names[index] ?? "", work, { columns, nameWidth, now, style }))
      );
    const hidden = this.#works.size - rows.length;
    if (hidden > 0) rows.push(style.dim(`… and ${hidden} more`));
    this.#shown = rows.length;
    return rows.join("\n");
  }
}

/** Room is scarce: what all addresses have in common is left out. */
function shortName(site: string): string {
  return site.replace(/^https?:\/\/|\/$/g, "");
}
