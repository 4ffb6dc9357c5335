/**
 * Facts in a line, which goes on below where the terminal is narrow.
 * @module
 */
import { shortPath } from "./shown_path.ts";
import { widthOf } from "./width.ts";

/** One fact. */
export interface Fact {
  readonly text: string;
  readonly paint?: (text: string) => string;
  /** Whether it may be cut in its middle. */
  readonly isPath?: true;
}

/** Where the facts stand. */
export interface FactsPlace {
  /** What the line begins with. */
  readonly lead: Fact;
  /** The columns of the terminal; undefined if there is none: then nothing is broken. */
  readonly columns: number | undefined;
  /** Whether a path is cut already where that saves a line, instead of only where it must be. */
  readonly isDense: boolean;
}

/** Less of a path says nothing. */
const LEAST_PATH = 16;
/** Facts go on under the first one, unless that takes more than this share of the terminal. */
const MOST_INDENT = 0.25;

/** The facts, with commas between them; lines are broken after a comma, or else between words. */
export function factsLine(facts: readonly Fact[], { lead, columns, isDense }: FactsPlace): string {
  const painted = (fact: Fact, end = "") => (fact.paint?.(fact.text) ?? fact.text) + end;
  if (columns === undefined) {
    return `${painted(lead)}${facts.map((fact) => painted(fact)).join(", ")}`;
  }
  // A full last column makes some terminals begin a new line.
  const room = columns - 1;
  const width = widthOf(lead.text);
  const indent = width <= columns * MOST_INDENT ? width : 2;
  let [text, used, isBegun] = [painted(lead), width, false];
  facts.forEach((fact, index) => {
    const end = index === facts.length - 1 ? "" : ",";
    for (
      const piece of piecesOf(fact, { room: room - indent - end.length, left: room - used - 2 })
    ) {
      const own = widthOf(piece.text) + (piece.isLast ? end.length : 0);
      if (used + (isBegun ? 1 : 0) + own > room && used > indent) {
        text += `\n${" ".repeat(indent)}`;
        used = indent;
        isBegun = false;
      }
      text += (isBegun ? " " : "") +
        painted({ ...fact, text: piece.text }, piece.isLast ? end : "");
      used += own + (isBegun ? 1 : 0);
      isBegun = true;
    }
  });
  return text;

  function piecesOf(
    fact: Fact,
    { room, left }: { readonly room: number; readonly left: number },
  ): { readonly text: string; readonly isLast: boolean }[] {
    if (fact.isPath) {
      const most = isDense && left >= LEAST_PATH ? left : room;
      return [{ text: shortPath(fact.text, most), isLast: true }];
    }
    const words = widthOf(fact.text) <= room ? [fact.text] : fact.text.split(" ");
    return words.map((text, index) => ({ text, isLast: index === words.length - 1 }));
  }
}
