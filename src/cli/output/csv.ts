/** Tables for spreadsheets, as RFC 4180 describes them. */

/** A column: its title, and what stands in it. */
export type CsvColumn<Row> = readonly [
  title: string,
  cell: (row: Row) => string | number | undefined,
];

/** The lines of the titles, and of the rows. */
export function csvTitles<Row>(columns: readonly CsvColumn<Row>[]): string {
  return columns.map(([title]) => title).join(",");
}

/** A line for a row, without its end. */
export function csvLine<Row>(columns: readonly CsvColumn<Row>[], row: Row): string {
  return columns.map(([, cell]) => csvCell(cell(row))).join(",");
}

/** What makes spreadsheets take a text for a formula. */
const FORMULA = /^[\s\p{Cc}]*[=+\-@|%＝＋－＠]/u;

function csvCell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
