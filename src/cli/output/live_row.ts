/** The row of one site in the live view, made to fit the terminal. */
import type { Work } from "./progress.ts";
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { fit } from "./table.ts";
import { widthOf } from "./width.ts";

const PHASE_WIDTH = 8;
const PERCENT_WIDTH = 5;
/** Less of the words than that says nothing. */
const LEAST_TEXT = 8;

/** What decides how wide a row is, and what fits into it. */
export interface RowPlace {
  /** The columns of the terminal. */
  readonly columns: number;
  /** How wide the names of the sites are. */
  readonly nameWidth: number;
  /** ms since 1970. */
  readonly now: number;
  readonly style: Style;
}

/**
 * The row: name, phase, bar, per cent, elapsed time, rate, time that is left, what is being done.
 * What does not fit is left out from the end, so that the figures stay under each other.
 */
export function liveRow(name: string, work: Work, place: RowPlace): string {
  const { columns, nameWidth, now, style } = place;
  const { phase, percent, text } = work.progress;
  const cells: Cell[] = [];
  if (nameWidth > 0) cells.push(plain(pad(fit(oneLine(name), nameWidth), nameWidth)));
  cells.push(plain(pad(phase, PHASE_WIDTH)));
  const barWidth = columns >= 100 ? 20 : columns >= 72 ? 12 : columns >= 48 ? 6 : 0;
  if (percent !== undefined && barWidth > 0) cells.push(barCell(percent, barWidth, style));
  if (percent !== undefined) {
    cells.push(plain(`${Math.floor(Math.min(100, percent))} %`.padStart(PERCENT_WIDTH)));
  }
  cells.push(plain(work.elapsed(now)));
  for (const more of [work.rate(), work.remaining(now)]) {
    if (more !== "") cells.push(plain(more));
  }
  // A full last column makes some terminals begin a new line.
  return assemble(cells, oneLine(text), columns - 1);
}

/** The row of a site whose work has failed. */
export function failedRow(name: string, reason: string, place: RowPlace): string {
  const { columns, nameWidth, style } = place;
  const state = pad("failed", PHASE_WIDTH);
  const cells = [
    plain(pad(fit(oneLine(name), nameWidth), nameWidth)),
    { width: PHASE_WIDTH, shown: style.red(state) },
  ];
  return assemble(cells, oneLine(reason), columns - 1);
}

interface Cell {
  readonly width: number;
  readonly shown: string;
}

function plain(shown: string): Cell {
  return { width: widthOf(shown), shown };
}

function barCell(percent: number, width: number, style: Style): Cell {
  const full = Math.round(Math.min(100, percent) / 100 * width);
  const shown = style.green("█".repeat(full)) + style.dim("░".repeat(width - full));
  return { width, shown };
}

function assemble(cells: readonly Cell[], text: string, room: number): string {
  let [line, used] = ["", 0];
  for (const { shown, width } of cells) {
    const gap = used === 0 ? 0 : 2;
    if (used + gap + width > room) return used === 0 ? fit(shown, room) : line;
    line += " ".repeat(gap) + shown;
    used += gap + width;
  }
  const left = room - used - 2;
  return text === "" || left < LEAST_TEXT ? line : `${line}  ${fit(text, left)}`;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}
