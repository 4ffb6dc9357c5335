/**
 * Tables in plain text.
 * @module
 */
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { lettersOf, widthOf } from "./width.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string | number;
  /** Numbers stand at the right. */
  readonly right?: true;
}

/** The rows under a line of titles; widths are those that the letters take on the screen. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
): string {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => columns.map(({ cell }) => oneLine(String(cell(row)))));
  const widths = columns.map((_, index) =>
    [titles, ...cells].reduce((most, line) => Math.max(most, widthOf(line[index] ?? "")), 0)
  );
  const lineOf = (line: readonly string[]) =>
    line.map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.right)).join("  ")
      .trimEnd();
  return [style.bold(lineOf(titles)), ...cells.map(lineOf)].join("\n");
}

function pad(text: string, width: number, right: true | undefined): string {
  const blanks = " ".repeat(width - widthOf(text));
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
