/**
 * Colours, where they are wanted.
 * @module
 */
type Paint = (text: string) => string;

/** What can be done to a text; nothing at all where colours are not wanted. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly red: Paint;
}

/** The style for a stream. */
export function createStyle(colours: boolean): Style {
  // The codes of ECMA-48; the styleText of node:util would lengthen the start by a third.
  const paint = (on: number, off: number): Paint =>
    colours ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    green: paint(32, 39),
    yellow: paint(33, 39),
    red: paint(31, 39),
  };
}
