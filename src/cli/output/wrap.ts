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

/**
 * The same for a text that has to fit: an address or a path that is wider than the terminal is broken
 * where one of its parts ends.
 */
export function wrapWhole(
  text: string,
  columns: number | undefined,
  taken = 0,
  indent = 2,
): string {
  if (columns === undefined) return text;
  const room = Math.max(8, columns - 1 - indent);
  const [first = "", ...others] = wrap(text, columns, taken, indent).split("\n");
  return [first, ...others].map((line, index) => {
    const used = index === 0 ? taken : 0;
    if (used + widthOf(line) < columns) return line;
    return partsOf(line.trimStart(), room, index === 0 ? columns - 1 - taken : room)
      .map((part, nth) => index === 0 && nth === 0 ? part : " ".repeat(indent) + part).join("\n");
  }).join("\n");
}

/** The pieces of a line, each as long as there is room for; the first line may have less. */
function partsOf(line: string, room: number, firstRoom: number): string[] {
  const parts = line.split(/(?<=[/?&,; ])/).flatMap((part) =>
    part.match(new RegExp(`.{1,${room}}`, "gu")) ?? [part]
  );
  const lines = [""];
  for (const part of parts) {
    const last = lines.at(-1) ?? "";
    const most = lines.length === 1 ? firstRoom : room;
    if (widthOf(last) + widthOf(part.trimEnd()) <= most) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines.map((each) => each.trimEnd());
}
