/**
 * How text for people looks: colours where they are wanted, times of the zone that is wanted, tables
 * that fit the terminal.
 */
type Paint = (text: string) => string;

/** How text for people looks; paint does nothing where colours are not wanted. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly red: Paint;
  /** The columns available to a table; no limit if there is no terminal. */
  readonly columns: number | undefined;
  /** The title of a column of times. */
  readonly timeTitle: (title: string) => string;
  /** A time for people, from ISO 8601; `""` if there is none. */
  readonly time: (iso: string | null | undefined) => string;
}

/** What a style depends on in addition to colours. */
export interface StyleOptions {
  /** The columns of the terminal, if it is one. */
  readonly columns?: number | undefined;
  /** The zone of times, such as `UTC` or `Europe/Paris`. @default {that of this computer} */
  readonly timeZone?: string | undefined;
}

/** The style for a stream. */
export function createStyle(colours: boolean, options: StyleOptions = {}): Style {
  const { columns, timeZone } = options;
  // The codes of ECMA-48; the styleText of node:util would lengthen the start by a third.
  const paint = (on: number, off: number): Paint =>
    colours ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    green: paint(32, 39),
    yellow: paint(33, 39),
    red: paint(31, 39),
    columns,
    timeTitle: (title) => timeZone === undefined ? title : `${title} (${timeZone})`,
    time: (iso) => timeText(iso, timeZone),
  };
}

function timeText(iso: string | null | undefined, timeZone: string | undefined): string {
  if (iso === undefined || iso === null) return "";
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso.slice(0, 19).replace("T", " ");
  // Sweden writes times in the order of ISO 8601: 2026-01-31 23:59:59.
  return date.toLocaleString("sv-SE", {
    dateStyle: "short",
    timeStyle: "medium",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}
