/** Text in lines as wide as the terminal, broken between words. */
import { widthOf } from "./width.ts";

/**
 * Breaks a text between its words. A word that is wider than the terminal stays in one piece: it may be
 * an address that somebody copies.
 *
 * @param text one line
 * @param columns how wide the terminal is; `undefined` where there is none: nothing is broken
 * @param taken how many columns of the first line are taken already
 * @param indent how many blanks the lines after the first begin with
 */
export function wrap(text: string, columns: number | undefined, taken = 0, indent = 2): string {
  // A full last column makes some terminals begin a new line.
  if (columns === undefined || taken + widthOf(text) < columns) return text;
  let [wrapped, used] = ["", taken];
  for (const word of text.split(" ")) {
    const width = widthOf(word);
    const isFirst = wrapped === "";
    if (!isFirst && used + 1 + width >= columns) {
      wrapped += `\n${" ".repeat(indent)}${word}`;
      used = indent + width;
    } else {
      wrapped += isFirst ? word : ` ${word}`;
      used += isFirst ? width : 1 + width;
    }
  }
  return wrapped;
}
