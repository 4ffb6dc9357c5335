/** Tables in plain text. */
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { lettersOf, widthOf } from "./width.ts";
import { wrapWhole } from "./wrap.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string | number | null | undefined;
  /** The colour of a cell. */
  readonly paint?: (row: Row, style: Style) => (text: string) => string;
  /** Numbers stand at the right. */
  readonly right?: true;
  /** The cells are times in ISO 8601. */
  readonly isTime?: true;
  /** Whether cells may be cut where the terminal is narrow; addresses and paths never are. */
  readonly canShrink?: true;
  /** Where that does not help, its cells stand below their rows. */
  readonly canHang?: true;
  /** Where even that does not help, the columns with the highest numbers are left out first. */
  readonly canGo?: number;
}

/** What stands below a row is indented. */
const HANGING = "    ";

/** Less of a text says nothing. */
const LEAST_WIDTH = 8;

interface Measured {
  readonly column: Pick<Column<never>, "right" | "canShrink" | "canHang" | "canGo">;
  readonly title: string;
  readonly cells: readonly string[];
  /** What a cell of that row is painted with. */
  readonly paintOf: (index: number) => (text: string) => string;
  width: number;
}

/** The rows under a line of titles; widths are those that the letters take on the screen. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
): string {
  const all = columns.map((column) => measure(column, rows, style));
  const room = (style.columns ?? Infinity) - 1;
  const least = all.reduce((sum, each) => sum - spareOf(each), widthOfAll(all));
  const hanging = least > room ? all.filter(isHanging) : [];
  const shown = fitting(all.filter((each) => !hanging.includes(each)), room);
  const lineOf = (
    cellOf: (measured: Measured) => string,
    paintOf: (measured: Measured) => (text: string) => string,
  ) => {
    const cells = shown.map((measured) => pad(fit(cellOf(measured), measured.width), measured));
    // Without the blanks that nothing follows; colours go around what is left.
    const last = cells.findLastIndex((cell) => cell.trim() !== "");
    return shown.slice(0, last + 1).map((measured, index) => {
      const cell = cells[index] ?? "";
      return paintOf(measured)(index === last ? cell.trimEnd() : cell);
    }).join("  ");
  };
  return [
    style.bold(lineOf(({ title }) => title, () => asItIs)),
    ...hanging.map(({ title }) => style.bold(HANGING + title)),
    ...rows.flatMap((_, index) => [
      lineOf(({ cells }) => cells[index] ?? "", ({ paintOf }) => paintOf(index)),
      ...hanging.map(({ cells }) => cells[index] ?? "").filter((cell) => cell !== "")
        .map((cell) => HANGING + wrapWhole(cell, style.columns, HANGING.length, HANGING.length)),
    ]),
  ].join("\n");
}

function asItIs(text: string): string {
  return text;
}

function isHanging({ column: { canHang } }: Measured): boolean {
  return canHang === true;
}

function widthOfAll(all: readonly Measured[]): number {
  return all.reduce((sum, { width }) => sum + width + 2, -2);
}

/** How much of a column may be cut. */
function spareOf({ column: { canShrink }, width }: Measured): number {
  return canShrink ? Math.max(0, width - LEAST_WIDTH) : 0;
}

function measure<Row>(column: Column<Row>, rows: readonly Row[], style: Style): Measured {
  const { isTime, cell, paint } = column;
  const title = isTime ? style.timeTitle(column.title) : column.title;
  const text = (value: string | number | null | undefined) =>
    isTime ? style.time(value === undefined || value === null ? value : String(value)) : value;
  const cells = rows.map((row) => oneLine(String(text(cell(row)) ?? "")));
  const width = cells.reduce((most, each) => Math.max(most, widthOf(each)), widthOf(title));
  const paintOf = (index: number) => {
    const row = rows[index];
    return row === undefined || paint === undefined ? asItIs : paint(row, style);
  };
  return { column, title, cells, paintOf, width };
}

/** Cuts what may be cut, the widest first; leaves columns out where that is not enough. */
function fitting(all: readonly Measured[], room: number): readonly Measured[] {
  const over = widthOfAll(all) - room;
  if (over <= 0) return all;
  if (all.reduce((sum, each) => sum + spareOf(each), 0) >= over) {
    for (let left = over; left > 0;) {
      const widest = all.reduce((a, b) => spareOf(b) > spareOf(a) ? b : a);
      const step = Math.min(left, spareOf(widest));
      widest.width -= step;
      left -= step;
    }
    return all;
  }
  const least = all.reduce((a, b) => (b.column.canGo ?? 0) > (a.column.canGo ?? 0) ? b : a);
  if (least.column.canGo === undefined) return all;
  return fitting(all.filter((each) => each !== least), room);
}

function pad(text: string, { width, column: { right } }: Measured): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? blanks + text : text + blanks;
}

/** The text cut to a width on the screen. */
export function fit(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [kept, used] = ["", 1];
  for (const { letter, width: own } of lettersOf(text)) {
    used += own;
    if (used > width) break;
    kept += letter;
  }
  return `${kept}…`;
}
