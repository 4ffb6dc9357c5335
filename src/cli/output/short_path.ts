/** Paths where there is little room. Without `node:path`: loading it costs every command about 2 ms. */
import { lettersOf, widthOf } from "./width.ts";

/** What comes after the last slash; on Windows the other one counts, too. */
export function fileName(path: string): string {
  return path.replace(/^.*[/\\]/s, "");
}

/** Less of a file's name is not enough to know it by: its beginning, and its extension. */
const LEAST_NAME = 13;

/** The path cut to a width on the screen: in the middle of the file's name, which keeps its ends. */
export function shortPath(path: string, width: number): string {
  if (widthOf(path) <= width) return path;
  const name = fileName(path);
  const folder = path.slice(0, path.length - name.length);
  const left = width - widthOf(folder);
  return left >= LEAST_NAME ? folder + cutMiddle(name, left) : cutMiddle(path, width);
}

/** With `…` in place of what has no room. */
function cutMiddle(text: string, width: number): string {
  const letters = [...lettersOf(text)];
  const half = Math.floor((width - 1) / 2);
  const start = taken(letters, half);
  const end = taken(letters.toReversed(), width - 1 - half);
  return `${start.join("")}…${end.toReversed().join("")}`;
}

function taken(
  letters: readonly { readonly letter: string; readonly width: number }[],
  room: number,
): string[] {
  let used = 0;
  const end = letters.findIndex(({ width }) => (used += width) > room);
  return (end < 0 ? letters : letters.slice(0, end)).map(({ letter }) => letter);
}
